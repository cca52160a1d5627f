"""Codes and text read from papers as they are brought: photographed, scanned, damaged, hostile."""

from __future__ import annotations

import io
import math
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from app.ground import apart
from app.ground.limits import Limits

TEXT = "结业证书 X2026-03-0001\n姓名：李䶮𬎆\n" + "班次：科级干部进修班" * 12

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def code(text: str = TEXT, dots: int = 300) -> Image.Image:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return _grey(made).resize((dots, dots), Image.Resampling.NEAREST)


def _grey(made: zxingcpp.Barcode) -> Image.Image:
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    modules = bytes(memoryview(image))
    side = math.isqrt(len(modules))
    return Image.frombytes("L", (side, side), modules)


def paper(*texts: str, dots: int = 300) -> Image.Image:
    """A white paper with codes, one below the other."""
    sheet = Image.new("L", (dots * 3, dots * (2 * len(texts) + 1)), 250)
    for place, text in enumerate(texts):
        sheet.paste(code(text, dots), (dots, dots * (2 * place + 1)))
    return sheet


def read(path: Path) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        return list(apart.answers("app.certificates.scanning", file, Limits()))


def only(path: Path) -> list[str]:
    [told, page] = read(path)
    assert told == {"pages": 1}
    assert page["text"] is None
    return page["codes"]


@pytest.mark.parametrize("kind", ["png", "jpg", "tif", "bmp", "webp", "gif"])
def test_pictures_of_every_usual_kind(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"证书.{kind}"
    paper(TEXT).save(path)
    assert only(path) == [TEXT]
    path.rename(tmp_path / "名字不对.pdf")
    assert only(tmp_path / "名字不对.pdf") == [TEXT]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "LA"])
def test_pictures_of_every_depth(mode: str, tmp_path: Path) -> None:
    sheet = paper(TEXT)
    if mode == "I;16":
        sheet = sheet.convert("I").point(lambda value: value * 256).convert("I;16")
    elif mode in ("RGBA", "LA"):  # dark on nothing
        sheet = Image.merge("LA", (Image.new("L", sheet.size, 0), sheet.point(lambda v: 255 - v)))
    path = tmp_path / ("证书.tif" if mode == "CMYK" else "证书.png")
    sheet.convert(mode).save(path)
    assert only(path) == [TEXT]


def test_a_photograph_taken_by_hand(tmp_path: Path) -> None:
    sheet = paper(TEXT, dots=400)
    wide, high = sheet.size
    tilted = sheet.transform(
        (wide, high),
        Image.Transform.QUAD,
        (60, 30, 20, high - 10, wide - 10, high - 80, wide - 90, 70),
        Image.Resampling.BICUBIC,
        fillcolor=180,
    ).rotate(17, Image.Resampling.BICUBIC, expand=True, fillcolor=120)
    dim = tilted.filter(ImageFilter.GaussianBlur(1.8)).point(lambda value: value * 0.55 + 20)
    path = tmp_path / "手机.jpg"
    dim.save(path, quality=60)
    assert only(path) == [TEXT]


def test_the_small_the_blurred_and_the_grainy_are_looked_at_again(tmp_path: Path) -> None:
    small = paper(TEXT, dots=600).resize((450, 450), Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(0.8))
    blurred = Image.new("L", (4000, 3200), 250)  # too large to be made larger
    blurred.paste(paper(TEXT, dots=480).filter(ImageFilter.GaussianBlur(3.5)), (900, 700))
    grain = Image.frombytes("L", (1800, 1800), random.Random(7).randbytes(1800 * 1800))
    grainy = Image.blend(paper(TEXT, dots=600), grain, 0.65)
    for name, picture in (("小", small), ("糊", blurred), ("粗", grainy)):
        assert not zxingcpp.read_barcodes(picture, formats=QR), name
        picture.save(tmp_path / f"{name}.png")
        assert only(tmp_path / f"{name}.png") == [TEXT], name


def test_a_large_photograph_is_made_smaller_first(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (12_000, 8_000), "white")
    sheet.paste(code(dots=900), (9_000, 6_000))
    sheet.save(tmp_path / "大.jpg")
    sheet.save(tmp_path / "大.png", compress_level=1)
    assert only(tmp_path / "大.jpg") == [TEXT]
    assert only(tmp_path / "大.png") == [TEXT]


def test_several_codes_come_from_top_to_bottom_each_once(tmp_path: Path) -> None:
    paper("一", "https://example.com", "一", "三").save(tmp_path / "a.png")
    assert only(tmp_path / "a.png") == ["一", "https://example.com", "三"]


def test_a_code_in_another_alphabet_is_read_too(tmp_path: Path) -> None:
    raw = "党校".encode("gb18030") + b"\xff\xfe"
    made = zxingcpp.create_barcode(raw, zxingcpp.BarcodeFormat.QRCode)
    sheet = Image.new("L", (400, 400), 255)
    sheet.paste(_grey(made).resize((200, 200), Image.Resampling.NEAREST), (100, 100))
    sheet.save(tmp_path / "a.png")
    [text] = only(tmp_path / "a.png")
    assert text


def test_no_code_and_half_a_code(tmp_path: Path) -> None:
    Image.new("L", (300, 300), 255).save(tmp_path / "a.png")
    assert only(tmp_path / "a.png") == []
    sheet = paper(TEXT)
    sheet.crop((0, 0, sheet.width // 2, sheet.height)).save(tmp_path / "b.png")
    assert only(tmp_path / "b.png") == []


def test_the_pages_of_a_scan(tmp_path: Path) -> None:
    pages = [paper(text) for text in ("一", "二", "三")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    pages[0].save(tmp_path / "a.pdf", save_all=True, append_images=pages[1:])
    told, *read_pages = read(tmp_path / "a.tif")
    assert told == {"pages": 3}
    assert [page["codes"] for page in read_pages] == [["一"], ["二"], ["三"]]
    told, *read_pages = read(tmp_path / "a.pdf")
    assert told == {"pages": 3}
    assert [(page["codes"], page["text"]) for page in read_pages] == [
        (["一"], ""), (["二"], ""), (["三"], "")
    ]  # fmt: skip


# ------------------------------------------------------------------------------- hostile or spoilt


def png(width: int, height: int, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(*pages: str, kids: int = 0) -> bytes:
    """A bare PDF: dictionaries of pages, or so many times the first."""
    count = kids or len(pages)
    refs = " ".join(f"{3 + (0 if kids else n)} 0 R" for n in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{refs}]>>",
        *pages,
    ]
    body = "%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        body += f"{number} 0 obj\n{content}\nendobj\n"
    return f"{body}trailer<</Root 1 0 R/Size {len(objects) + 1}>>\n%%EOF".encode()


def error(path: Path) -> str:
    return read(path)[-1].get("error", "")


def test_a_bomb_of_a_picture_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(100_000, 100_000, bytes(12_501) * 1000))
    assert error(tmp_path / "a.png") == "huge"
    (tmp_path / "b.png").write_bytes(png(2**31 - 1, 2**31 - 1))
    assert error(tmp_path / "b.png") in ("huge", "unknown")


def test_spoilt_pictures(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    paper(TEXT).save(buffer, "PNG")
    whole = buffer.getvalue()
    path = tmp_path / "a.png"
    for spoilt in (whole[:200], whole[: len(whole) // 2], whole[:60] + b"\0" * 900, png(30, 30)):
        path.write_bytes(spoilt)
        assert error(path) in ("damaged", "unknown")
    for other in (b"", b"GIF89a", b"PK\3\4", b"\xff\xd8\xff", b"II*\0\x08\0\0\0", "文字".encode()):
        path.write_bytes(other)
        assert error(path) in ("unknown", "damaged")


def test_spoilt_pdfs(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    for spoilt in (b"%PDF-1.4", b"%PDF-1.4\n" + b"x" * 5000, pdf()[:30]):
        path.write_bytes(spoilt)
        assert error(path) == "damaged"


def test_a_pdf_of_ten_thousand_pages_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>", kids=10_000))
    assert read(path) == [{"error": "many"}]


@pytest.mark.parametrize(
    "box", ["0 0 14400 14400", "0 0 1e9 1e9", "0 0 0 0", "0 0 1e9 0.001", "9 9 -9 -9", "0 0 1e38 1"]
)
def test_a_page_of_any_size_is_looked_at_in_bounds(box: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>"))
    answers = read(path)
    assert answers[0] == {"pages": 1}
    assert answers[1].get("codes") == [] or answers[1] == {"error": "damaged"}


def test_a_bomb_inside_a_pdf_is_ended_or_seen_to_be_empty(tmp_path: Path) -> None:
    data = zlib.compress(bytes(60_000 * 2_000), 9)
    side = 60_000
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R"
        "/Resources<</XObject<</A 5 0 R>>>>>>"
    )
    draw = "<</Length 27>>stream\nq 100 0 0 100 0 0 cm /A Do Q\nendstream"
    image = (
        f"<</Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8"
        f"/ColorSpace/DeviceRGB/Filter[/ASCIIHexDecode/FlateDecode]/Length {2 * len(data) + 1}>>stream\n"
        f"{data.hex()}>\nendstream"
    )
    source = (
        pdf(page, draw, image)
        .replace(b"/Count 3", b"/Count 1")
        .replace(b"3 0 R 4 0 R 5 0 R", b"3 0 R")
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(source)
    try:
        answers = read(path)
    except apart.Died:
        return
    assert answers[-1].get("codes") == [] or answers[-1] in (
        {"error": "damaged"},
        {"error": "huge"},
    )
