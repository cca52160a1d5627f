"""What can be read from a paper that someone brings: the codes and the text of every page.

Run in a process of its own (``app.ground.apart``), for the PDF or the picture may be damaged or hostile.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO, Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from app.certificates import seeing

PAGE_LIMIT = 2000
PIXEL_LIMIT = 120_000_000  # of a picture: more than any telephone takes by itself
PICTURES = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF")
TEXT_LIMIT = 20_000  # characters of a page; a certificate has two hundred
_DOTS = 300  # to the inch, at which a page is looked at
_RENDER_LIMIT = 30_000_000  # pixels of a page, however large it claims to be
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_ENOUGH = 24_000_000  # pixels of a picture beyond which more of them show nothing more


def answer(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield ``{"pages": n}``, then for each page ``{"codes": [text, ...], "text": text, "odd": keys}``.

    The codes run from top to bottom; the text is what can be read beside them, '' in a scan, None in
    a picture, which has none. ``odd`` says why a reader may see something else (seeing.ODDITIES).
    A last ``{"error": kind}`` ends it: 'unknown' (neither PDF nor picture), 'password', 'damaged',
    'huge', 'many' (pages).
    """
    head = source.read(1024)
    source.seek(0)
    try:
        yield from _pdf(source) if b"%PDF-" in head else _picture(source)
    except MemoryError:
        yield {"error": "huge"}


def _pdf(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    try:
        document = pypdfium2.PdfDocument(source)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        yield {"error": "password" if "assword" in str(error) else "damaged"}
        return
    if count > PAGE_LIMIT:
        yield {"error": "many"}
        return
    yield {"pages": count}
    for number in range(count):
        try:
            page = document[number]
            read = codes(_rendered(page))
            seen = seeing.look(page) if read else seeing.Seen("")
            yield {"codes": read, "text": seen.text[:TEXT_LIMIT], "odd": seen.odd}
            page.close()
        except pypdfium2.PdfiumError:
            yield {"error": "damaged"}
            return


def _rendered(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    area = max(width, 1.0) * max(height, 1.0)
    scale = min(_DOTS / 72, math.sqrt(_RENDER_LIMIT / area))
    return page.render(scale=scale, grayscale=True).to_pil()


def _picture(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    Image.MAX_IMAGE_PIXELS = None  # our own limit is told in our own words
    try:
        picture = Image.open(source, formats=PICTURES)
    except (OSError, ValueError):
        yield {"error": "unknown"}
        return
    try:
        # of the others further frames are previews or an animation
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if count > PAGE_LIMIT:
            yield {"error": "many"}
            return
        yield {"pages": count}
        for number in range(count):
            picture.seek(number)
            if picture.width * picture.height > PIXEL_LIMIT:
                yield {"error": "huge"}
                return
            yield {"codes": codes(_grey(picture)), "text": None, "odd": ()}
    except (OSError, ValueError, SyntaxError, EOFError):
        yield {"error": "damaged"}


def _grey(picture: Image.Image) -> Image.Image:
    """Return one frame in shades of grey on white, of a size that is enough to see a code."""
    shrink = math.sqrt(_ENOUGH / (picture.width * picture.height))
    if shrink < 1:  # a JPEG is then decoded at a half, a quarter or an eighth
        picture.draft("L", (round(picture.width * shrink), round(picture.height * shrink)))
    if picture.mode.startswith("I"):  # sixteen bits, of which "L" would keep the lowest
        picture = picture.point(lambda value: value * (1 / 256))
    elif picture.has_transparency_data:
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    grey = picture.convert("L")
    shrink = math.sqrt(_ENOUGH / (grey.width * grey.height))
    return grey.reduce(math.ceil(1 / shrink)) if shrink < 0.75 else grey


def codes(grey: Image.Image) -> list[str]:
    """Return the texts of the QR codes in a picture, each once, from top to bottom.

    Where none is seen at first, it is looked at sharpened, larger and softened: that finds the
    blurred, the small and the grainy.
    """
    for look in (_as_it_is, _larger, _sharpened, _softened):
        found = zxingcpp.read_barcodes(look(grey), formats=_QR)
        if found:
            found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
            return list(dict.fromkeys(map(_text, found)))
    return []


def _as_it_is(grey: Image.Image) -> Image.Image:
    return grey


def _larger(grey: Image.Image) -> Image.Image:
    if grey.width * grey.height > _ENOUGH / 2:
        return grey
    twice = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.BICUBIC)
    return twice.filter(ImageFilter.UnsharpMask(4, 250, 0))


def _sharpened(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.UnsharpMask(3, 200, 0))


def _softened(grey: Image.Image) -> Image.Image:
    return grey.filter(ImageFilter.GaussianBlur(1))


def _text(code: zxingcpp.Barcode) -> str:
    """The text of a code, which is UTF-8 in ours; other codes may be in anything."""
    try:
        return code.bytes.decode("utf-8")
    except UnicodeDecodeError:
        return code.text
