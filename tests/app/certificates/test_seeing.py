"""What a reader sees of a paper, held against what can be copied: papers made to deceive."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pypdfium2 import raw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from app.certificates import checking, sealing
from app.certificates.checking import Finding
from app.papers import certificates
from app.papers.certificates import PAGE, Certificate, Certificates

PRIVATE = bytes(range(32))
PUBLIC = sealing.public_key(PRIVATE)
WORDING = (
    "李䶮同志（男，土家族，1985年3月生）于2026年11月2日至11月13日参加我校举办的科级干部进修班（第3期），"
    "修完规定课程，计72.5学时，成绩合格，准予结业。"
)
GROUND = (255, 254, 248)
Draw = Callable[[Canvas], None]


def one(wording: str = WORDING, **changes: Any) -> Certificate:
    made = Certificate(
        "X2026-03-0001", "李䶮", "科级干部进修班（第3期）", "2026-11-02", "2026-11-13", wording,
        "中共示范县委党校（示范县行政学校）", "2026-11-13", "7QF2-M9DX", 290, **changes,
    )  # fmt: skip
    statement = sealing.Statement(
        made.number, made.name, made.class_name, made.start_date, made.end_date,
        made.quarter_hours, made.school_name, made.issue_date,
    )  # fmt: skip
    return dataclasses.replace(
        made,
        signature=sealing.sign(PRIVATE, statement, wording),
        key_fingerprint=sealing.fingerprint(PUBLIC),
    )


def printed(folder: Path, item: Certificate | None = None) -> Path:
    path = folder / "印.pdf"
    certificates.write(Certificates("结业证书", (item or one(),)), path)
    return path


def judged(path: Path) -> Finding:
    [finding] = checking.check(path, PUBLIC)
    return finding


def seen(path: Path) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].render(scale=300 / 72).to_pil()


def copied(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].get_textpage().get_text_range(count=-1).splitlines()


def jpeg(wide: int, high: int) -> bytes:
    """A picture with much light and much dark, as a photograph has."""
    picture = Image.linear_gradient("L").resize((wide, high)).convert("RGB")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


# ------------------------------------------------------------------------- papers as they are printed


@pytest.mark.parametrize(
    "item",
    [
        one(),
        one(photo=jpeg(350, 490)),
        one(photo=jpeg(900, 300)),
        one(photo=jpeg(200, 900)),
        one("李䶮同志参加我校举办的科级干部进修班（第3期），成绩合格，准予结业。"),
        one(WORDING * 4),
        one(WORDING.replace("李䶮", "李䶮、𬎆、𫖯、㛃")),
        one("Certificate of 李䶮 (a.i.), No. 1: …" + WORDING),
    ],
    ids=["plain", "photo", "wide", "high", "short", "long", "rare", "letters"],
)
def test_what_the_program_prints_has_nothing_odd(item: Certificate, tmp_path: Path) -> None:
    finding = judged(printed(tmp_path, item))
    assert (finding.verdict, finding.odd, finding.unsigned) == ("genuine", (), "")
    assert finding.compared


def test_a_paper_printed_as_void_is_no_longer_simply_genuine(tmp_path: Path) -> None:
    finding = judged(printed(tmp_path, one(void_date="2026-12-01")))
    assert finding.verdict == "doubtful"
    assert "作废" in finding.unsigned.replace("已于2026年12月1日作废", "")  # across the page, too
    assert finding.odd == ()


def test_a_scan_has_nothing_to_compare(tmp_path: Path) -> None:
    seen(printed(tmp_path)).convert("RGB").save(tmp_path / "扫描.pdf", resolution=300)
    finding = judged(tmp_path / "扫描.pdf")
    assert (finding.verdict, finding.compared, finding.odd) == ("genuine", False, ())


# ------------------------------------------------------------------------------- drawn from scratch


def forged_picture(path: Path) -> Image.Image:
    """The page with another sentence; its code is the school's own."""
    picture = seen(path).convert("RGB")
    wide, high = picture.size
    draw = ImageDraw.Draw(picture)
    draw.rectangle((wide * 0.28, high * 0.33, wide * 0.9, high * 0.6), fill=GROUND)
    draw.text((wide * 0.3, high * 0.4), "WANG WU, 999 HOURS", fill="black", font_size=90)
    return picture


def hidden(path: Path, canvas: Canvas, x: float, y: float, size: float, mode: int) -> None:
    """Write what can be copied from a paper; the colour is what was set last."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    text = canvas.beginText(x, y)
    text.setFont("STSong-Light", size)
    text.setTextRenderMode(mode)
    for line in copied(path):
        text.textLine(line)
    canvas.drawText(text)


@pytest.mark.parametrize(
    ("x", "size", "mode", "colour", "crop"),
    [
        (PAGE[0] + 2, 1, 3, (0, 0, 0), 40),
        (60, 12, 3, (0, 0, 0), 0),
        (60, 12, 7, (0, 0, 0), 0),
        (330, 1.5, 0, (0, 0, 0), 0),
        (330, 12, 0, (1, 0.996, 0.973), 0),
        (PAGE[0] + 20, 12, 0, (0, 0, 0), 0),
        (-600, 12, 0, (0, 0, 0), 0),
    ],
    ids=["beside the picture", "mode 3", "mode 7", "tiny", "in the ground's colour", "outside",
         "to the left"],
)  # fmt: skip
def test_text_that_nobody_sees_below_a_picture_of_another_paper(
    tmp_path: Path,
    x: float,
    size: float,
    mode: int,
    colour: tuple[float, float, float],
    crop: float,
) -> None:
    original = printed(tmp_path)
    canvas = Canvas(str(tmp_path / "假.pdf"), pagesize=(PAGE[0] + crop, PAGE[1]))
    canvas.drawImage(ImageReader(forged_picture(original)), 0, 0, *PAGE)
    canvas.setFillColorRGB(*colour)
    hidden(original, canvas, x, 330, size, mode)
    canvas.save()
    assert "李䶮" in "".join(copied(tmp_path / "假.pdf"))
    finding = judged(tmp_path / "假.pdf")
    assert finding.verdict in ("doubtful", "altered")
    assert {"foreign", "hidden"} <= set(finding.odd)


# --------------------------------------------------------------------- laid upon a genuine one's page


def upon(path: Path, draw: Draw) -> Path:
    """Draw upon a printed page."""
    overlay = Canvas(str(path.with_name("层.pdf")), pagesize=PAGE)
    draw(overlay)
    overlay.save()
    out = path.with_name("改.pdf")
    with (
        pypdfium2.PdfDocument(path) as document,
        pypdfium2.PdfDocument(path.with_name("层.pdf")) as layer,
    ):
        page = document[0]
        page.insert_obj(layer.page_as_xobject(0, document).as_pageobject())
        page.gen_content()
        document.save(out)
    return out


def nothing(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0)


def patch(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 20), GROUND)), 250, 355, 60, 26)


def shape(canvas: Canvas) -> None:
    canvas.setFillColorRGB(*(value / 255 for value in GROUND))
    canvas.rect(250, 355, 60, 26, stroke=0, fill=1)


def half_a_figure(canvas: Canvas) -> None:
    canvas.setFillColorRGB(*(value / 255 for value in GROUND))
    canvas.rect(508, 287, 4, 16, stroke=0, fill=1)


def other_hours(canvas: Canvas) -> None:
    picture = Image.new("RGB", (120, 60), GROUND)
    ImageDraw.Draw(picture).text((5, 5), "999", fill="black", font_size=40)
    canvas.drawImage(ImageReader(picture), 506, 285, 44, 20)


def picture_beside(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "navy")), 420, 180, 60, 40)


def strokes(canvas: Canvas) -> None:
    """A name in strokes, as no text: 王."""
    for x1, y1, x2, y2 in ((0, 0, 20, 0), (0, 10, 20, 10), (0, 20, 20, 20), (10, 0, 10, 20)):
        canvas.line(400 + x1, 190 + y1, 400 + x2, 190 + y2)


def glyphs(canvas: Canvas) -> None:
    """Letters over letters: what is meant is told by neither."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 18)
    for step in range(20):
        canvas.drawString(286 + 19 * step, 363, "王")


def another_text(canvas: Canvas) -> None:
    """A name in letters, which says of itself that it reads as a blank."""
    canvas.setFont("Helvetica-Bold", 20)
    canvas.addLiteral("/Span <</ActualText ( )>> BDC")
    canvas.drawString(400, 190, "WANG WU")
    canvas.addLiteral("EMC")


def a_comma_for_a_name(canvas: Canvas) -> None:
    """Letters that say of themselves that they are a mark without weight."""
    canvas.setFont("Helvetica-Bold", 20)
    canvas.addLiteral("/Span <</ActualText (,)>> BDC")
    canvas.drawString(400, 190, "WANG WU")
    canvas.addLiteral("EMC")


def a_line_in_pieces(canvas: Canvas) -> None:
    """A long rule as the paper has one, of which only what makes a figure is let through."""
    canvas.addLiteral("q 400 189 9 3 re 430 189 30 3 re W n 1 w 300 190 m 700 190 l S Q")


def more_text(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(400, 190, "WANG WU")


def pale(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 0.97)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(400, 190, "nobody sees this")


@pytest.mark.parametrize(
    ("draw", "odd"),
    [
        (nothing, set()),
        (more_text, set()),
        (patch, {"hidden", "covered"}),
        (shape, {"hidden", "covered"}),
        (other_hours, {"foreign", "hidden", "covered"}),
        (half_a_figure, {"covered"}),
        (glyphs, {"covered"}),
        (picture_beside, {"foreign"}),
        (strokes, {"foreign"}),
        (another_text, {"disguised"}),
        (a_comma_for_a_name, {"disguised"}),
        (a_line_in_pieces, {"foreign"}),
        (pale, {"hidden"}),
    ],
)
def test_what_is_laid_upon_a_genuine_paper_is_named(
    tmp_path: Path, draw: Draw, odd: set[str]
) -> None:
    finding = judged(upon(printed(tmp_path, one(photo=jpeg(350, 490))), draw))
    assert set(finding.odd) == odd
    assert (finding.verdict == "genuine") == (draw is nothing)
    assert (finding.verdict == "altered") == (draw in (patch, shape, other_hours))


def test_an_annotation_over_the_name(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(printed(tmp_path)) as document:
        note = raw.FPDFPage_CreateAnnot(document[0], raw.FPDF_ANNOT_SQUARE)
        assert raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(250, 381, 310, 355))
        assert raw.FPDFAnnot_SetColor(
            note, raw.FPDFANNOT_COLORTYPE_InteriorColor, 255, 254, 248, 255
        )
        raw.FPDFPage_CloseAnnot(note)
        document.save(tmp_path / "批注.pdf")
    finding = judged(tmp_path / "批注.pdf")
    assert finding.verdict in ("doubtful", "altered")
    assert "annotated" in finding.odd


def test_a_scan_with_an_annotation(tmp_path: Path) -> None:
    seen(printed(tmp_path)).convert("RGB").save(tmp_path / "扫描.pdf", resolution=300)
    with pypdfium2.PdfDocument(tmp_path / "扫描.pdf") as document:
        raw.FPDFPage_CloseAnnot(raw.FPDFPage_CreateAnnot(document[0], raw.FPDF_ANNOT_SQUARE))
        document.save(tmp_path / "批注.pdf")
    finding = judged(tmp_path / "批注.pdf")
    assert finding.verdict == "doubtful"
    assert "annotated" in finding.odd


def test_a_paper_cut_to_leave_its_lower_half_out(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(printed(tmp_path)) as document:
        document[0].set_cropbox(0, 0, PAGE[0], 340)
        document.save(tmp_path / "裁.pdf")
    finding = judged(tmp_path / "裁.pdf")
    assert finding.verdict == "altered"
    assert "wording" in finding.changed or "student_name" in finding.changed
    assert "hidden" in finding.odd


def test_a_page_with_too_much_to_look_at(tmp_path: Path) -> None:
    def dots(canvas: Canvas) -> None:
        for place in range(2100):
            canvas.line(place % 800, 10, place % 800, 11)

    finding = judged(upon(printed(tmp_path), dots))
    assert (finding.verdict, finding.odd) == ("doubtful", ("crowded",))
