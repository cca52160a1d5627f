"""What a reader sees of a page, held against what can be copied from it.

A PDF can carry text that nobody sees, and show what is no text. So a page is drawn several times:
with and without its text, the text alone, and all that is known of a certificate left out. What of
the text leaves no ink is not there; whatever is left in the end does not belong there.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import unicodedata
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

OBJECT_LIMIT = 2000  # of a page; a certificate has thirty
CHARACTER_LIMIT = 4000  # of a page; a certificate has two hundred
_DOTS = 150  # to the inch, at which a page is looked at
_RENDER_LIMIT = 8_000_000  # pixels of a page, however large it claims to be
_MM = 72 / 25.4
_CONTRAST = 26  # of 255, by which ink differs from its ground; that of 作废 across a page is 33
_LOST = 70  # of 255, by which ink is paler than it would be with nothing over it
_EDGE = 2  # pixels that the end of the paper may soften
_MARGIN = 3  # pixels that ink may reach beyond its letter's box
_NOISE = 10  # of 255; less is seen by nobody
_SMALLEST = 4.5  # points, of a letter's ink; the smallest on a certificate is 11 points high
_FRAME = (35 * _MM, 49 * _MM)
_PLACES = ((39, 86, 35, 49), (39, 32, 24, 24))
"""Photograph and code: from the left, from below, wide, high in mm. As app/papers/certificates.py has it."""
_CORNER = 28 * _MM  # the ornaments stand within it
_RULE = 90 * _MM  # the line below the title is longer
_LINES = 9  # three frames, four ornaments, the line, the empty place of a photograph
_THIN = 3.0  # points; no line is wider

ODDITIES = {
    "annotated": "批注",
    "foreign": "证书上没有的图片或图形",
    "hidden": "看不见的字",
    "covered": "被盖住或叠在一起的字",
    "disguised": "认不出的字形",
    "crowded": "太多东西，没有逐一看",
}
"""What no certificate of this program has; told in this order."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Seen:
    """``text`` is what can be read, in the order in which it is copied; '' where the page is a scan.

    ``odd`` are keys of ODDITIES: why a reader may see something else.
    """

    text: str
    odd: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Letter:
    text: str
    box: Box  # left, bottom, right, top in points of the page
    strange: bool  # no character is known for its shape


def look(page: pypdfium2.PdfPage) -> Seen:
    """Look at a page with a code."""
    things, letters = _things(page), _letters(page)
    copied = page.get_textpage().get_text_range(count=-1)
    if things is None or letters is None:
        return Seen(copied, ("crowded",))
    annotated = raw.FPDFPage_GetAnnotCount(page) > 0
    if not annotated and {_kind(thing) for thing, _ in things} == {raw.FPDF_PAGEOBJ_IMAGE}:
        return Seen("")
    texts = [thing for thing, _ in things if _kind(thing) == raw.FPDF_PAGEOBJ_TEXT]
    others = [thing for thing, _ in things if _kind(thing) != raw.FPDF_PAGEOBJ_TEXT]
    whole = _drawn(page)
    with _without(texts):
        bare = _drawn(page)
        foreign = _is_foreign(page, things)
    with _without(others):
        alone = _drawn(page)
    ink = ImageChops.difference(whole, bare)
    seen = [_is_seen(page, letter, ink) for letter in letters]
    odd = {
        "annotated": annotated,
        "foreign": foreign,
        "hidden": not all(seen),
        "covered": _is_paled(alone, ink) or _are_piled(letters),
        "disguised": any(letter.strange for letter in letters)
        or any(raw.FPDFPageObj_CountMarks(text) > 0 for text in texts)  # may say another text
        or _is_beside(page, letters, ink),
    }
    shown = (letter.text for letter, visible in zip(letters, seen, strict=True) if visible)
    return Seen(
        copied if all(seen) else "".join(shown), tuple(key for key in ODDITIES if odd.get(key))
    )


def _kind(thing: pypdfium2.PdfObject) -> int:
    return raw.FPDFPageObj_GetType(thing)


def _things(page: pypdfium2.PdfPage) -> list[tuple[pypdfium2.PdfObject, bool]] | None:
    """Return what is drawn, and whether where it says; None where that is too much.

    What stands in a form is placed by it: where it stands is known if the form moves nothing.
    """
    found: list[tuple[pypdfium2.PdfObject, bool]] = []
    placed = [True]
    for thing in page.get_objects():
        if len(found) >= OBJECT_LIMIT:
            return None
        here = placed[thing.level]
        if _kind(thing) == raw.FPDF_PAGEOBJ_FORM:
            still = thing.get_matrix().get() == (1, 0, 0, 1, 0, 0)
            placed[thing.level + 1 :] = [here and still]
        else:
            found.append((thing, here))
    return found


def _letters(page: pypdfium2.PdfPage) -> list[_Letter] | None:
    text = page.get_textpage()
    count = text.count_chars()
    if count > CHARACTER_LIMIT:
        return None
    found: list[_Letter] = []
    for place in range(count):
        unit = raw.FPDFText_GetUnicode(text, place)
        if 0xDC00 <= unit < 0xE000 and found:  # the second half of a rare character
            pair = found[-1].text.encode("utf-16-le", "surrogatepass") + unit.to_bytes(2, "little")
            letter = pair.decode("utf-16-le", "replace")
            found[-1] = replace(found[-1], text=letter, strange=len(letter) > 1)
            continue
        made_up = raw.FPDFText_IsGenerated(text, place) == 1  # the ends of lines
        strange = not made_up and (
            raw.FPDFText_HasUnicodeMapError(text, place) == 1
            or unicodedata.category(chr(unit)) in ("Cc", "Cf", "Co", "Cn")
        )
        box = (0.0, 0.0, 0.0, 0.0) if made_up else text.get_charbox(place)
        found.append(_Letter(chr(unit), box, strange))
    return found


# ---------------------------------------------------------------------------------------- drawing


def _scale(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    area = max(width, 1.0) * max(height, 1.0)
    return min(_DOTS / 72, math.sqrt(_RENDER_LIMIT / area))


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=_scale(page), grayscale=True).to_pil()


@contextlib.contextmanager
def _without(things: Sequence[pypdfium2.PdfObject]) -> Generator[None]:
    for thing in things:
        raw.FPDFPageObj_SetIsActive(thing, False)
    try:
        yield
    finally:
        for thing in things:
            raw.FPDFPageObj_SetIsActive(thing, True)


def _extent(ink: Image.Image, least: int) -> tuple[int, int, int, int] | None:
    return ink.point([0] * least + [255] * (256 - least)).getbbox()


def _pixels(page: pypdfium2.PdfPage, box: Box) -> tuple[int, int, int, int] | None:
    """Return where a box of the page stands in its drawing, with a margin; None outside of it."""
    width, height = (math.ceil(side * _scale(page)) for side in page.get_size())
    corners: list[tuple[int, int]] = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (left, right), (top, bottom) = map(sorted, zip(*corners, strict=True))
    left, top = max(left - _MARGIN, 0), max(top - _MARGIN, 0)
    right, bottom = min(right + _MARGIN, width), min(bottom + _MARGIN, height)
    return (left, top, right, bottom) if left < right and top < bottom else None


# ---------------------------------------------------------------------------------------- the text


def _is_seen(page: pypdfium2.PdfPage, letter: _Letter, ink: Image.Image) -> bool:
    """Whether a letter leaves ink, and as much as can be read; blanks and ends of lines count as seen."""
    if not letter.text.strip() and letter.box[2] <= letter.box[0]:
        return True
    place = _pixels(page, letter.box)
    if place is None:
        return False
    extent = _extent(ink.crop(place), _CONTRAST)
    if extent is None:
        return not letter.text.strip()
    size = max(extent[2] - extent[0], extent[3] - extent[1]) / _scale(page)
    return size >= _SMALLEST or not letter.text.isalnum()


def _is_paled(alone: Image.Image, ink: Image.Image) -> bool:
    """Whether text would be darker somewhere if nothing else were drawn: something lies over it."""
    missing = ImageChops.subtract(ImageChops.invert(alone), ink)
    return _extent(missing, _LOST) is not None


def _is_beside(page: pypdfium2.PdfPage, letters: Sequence[_Letter], ink: Image.Image) -> bool:
    """Whether text leaves ink where no letter can be copied."""
    rest = ink.copy()
    for letter in letters:
        place = _pixels(page, letter.box) if letter.text.strip() else None
        if place is not None:
            rest.paste(0, place)
    return _extent(rest, _CONTRAST) is not None


def _are_piled(letters: Sequence[_Letter]) -> bool:
    """Whether letters of like size stand on each other."""
    ranged = sorted(letter.box for letter in letters if letter.text.strip())
    for place, one in enumerate(ranged):
        for other in ranged[place + 1 :]:
            if other[0] >= one[2]:
                break
            if _overlap(one, other):
                return True
    return False


def _overlap(one: Box, other: Box) -> bool:
    sizes = [max(box[2] - box[0], box[3] - box[1]) for box in (one, other)]
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return 3 * min(sizes) > max(sizes) and min(wide, high) > min(sizes) / 2


# ------------------------------------------------------------------------------------ what is drawn


def _is_foreign(
    page: pypdfium2.PdfPage, things: Sequence[tuple[pypdfium2.PdfObject, bool]]
) -> bool:
    """Whether anything is seen besides text, photograph, code and lines; the text is left out."""
    lines = [thing for thing, placed in things if placed and _is_line(page, thing)]
    with _without(lines):
        rest = _drawn(page)
    inside = (_EDGE, _EDGE, max(rest.width - _EDGE, 3), max(rest.height - _EDGE, 3))
    ground = rest.getpixel((rest.width // 2, min(_EDGE, rest.height - 1)))
    assert isinstance(ground, int)
    for left, bottom, wide, high in _PLACES:
        place = _pixels(
            page, (left * _MM, bottom * _MM, (left + wide) * _MM, (bottom + high) * _MM)
        )
        if place is not None:
            rest.paste(ground, place)
    strange = ImageChops.difference(rest, Image.new("L", rest.size, ground))
    return len(lines) > _LINES or _extent(strange.crop(inside), _NOISE) is not None


def _is_line(page: pypdfium2.PdfPage, thing: pypdfium2.PdfObject) -> bool:
    """Whether this is one of the lines that a certificate has: a frame, an ornament, a rule."""
    if _kind(thing) != raw.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke, weight = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(thing, fill, stroke)
    raw.FPDFPageObj_GetStrokeWidth(thing, weight)
    clipped = raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(thing)) > 0
    if fill.value != raw.FPDF_FILLMODE_NONE or weight.value > _THIN or clipped:
        return False
    width, height = page.get_size()
    left, bottom, right, top = thing.get_bounds()
    wide, high = right - left, top - bottom
    points = raw.FPDFPath_CountSegments(thing)
    if points == 2 and wide > _RULE and high <= _THIN:
        return True
    if points <= 5 and ((wide > 0.8 * width and high > 0.8 * height) or _is_frame(wide, high)):
        return True
    return min(right, width - left) < _CORNER and min(top, height - bottom) < _CORNER


def _is_frame(wide: float, high: float) -> bool:
    return abs(wide - _FRAME[0]) < _THIN and abs(high - _FRAME[1]) < _THIN
