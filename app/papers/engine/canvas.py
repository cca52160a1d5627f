"""A PDF being written: pages, text in the bundled faces, rules. Points; y grows upward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFImageXObject
from reportlab.pdfgen.canvas import Canvas as PdfCanvas

from app.papers.engine import fonts
from app.papers.engine.linebreak import SQUEEZABLE, Line, hang, measure, one_line

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A3 = (297 * MM, 420 * MM)

INK = (0.10, 0.10, 0.10)
QUIET = (0.42, 0.42, 0.42)
PALE = (0.90, 0.90, 0.90)
RED = (0.62, 0.09, 0.09)
HAIR = 0.4
"""Width of a thin rule in points: it prints as one clean line on a 600 dpi laser printer."""

Align = Literal["left", "centre", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: face, size and leading in points, colour, alignment, indent in em."""

    face: str = "song"
    size: float = 10.5
    leading: float = 16.0
    colour: tuple[float, float, float] = INK
    align: Align = "left"
    indent: float = 0.0
    spacing: float = 0.0
    """Extra space between characters, in em: for titles of a few characters."""

    def but(self, **changes: object) -> Style:
        """Return the same style with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def landscape(size: tuple[float, float]) -> tuple[float, float]:
    """Turn a page on its side."""
    return max(size), min(size)


class _Photograph(PDFImageXObject):
    """A JPEG as an image of the PDF, written in one piece: reportlab's own way takes ten times."""

    def format(self, document: object) -> bytes:
        """Return the object's bytes."""
        jpeg: Any = self.streamContent
        # CMYK from photo software is stored inverted (Adobe technical note 5116).
        decode = "/Decode [1 0 1 0 1 0 1 0] " if self.colorSpace == "DeviceCMYK" else ""
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {self.width} /Height {self.height} "
            f"/ColorSpace /{self.colorSpace} /BitsPerComponent 8 {decode}"
            f"/Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n"
        )
        return b"".join((head.encode("ascii"), jpeg, b"\nendstream"))


class Canvas:
    """One PDF. Drawing methods work on the current page; `turn()` starts the next.

    The bytes depend on what is drawn and on nothing else (no clock, no random id).
    """

    def __init__(self, path: Path, size: tuple[float, float], title: str) -> None:
        # Binary streams need no ASCII armour, which costs a fifth more and most of the time.
        rl_config.useA85 = 0
        self.width, self.height = size
        self.pdf = PdfCanvas(str(path), pagesize=size, invariant=1, pageCompression=1)
        # The document behind the canvas: what it draws fonts and pictures from has no other name.
        self._doc: Any = vars(self.pdf)["_doc"]
        self.pdf.setTitle(title)
        self.pdf.setAuthor("")
        self.pdf.setSubject("")
        self.pdf.setCreator("党校教务")
        self._forms: dict[str, str] = {}
        self._photographs = 0
        self._glyphs: dict[str, dict[str, tuple[str, str]]] = {f: {} for f in fonts.FALLBACK}

    def turn(self) -> None:
        """End the current page."""
        self.pdf.showPage()

    def save(self) -> None:
        """Write the file."""
        self.pdf.save()

    def once(self, key: str, draw: Callable[[], None]) -> None:
        """Draw what many pages share: `draw` runs the first time, later pages refer to it."""
        name = self._forms.get(key)
        if name is None:
            name = self._forms[key] = f"shared-{len(self._forms) + 1}"
            self.pdf.beginForm(name)
            draw()
            self.pdf.endForm()
        self.pdf.doForm(name)

    # -- text ----------------------------------------------------------------------------------

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Draw one line with its baseline at y: from x, centred on x, or ending at x."""
        line = one_line(text, style.face)
        wide = (line.width + style.spacing * max(len(line.text) - 1, 0)) * style.size
        if style.align == "centre":
            x -= wide / 2
        elif style.align == "right":
            x -= wide
        self.line(x, y, line, style, style.spacing)

    def line(self, x: float, y: float, line: Line, style: Style, gap: float = 0.0) -> None:
        """Draw a set line from x; `gap` em are added between its characters.

        A gap of more than _FINE stays out of Latin words and numbers, where it would be seen.
        The operators are written straight into the page: reportlab's text object spends three
        times as long on them.
        """
        if not line.text:
            return
        glyphs, size = self._glyphs[style.face], style.size
        red, green, blue = style.colour
        code = [f"BT {red:.3g} {green:.3g} {blue:.3g} rg"]
        start, spaced, font = 0, 0.0, ""
        for end, extra in _stretches(line, style.face, gap):
            if extra != spaced:
                code.append(f"{extra * size:.4g} Tc")
                spaced = extra
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            run: list[str] = []
            for character in line.text[start:end]:
                glyph = glyphs.get(character) or self._glyph(character, style.face)
                if glyph[0] != font:
                    if run:
                        code.append(f"<{''.join(run)}> Tj")
                        run = []
                    font = glyph[0]
                    code.append(f"{font} {size:.4g} Tf")
                run.append(glyph[1])
            code.append(f"<{''.join(run)}> Tj")
            x += (sum(line.advances[start:end]) + extra * (end - start)) * size
            if not extra:
                x += gap * size
            start = end
        code.append("0 Tc ET" if spaced else "ET")
        self.pdf.addLiteral("\n".join(code))

    def _glyph(self, character: str, face: str) -> tuple[str, str]:
        """Give the PDF's name for the font that draws a character, and its code there in hex."""
        drawing = fonts.face(fonts.face_for(character, face) or face)
        [(subset, code)] = drawing.splitString(character, self._doc)
        found = (drawing.getSubsetInternalName(subset, self._doc), code.hex())
        self._glyphs[face][character] = found
        return found

    def lines(
        self, x: float, top: float, width: float, lines: Sequence[Line], style: Style
    ) -> float:
        """Draw set lines below `top` in a measure of `width`; return the y below the last."""
        for number, line in enumerate(lines):
            indent = style.indent * style.size if number == 0 or lines[number - 1].last else 0.0
            # Chinese characters sit from 0.12 em below the baseline to 0.88 em above it.
            base = top - number * style.leading - style.leading / 2 - 0.38 * style.size
            left, room, gap = x + indent, width - indent, 0.0
            if style.align == "centre":
                left += (room - line.width * style.size) / 2
            elif style.align == "right":
                left += room - line.width * style.size
            elif style.align == "justify" and not line.last:
                gap = justifying_gap(line, room / style.size, style.face)
            self.line(left, base, line, style, gap)
        return top - len(lines) * style.leading

    # -- rules ---------------------------------------------------------------------------------

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        weight: float = HAIR,
        colour: tuple[float, float, float] = INK,
    ) -> None:
        """Draw a straight line."""
        self.pdf.setLineWidth(weight)
        self.pdf.setStrokeColorRGB(*colour)
        self.pdf.line(x1, y1, x2, y2)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        weight: float = HAIR,
        colour: tuple[float, float, float] = INK,
        fill: tuple[float, float, float] | None = None,
    ) -> None:
        """Draw a rectangle with its lower left corner at (x, y)."""
        self.pdf.setLineWidth(weight)
        self.pdf.setStrokeColorRGB(*colour)
        if fill is not None:
            self.pdf.setFillColorRGB(*fill)
        self.pdf.rect(x, y, width, height, stroke=int(weight > 0), fill=int(fill is not None))

    def photograph(self, jpeg: bytes, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle with the middle of a JPEG, whose bytes go into the PDF as they are.

        Raises ValueError for anything but a JPEG that a PDF can hold. (reportlab's drawImage
        decodes every pixel, only to name the picture.)
        """
        name = f"photograph-{self._photographs + 1}"
        doc = self._doc
        picture = _Photograph(name)
        if not picture.loadImageFromJPEG(BytesIO(jpeg)) or not picture.width * picture.height:
            raise ValueError("not a JPEG")
        self._photographs += 1
        doc.Reference(picture, doc.getXObjectName(name))
        doc.addForm(name, picture)
        scale = max(width / picture.width, height / picture.height)
        wide, high = picture.width * scale, picture.height * scale
        left, low = x + (width - wide) / 2, y + (height - high) / 2
        self.pdf.addLiteral(f"q {x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n")
        self.pdf.addLiteral(f"{wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm")
        self.pdf.doForm(name)
        self.pdf.addLiteral("Q")

    def watermark(self, text: str, size: float, colour: tuple[float, float, float] = PALE) -> None:
        """Draw large pale letters up the middle of the page; call it first, under everything."""
        self.pdf.saveState()
        self.pdf.translate(self.width / 2, self.height / 2)
        self.pdf.rotate(30)
        style = Style("hei-bold", size, size, colour, "centre", spacing=0.3)
        self.text(0, -0.38 * size, text, style)
        self.pdf.restoreState()


_FINE = 0.05
"""Extra em that may go between any two characters, digits too, without being noticed."""


def _stretches(line: Line, face: str, gap: float) -> list[tuple[int, float]]:
    """Cut a line where the spacing changes: (end, extra em after every character up to it).

    Squeezed marks end a stretch (what follows is placed anew); with a wide gap, Latin words and
    numbers are stretches of their own without extra space inside.
    """
    text, widths = line.text, line.advances
    wide = gap > _FINE
    cuts: list[tuple[int, float]] = []
    for index in range(len(text) - 1):
        character = text[index]
        latin = wide and character < "\u2000"
        if (wide and latin != (text[index + 1] < "\u2000")) or (
            character in SQUEEZABLE and widths[index] < fonts.advance(character, face)
        ):
            cuts.append((index + 1, 0.0 if latin else gap))
    cuts.append((len(text), 0.0 if wide and text[-1] < "\u2000" else gap))
    return cuts


def justifying_gap(line: Line, room: float, face: str) -> float:
    """Extra em between characters that brings a line's ink to the right edge; 0 if too much."""
    text = line.text
    short = room - line.width + hang(text, face)
    if short <= 0 or len(text) < 2:
        return 0.0
    if short / (len(text) - 1) <= _FINE:
        return short / (len(text) - 1)
    slots = sum(1 for one, two in pairwise(text) if one >= "\u2000" or two >= "\u2000")
    gap = max(short / slots, 1.01 * _FINE) if slots else 0.0
    return gap if gap < 0.35 else 0.0


def natural(text: str, style: Style) -> float:
    """Width in points of the longest line of text if it is never broken."""
    widest = max(measure(line, style.face) for line in fonts.clean(text).split("\n"))
    return widest * style.size
