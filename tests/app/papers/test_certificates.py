"""结业证书 on paper."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.certificates import key_pair, ledger, sealing
from app.classes import classes
from app.file import session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress
from app.papers import certificates
from app.papers.certificates import Certificate, Certificates
from app.people import students
from app.school import school as school_settings

Fill = Callable[..., int]
Reading = Callable[[Path], str]


@pytest.fixture
def issued(school: session.Session, fill: Fill) -> int:
    """A class of six with certificates."""
    class_id = fill(people=6)
    school.run(classes.approve(class_id))
    school.run(ledger.issue(class_id))
    return class_id


def jpeg(width: int = 295, height: int = 413) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(buffer, "JPEG")
    return buffer.getvalue()


def one(**changes: object) -> Certificate:
    made = Certificate(
        number="2026-03-0001",
        name="李䶮",
        class_name="2026年秋季科级干部进修班（第3期）",
        start_date="2026-11-02",
        end_date="2026-11-13",
        wording="李䶮同志（男，土家族，1985年3月生）于2026年11月2日至11月13日参加我校举办的"
        "2026年秋季科级干部进修班（第3期），修完规定课程，计72学时，成绩合格，准予结业。",
        school_name="中共××县委党校（××县行政学校）",
        issue_date="2026-11-13",
        verification_code="7QF2-M9DX",
        quarter_hours=288,
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def write(path: Path, *items: Certificate) -> Path:
    certificates.write(Certificates("结业证书", items), path)
    return path


def test_a_page_for_each_from_the_ledger(
    school: session.Session, issued: int, tmp_path: Path, text_of: Reading
) -> None:
    path = tmp_path / "证书.pdf"
    assert certificates.write(school.read(certificates.gather, issued), path) == 6
    text = text_of(path)
    assert text.count("结业证书") == 6
    for row in school.read(ledger.of_class, issued):
        assert row.wording in text
        assert f"{row.number}" in text
        assert row.verification_code in text
    assert text.count("二〇二六年十一月十三日") == 6
    assert "𬎆" in text
    assert "𫖯" in text
    assert "作废" not in text


def test_voided_ones_are_left_out_or_crossed_when_asked_for(
    school: session.Session, issued: int, tmp_path: Path, text_of: Reading
) -> None:
    first = school.read(ledger.of_class, issued)[0]
    school.run(ledger.void(first.id, "姓名有误"))
    assert len(school.read(certificates.gather, issued).items) == 5
    data = school.read(certificates.gather, issued, numbers=[first.number])
    certificates.write(data, tmp_path / "作废.pdf")
    text = text_of(tmp_path / "作废.pdf")
    assert "作废" in text
    assert "扫码" not in text


# what is drawn on paper may look like a code of another kind
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes_of(path: Path, scale: float = 300 / 72) -> list[list[str]]:
    """The QR codes of every page, as a 300 dpi scan of it shows them."""
    with pypdfium2.PdfDocument(path) as document:
        images = [page.render(scale=scale).to_pil() for page in document]
    return [[code.text for code in zxingcpp.read_barcodes(image, formats=QR)] for image in images]


def test_the_code_can_be_read_from_the_page_and_checked(
    school: session.Session, issued: int, tmp_path: Path
) -> None:
    data = school.read(certificates.gather, issued)
    certificates.write(data, tmp_path / "证书.pdf")
    public = school.read(key_pair.public_key)
    for item, codes in zip(data.items, codes_of(tmp_path / "证书.pdf"), strict=True):
        assert codes == [certificates.code_text(item)]
        judged = sealing.judge(codes[0], public)
        assert judged.verdict == "genuine"
        assert judged.statement
        assert (judged.statement.number, judged.statement.student_name) == (item.number, item.name)
        row = school.read(ledger.verify, item.number, item.verification_code)
        assert row is not None
        assert row.student_name == item.name


def test_the_line_below_says_what_the_code_can_do(
    school: session.Session, issued: int, tmp_path: Path, text_of: Reading
) -> None:
    signed = school.read(certificates.gather, issued)
    certificates.write(signed, tmp_path / "a.pdf")
    assert text_of(tmp_path / "a.pdf").count("扫码见所签内容，可用本校公钥离线核验") == 6
    unsigned = write(tmp_path / "b.pdf", one())
    assert "真伪只能由学校核对" in text_of(unsigned)
    assert "公钥" not in text_of(unsigned)
    assert codes_of(unsigned) == [
        [
            "结业证书 2026-03-0001\n李䶮\n2026年秋季科级干部进修班（第3期）\n"
            "2026-11-02至2026-11-13\n验证码 7QF2-M9DX"
        ]
    ]


def test_a_school_may_leave_the_code_out(
    school: session.Session, issued: int, tmp_path: Path, text_of: Reading
) -> None:
    own = school.read(school_settings.get)
    school.run(school_settings.update(dataclasses.replace(own, certificate_code=0)))
    data = school.read(certificates.gather, issued)
    certificates.write(data, tmp_path / "a.pdf")
    assert codes_of(tmp_path / "a.pdf") == [[]] * 6
    text = text_of(tmp_path / "a.pdf")
    assert "扫码" not in text
    assert text.count("真伪可凭编号和验证码向本校核对") == 6
    assert all(item.verification_code in text for item in data.items)


LONG = "全县学习贯彻习近平新时代中国特色社会主义思想乡镇党政领导干部党性教育与基层治理能力提升专题研讨班"


def signed(**changes: object) -> Certificate:
    """A certificate with a signature by a key made for the test."""
    made, private = one(**changes), bytes(range(32))
    statement = sealing.Statement(
        made.number, made.name, made.class_name, made.start_date, made.end_date,
        made.quarter_hours, made.school_name, made.issue_date,
    )  # fmt: skip
    return dataclasses.replace(
        made,
        signature=sealing.sign(private, statement, made.wording),
        key_fingerprint=sealing.fingerprint(sealing.public_key(private)),
    )


@pytest.mark.parametrize("dpi", [200, 300, 600])
def test_a_code_with_the_longest_names_is_read_from_print(dpi: int, tmp_path: Path) -> None:
    item = signed(
        name="买买提艾力·阿不都热依木江",
        class_name=f"{LONG}（第12期）",
        school_name="中共××土家族苗族自治州××土家族自治县委员会党校（××土家族自治县行政学校）",
    )
    assert len(LONG) >= 46
    path = write(tmp_path / "a.pdf", item)
    assert codes_of(path, dpi / 72) == [[certificates.code_text(item)]]


def test_a_text_that_no_code_holds_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"李䶮（2026-03-0001）.*放不下"):
        write(tmp_path / "a.pdf", signed(class_name="班" * 1100, wording="准予结业。"))
    assert not list(tmp_path.iterdir())


def test_the_photograph_of_the_ledger_is_passed_through(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill(people=1)
    [student] = [row[0] for row in school.read(lambda db: db.execute("SELECT id FROM student"))]
    school.run(students.set_photo(student, jpeg()))
    school.run(classes.approve(class_id))
    school.run(ledger.issue(class_id))
    path = tmp_path / "证书.pdf"
    certificates.write(school.read(certificates.gather, class_id), path)
    assert jpeg() in path.read_bytes()


@pytest.mark.parametrize("size", [(295, 413), (413, 295), (1, 1)])
def test_a_photograph_of_any_shape_fills_its_frame(
    size: tuple[int, int], tmp_path: Path, text_of: Reading
) -> None:
    path = write(tmp_path / "a.pdf", one(photo=jpeg(*size)))
    assert "照片" not in text_of(path)
    with pypdfium2.PdfDocument(path) as document:
        page = document[0].render(scale=1).to_pil().convert("RGB")
    for x, y in ((45, 80), (72, 80), (45, 118), (72, 118)):
        red, green, _ = _pixel(page, x, y)
        assert red > 150
        assert green < 80
    assert _pixel(page, 80, 100)[1] > 200


def _pixel(page: Image.Image, x: float, y: float) -> bytes:
    """Red, green and blue at x and y millimetres."""
    left, top = int(x * 72 / 25.4), int(y * 72 / 25.4)
    return page.crop((left, top, left + 1, top + 1)).tobytes()


@pytest.mark.parametrize("spoilt", [b"", b"GIF89a", jpeg()[:4]])
def test_a_spoilt_photograph_is_named_and_nothing_written(spoilt: bytes, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="李䶮（2026-03-0001）的照片"):
        write(tmp_path / "a.pdf", one(photo=spoilt))
    assert not list(tmp_path.iterdir())


def test_a_character_without_a_glyph_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"U\+E815.*王\ue815（2026-03-0001）"):
        write(tmp_path / "a.pdf", one(name="王\ue815", wording="王\ue815同志结业。"))
    assert not list(tmp_path.iterdir())


def test_the_same_ledger_gives_the_same_bytes(tmp_path: Path) -> None:
    items = [one(number=f"2026-03-{n:04}", photo=jpeg() if n % 2 else None) for n in range(5)]
    first, second = (write(tmp_path / name, *items).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first == second


def test_cancelling_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    progress = Progress(lambda done, total, text: progress.cancel())
    data = Certificates("结业证书", tuple(one() for _ in range(30)))
    with pytest.raises(Cancelled):
        certificates.write(data, path, progress)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_long_wordings_and_names_stay_inside_the_frame(tmp_path: Path, text_of: Reading) -> None:
    item = one(
        name="买买提艾力·阿不都热依木江",
        wording="买买提艾力·阿不都热依木江同志"
        + "参加全县乡镇党政领导干部专题研讨班，" * 9
        + "准予结业。",
        school_name="中共××土家族苗族自治州××土家族自治县委员会党校（××土家族自治县行政学校）",
    )
    path = write(tmp_path / "a.pdf", item)
    assert item.wording in text_of(path)
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
    inner = 15 * 72 / 25.4
    width, height = certificates.PAGE
    for left, bottom, right, top in boxes:
        if right > left:
            assert inner < left < right < width - inner
            assert inner < bottom < top < height - inner


def test_a_class_without_certificates_says_so(school: session.Session, fill: Fill) -> None:
    with pytest.raises(UserError, match="签发"):
        school.read(certificates.gather, fill(people=1))
