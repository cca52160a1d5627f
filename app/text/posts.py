"""Parting 单位及职务 that stand in one cell: 县发改局副局长 is 县发改局 and 副局长.

How a county's organisations, their inner offices and posts are named is data: resources/codes/
organisations.toml. A cut is taken where what stands before it is the name of a unit and what follows begins
as a post does; an inner office belongs to the post (县发改局|办公室主任), but for those that are units
themselves (县委办公室|主任). The same text is parted alike whatever the file knows, but for units that it
knows by that very name. Where nothing tells, or two things may be meant, that is said: the whole is kept,
and ``Parted.others`` are the ways to part it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.text.organisations import ending, is_post, is_unit, lexicon, unit_end

BAR = "｜"  # somebody has said himself where the post begins
_BARS = re.compile(r"\s*[|｜]\s*")
_RANK = re.compile(
    r"(?:[一二三四]级(?:调研员|主任科员|巡视员|(?:高级)?(?:法官|检察官|警长|主管|主办)|警员|警务专员)"
    r"|[一二]级科员|试用期公务员|[一二三四五六七八九十]级职员)(?:助理)?"
)
_SEPARATOR = re.compile(r"[、，,；;/：:。]|(?<=.)(?:并|暨)?兼任?(?=.)")
_EDGE = " ，,、：:；;|｜"
_OPENING = re.compile(r"[（(]")
_BRACKETS = re.compile(r"^[（(][^（）()]*[）)]")


@dataclass(frozen=True)
class Parted:
    """A unit and a post; both joined give the text, but for spaces and marks between them.

    ``sure``: nothing else can be meant. Otherwise ``others`` are ways to read it, this one not among them.
    """

    unit: str
    post: str
    sure: bool = True
    others: tuple[tuple[str, str], ...] = ()


def part(text: str, known: Collection[str] = ()) -> Parted:
    """Part a cell that holds unit and post; the unit is '' where nothing tells them apart.

    ``known`` are names of units. A bar ｜ (or |) in the text says where the post begins, a second one
    where the cell as it came.
    """
    text = text.strip(_EDGE)
    said = _BARS.split(text)
    if len(said) > 1:
        return Parted(said[0].strip(_EDGE), said[1].strip(_EDGE))
    spaced = _Spaced(text)
    whole = spaced.whole
    if whole in known:
        return Parted(whole, "")
    cut, sure = _cut(spaced)
    named = _known(whole, known, cut)
    if named:
        cut, sure = named, True
    if not cut:
        alone = is_post(_first(whole)) and not _later_units(whole)
        return Parted("", spaced.rest(0), alone and not named, tuple(_ways(whole, 0)))
    others = () if named else tuple(_ways(whole, cut))
    return Parted(whole[:cut], spaced.rest(cut), sure and not others, others)


def as_it_came(text: str) -> str:
    """Return a cell without the bars that somebody has put into it to part it."""
    said = _BARS.split(text)
    return said[2] if len(said) > 2 else "".join(said)


def rank(post: str) -> str:
    """Return the 职级 that a post says, '' where it says none: 党组成员、四级调研员 is 四级调研员."""
    found = _RANK.findall(post.replace(" ", ""))
    return found[-1] if found else ""


def ends_like_unit(text: str) -> bool:
    """Whether a text is the name of an organisation, as its end tells."""
    return not is_post(text) and is_unit(text)


class _Spaced:
    """A text without its spaces, and where they stood."""

    def __init__(self, text: str) -> None:
        tokens = text.split()
        self.whole = "".join(tokens)
        self.breaks: list[int] = []
        place = 0
        for token in tokens[:-1]:
            place += len(token)
            self.breaks.append(place)

    def rest(self, cut: int) -> str:
        """Return what follows the cut; a space stays where it parts two posts."""
        parts: list[str] = []
        start = cut
        for place in self.breaks:
            if place > start and _says_post(self.whole[start:place]):
                following = min([b for b in self.breaks if b > place], default=len(self.whole))
                if _says_post(self.whole[place:]) or _says_post(self.whole[place:following]):
                    parts.append(self.whole[start:place])
                    start = place
        return " ".join([*parts, self.whole[start:]]).strip(_EDGE)


def _says_post(text: str) -> bool:
    """Whether a text begins with a post, its unit before it or not, and nothing else up to a mark."""
    clause = _first(text.strip(_EDGE))
    return is_post(clause) or 0 < unit_end(clause)[0] < len(clause)


# ------------------------------------------------------------------------------------- the cut


def _cut(spaced: _Spaced) -> tuple[int, bool]:
    """Return where the post begins, 0 where nothing tells, and whether it is sure."""
    whole = spaced.whole
    end = len(_first(whole))
    cut, sure = unit_end(whole[:end])
    if 0 < cut < end and cut not in spaced.breaks:
        # a space is put where somebody parts unit and post himself
        for place in reversed(spaced.breaks):
            left = whole[:place]
            unit = is_unit(left) or (place > cut and left[cut:] in lexicon().alone)
            if place < end and unit and is_post(_first(whole[place:])):
                return place, True
    if cut and (cut < end or end == len(whole)):
        return cut, sure
    if cut == end:  # a unit, then a mark
        bracket = _BRACKETS.match(whole[end:])
        after = end + (bracket.end() if bracket else 0)
        rest = whole[after:].lstrip(_EDGE)
        if bracket and rest and not is_post(_first(rest)):
            return 0, False
        return (after, True) if not rest or is_post(_first(rest)) else (0, False)
    for place in spaced.breaks:
        found, sure = unit_end(whole[:place]) if place < end else (0, False)
        if 0 < found < place or (found == place and is_post(_first(whole[place:]))):
            return found, sure
    return 0, False


def _known(whole: str, known: Collection[str], cut: int) -> int:
    """Return the end of the longest known unit beyond the cut behind which a post begins, else 0."""
    for end in range(len(whole) - 1, max(cut - 1, 1), -1):
        if whole[:end] in known and is_post(_first(whole[end:].lstrip(_EDGE))):
            return end
    return 0


def _ways(whole: str, cut: int) -> Iterator[tuple[str, str]]:
    """Yield what else may be meant: the unit of a later post, or a part of the unit that is one itself."""
    clause = _first(whole)
    if not cut or clause[cut:] in lexicon().honorary:
        yield from _later_units(whole)
    if cut and cut < len(clause):
        for end in range(cut + 1, len(clause)):
            if ending(clause, end, lexicon().apart) and is_post(clause[end:], offices=False):
                yield clause[:end], whole[end:]


def _later_units(whole: str) -> list[tuple[str, str]]:
    """Return (unit, the rest without it) of posts behind the first one that name their unit."""
    found: list[tuple[str, str]] = []
    start = len(_first(whole))
    while start < len(whole):
        mark = _SEPARATOR.match(whole, start) or _OPENING.match(whole, start)
        start = mark.end() if mark else start + 1
        clause = _first(whole[start:])
        cut, sure = unit_end(clause)
        if sure and 0 < cut < len(clause):
            found.append((clause[:cut], whole[:start] + whole[start + cut :]))
        start += max(len(clause), 1)
    return found


def _first(text: str) -> str:
    """Return a text up to the first mark that parts posts, or bracket."""
    stops = [m.start() for m in (_SEPARATOR.search(text, 1), _OPENING.search(text, 1)) if m]
    return text[: min(stops, default=len(text))]


# ------------------------------------------------------------------------------------- 职务全称


def full(unit: str, post: str, full_post: str = "") -> str:
    """Return 职务全称: as it came, else composed of unit and post, the unit not said twice."""
    return full_post or (post if post.startswith(unit) else f"{unit}{post}")


def outdated(before: Mapping[str, Any], values: Mapping[str, object]) -> dict[str, str]:
    """Return what else changes with ``values``: a 职务全称 of before that is not true any more goes.

    ``before`` has unit_name, post and full_post. Who is promoted does not keep what his old cell said.
    """
    if "full_post" in values or not before["full_post"]:
        return {}
    was = before["unit_name"], before["post"]
    unit, post = (str(values.get(key, before[key]) or "").strip() for key in ("unit_name", "post"))
    said = before["full_post"].replace(" ", "")
    return (
        {} if (unit, post) == was or said == f"{unit}{post}".replace(" ", "") else {"full_post": ""}
    )
