"""Where a Chinese line may end: punctuation, brackets, dates, numbers with units, Latin words.

The rules are those of GB/T 15834—2011 §5.1 (no closing mark at the head of a line, no opening mark
at its end) and of good office practice: a number keeps its unit, a day its month, if they fit; a
line may end after the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.papers.engine import fonts

OPENING = frozenset("（《〈「『【〔“‘[({〖")
CLOSING = frozenset("，。、；：？！）》〉」』】〕”’])}〗…—～·,.;:?!%％‰℃°")
_HALF_RIGHT = frozenset("，。、；：？！）》〉」』】〕”’〗")
"""Full-width marks with their ink in the left half: the right half may be squeezed away."""
_HALF_LEFT = frozenset("（《〈「『【〔“‘〖")

SQUEEZABLE = _HALF_RIGHT | _HALF_LEFT

_UNITS = (
    "个百分点|平方米|百分点|学时|课时|小时|分钟|万元|亿元|公里|千米|毫米|厘米|周年|人次|年度|"
    "年级|半天|[年月日号天期届次人名位个项条款章节页版门所场周岁时分秒元米份册件组队班支户亩吨"
    "级楼层室号路%％‰℃°]"
)
_NUMERAL = "〇零一二三四五六七八九十百千万两"
_ATOM = re.compile(
    rf"""
    [^\d\x00-\x7f第{_NUMERAL}≥≤＜＞±—…]                 # most characters: tried first, for speed
    | \d{{1,2}}月\d{{1,2}}[日号]                        # 11月2日; a line may end after 2026年
    | [{_NUMERAL}]{{2,4}}年                             # 二〇二六年
    | [{_NUMERAL}]{{1,2}}月[{_NUMERAL}]{{1,3}}日
    | 第[{_NUMERAL}\d]+(?:{_UNITS})?                    # 第3期, 第十二条
    | [≥≤<>=＞＜±+-]?[ ]?\d+(?:[.,:/\u2013-]\d+)*(?:[ ]?(?:{_UNITS}))*
    | [A-Za-z][A-Za-z0-9.@/_+'&-]*
    | [ ]+
    | —— | ……
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_FINER = re.compile(r"\d+[^\d]*|[^\d]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its text, each character's advance in em, and whether it ends a paragraph."""

    text: str
    advances: Sequence[float]
    last: bool = True

    @property
    def width(self) -> float:
        """Width in em."""
        return sum(self.advances)


def atoms(text: str) -> list[str]:
    """Split text into pieces that lines may be broken between; they add up to the text."""
    joined: list[str] = []
    glue = False
    for match in _ATOM.finditer(text):
        piece = match.group()
        follows = bool(joined) and (glue or piece[0] in CLOSING or piece in ("——", "……"))
        if follows and not joined[-1].isspace():
            joined[-1] += piece
        else:
            joined.append(piece)
        glue = piece[-1] in OPENING
    return joined


def advances(text: str, face: str) -> list[float]:
    """Width of each character in em after squeezing the blank halves where marks meet.

    `）。` and `》，` take one and a half characters, not two; `（“` the same.
    """
    widths = fonts.advances(text, face)
    for index in range(len(text) - 1):
        one, two = text[index], text[index + 1]
        if one in _HALF_RIGHT:
            if (two in _HALF_RIGHT or two in _HALF_LEFT) and _full(widths[index]):
                widths[index] -= 0.5
        elif one in _HALF_LEFT and two in _HALF_LEFT and _full(widths[index + 1]):
            widths[index] -= 0.5
    return widths


def one_line(text: str, face: str) -> Line:
    """Set text on one line, whatever its width."""
    text = fonts.clean(text)
    return Line(text, advances(text, face))


def hang(text: str, face: str) -> float:
    """Blank part, in em, of a closing mark at the end of a line: it may stand in the margin."""
    if text and text[-1] in _HALF_RIGHT and _full(fonts.advance(text[-1], face)):
        return 0.5
    return 0.0


def _full(width: float) -> bool:
    return width > 0.9


def measure(text: str, face: str) -> float:
    """Width of a line in em as it is drawn, squeezed marks and all."""
    return sum(advances(text, face))


class Paragraph:
    """A paragraph measured once, to be broken for any measure."""

    def __init__(self, text: str, face: str) -> None:
        self.text = fonts.clean(text).replace("\n", " ").strip(" ")
        self.face = face
        self._advances = advances(self.text, face)
        self._sums = [0.0, *accumulate(self._advances)]
        self._ends: list[int] = list(accumulate(map(len, atoms(self.text))))
        self._needs = [self._need(end) for end in self._ends]

    def _need(self, end: int) -> float:
        """Em from the beginning of the text to the ink of the line that ends at `end`."""
        last = self.text[end - 1]
        width = fonts.advance(last, self.face)
        if last in _HALF_RIGHT and _full(width):
            width = 0.5
        return self._sums[end - 1] + width

    def lines(self, em: float, indent: float = 0.0) -> list[Line]:
        """Break into lines `em` wide, the first shorter by `indent`."""
        sums, limit = self._sums, em + 1e-6
        broken: list[tuple[int, int]] = []
        start = end = 0
        room = limit - indent
        for stop, need in self._stops(limit):
            if end > start and need - sums[start] > room and not self.text[end:stop].isspace():
                broken.append((start, end))
                start, room = end, limit
            if start == end and broken and self.text[end:stop].isspace():
                # A space that a line would begin with is not drawn.
                start = stop
            end = stop
        if end > start or not broken:
            broken.append((start, end))
        return [self._line(one, two, two == broken[-1][1]) for one, two in broken]

    def even(self, em: float, indent: float = 0.0, least: float = 3.0) -> list[Line]:
        """Break so that the last line holds at least `least` em.

        A lone `业。` under full lines looks like an accident: the measure is narrowed, by up to
        four characters, until enough words come down. Lines are still to be justified to `em`.
        """
        best = self.lines(em, indent)
        for step in range(1, 9):
            if len(best) < 2 or best[-1].width >= least:
                break
            tried = self.lines(em - step / 2, indent)
            if len(tried) > len(best):
                break
            best = tried
        return best

    def _line(self, start: int, end: int, last: bool) -> Line:
        while end > start and self.text[end - 1] == " ":
            end -= 1
        drawn = self._advances[start:end]
        if drawn:
            drawn[-1] = fonts.advance(self.text[end - 1], self.face)
        return Line(self.text[start:end], drawn, last)

    def _stops(self, limit: float) -> Iterator[tuple[int, float]]:
        """Yield where a line may end and what that needs; what is too wide is cut at its joints."""
        start = 0
        for end, need in zip(self._ends, self._needs, strict=True):
            if need - self._sums[start] <= limit:
                yield end, need
            else:
                yield from self._cut(start, end, limit)
            start = end

    def _cut(self, start: int, end: int, limit: float) -> Iterator[tuple[int, float]]:
        """Cut at numbers and their units first, then between any two characters."""
        for part in _FINER.findall(self.text[start:end]):
            stop = start + len(part)
            if self._need(stop) - self._sums[start] <= limit:
                yield stop, self._need(stop)
            else:
                for small in _apart(part):
                    start += len(small)
                    yield start, self._need(start)
            start = stop


def break_lines(
    text: str, face: str, em: float, indent: float = 0.0, least: float = 0.0
) -> list[Line]:
    """Break text into lines `em` wide; the first line of each paragraph is shorter by `indent`.

    Line feeds in the text end paragraphs, whose last lines hold at least `least` if that can be.
    Widths are in em of the type size.
    """
    lines: list[Line] = []
    for paragraph in fonts.clean(text).split("\n"):
        lines += Paragraph(paragraph, face).even(em, indent, least)
    return lines


def _apart(text: str) -> list[str]:
    """Split into characters that still keep closing marks back and opening marks forward."""
    found: list[str] = []
    for character in text:
        if found and (character in CLOSING or found[-1][-1] in OPENING):
            found[-1] += character
        else:
            found.append(character)
    return found


def widest_atom(text: str, face: str) -> float:
    """Width in em of the widest piece that should not be broken: the least a column needs."""
    pieces = [p for line in fonts.clean(text).split("\n") for p in atoms(line)]
    return max((measure(p, face) - hang(p, face) for p in pieces), default=0.0)
