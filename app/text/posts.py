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
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.ground import paths

BAR = "｜"  # somebody has said himself where the post begins
_SEPARATOR = re.compile(r"[、，,；;/：:。]|(?<=.)(?:并|暨)?兼任?(?=.)")
_EDGE = " ，,、：:；;|｜"
_OPENING = re.compile(r"[（(]")
_BRACKETS = re.compile(r"^[（(][^（）()]*[）)]")
_LONGEST = 80  # characters of a clause that are looked at; nobody's post is longer
_INNER = 18  # characters of an inner office's name


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

    ``known`` are names of units. A bar ｜ (or |) in the text says where the post begins.
    """
    text = text.strip(_EDGE)
    said = re.split(r"\s*[|｜]\s*", text, maxsplit=1)
    if len(said) == 2:
        return Parted(said[0], said[1].strip(_EDGE))
    spaced = _Spaced(text)
    whole = spaced.whole
    if whole in known:
        return Parted(whole, "")
    cut, sure = _cut(spaced)
    named = _known(whole, known, cut)
    if named:
        cut, sure = named, True
    if not cut:
        alone = _is_post(_first(whole)) and not _later_units(whole)
        return Parted("", spaced.rest(0), alone and not named, tuple(_ways(whole, 0)))
    others = () if named else tuple(_ways(whole, cut))
    return Parted(whole[:cut], spaced.rest(cut), sure and not others, others)


def ends_like_unit(text: str) -> bool:
    """Whether a text is the name of an organisation, as its end tells."""
    return not _is_post(text) and _is_unit(text)


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
    return _is_post(clause) or 0 < _clause(clause)[0] < len(clause)


# ------------------------------------------------------------------------------------- the cut


def _cut(spaced: _Spaced) -> tuple[int, bool]:
    """Return where the post begins, 0 where nothing tells, and whether it is sure."""
    whole = spaced.whole
    end = len(_first(whole))
    cut, sure = _clause(whole[:end])
    if 0 < cut < end and cut not in spaced.breaks:
        # a space is put where somebody parts unit and post himself
        for place in reversed(spaced.breaks):
            left = whole[:place]
            unit = _is_unit(left) or (place > cut and left[cut:] in _words().alone)
            if place < end and unit and _is_post(_first(whole[place:])):
                return place, True
    if cut and (cut < end or end == len(whole)):
        return cut, sure
    if cut == end:  # a unit, then a mark
        bracket = _BRACKETS.match(whole[end:])
        after = end + (bracket.end() if bracket else 0)
        rest = whole[after:].lstrip(_EDGE)
        if bracket and rest and not _is_post(_first(rest)):
            return 0, False
        return (after, True) if not rest or _is_post(_first(rest)) else (0, False)
    for place in spaced.breaks:
        found, sure = _clause(whole[:place]) if place < end else (0, False)
        if 0 < found < place or (found == place and _is_post(_first(whole[place:]))):
            return found, sure
    return 0, False


def _known(whole: str, known: Collection[str], cut: int) -> int:
    """Return the end of the longest known unit beyond the cut behind which a post begins, else 0."""
    for end in range(len(whole) - 1, max(cut - 1, 1), -1):
        if whole[:end] in known and _is_post(_first(whole[end:].lstrip(_EDGE))):
            return end
    return 0


def _ways(whole: str, cut: int) -> Iterator[tuple[str, str]]:
    """Yield what else may be meant: the unit of a later post, or a part of the unit that is one itself."""
    clause = _first(whole)
    if not cut or clause[cut:] in _words().honorary:
        for unit, rest in _later_units(whole):
            yield unit, rest
    if cut and cut < len(clause):
        for end in range(cut + 1, len(clause)):
            if _ending(clause, end, _words().apart) and _is_post(clause[end:], offices=False):
                yield clause[:end], whole[end:]


def _later_units(whole: str) -> list[tuple[str, str]]:
    """Return (unit, the rest without it) of posts behind the first one that name their unit."""
    found: list[tuple[str, str]] = []
    start = len(_first(whole))
    while start < len(whole):
        mark = _SEPARATOR.match(whole, start) or _OPENING.match(whole, start)
        start = mark.end() if mark else start + 1
        clause = _first(whole[start:])
        cut, sure = _clause(clause)
        if sure and 0 < cut < len(clause):
            found.append((clause[:cut], whole[:start] + whole[start + cut :]))
        start += max(len(clause), 1)
    return found


def _first(text: str) -> str:
    """Return a text up to the first mark that parts posts, or bracket."""
    stops = [m.start() for m in (_SEPARATOR.search(text, 1), _OPENING.search(text, 1)) if m]
    return text[: min(stops, default=len(text))]


# --------------------------------------------------------------------------- units by their names

_HAN = r"[^\s、，,；;/：:。（）()|｜]"
_LEVEL = r"(?:省|自治区|自治州|自治县|市|州|县|旗|盟|(?<![社园景校库山矿牧林城])区)"
_PLACE = rf"(?:中共)?(?:{_HAN}{{0,12}}?{_LEVEL})"
_DISCIPLINE = re.compile(
    rf"(?:中共)?(?:{_PLACE})?纪(?:律检查)?委(?:员会)?"
    rf"(?:[^\s、，,常副书委主]{{0,6}}{_LEVEL})?(?:监(?:察)?委(?:员会)?)?(?:机关)?"
    rf"|(?:{_PLACE})?(?:国家)?监(?:察)?委(?:员会)?(?:机关)?"
)
_YOUTH = re.compile(rf"(?:共青)?团{_HAN}{{0,8}}?(?:省|市|州|县|旗|区)委(?:员会)?")
_PARTY = re.compile(rf"{_PLACE}委(?:员会)?(?:[省市县区州](?:人民)?政府)?(?:机关)?(?!员)")
_ASSEMBLY = re.compile(
    rf"(?:{_PLACE})?(?:人大(?:常委会|常务委员会)?|人民代表大会(?:常务委员会)?"
    r"|政协(?:委员会)?|人民政治协商会议(?:委员会)?)"
)
_GOVERNMENT = re.compile(rf"{_PLACE}(?:人民)?政府")
_OWN = re.compile(rf"^(?:{_PLACE})")
_BRANCH = re.compile(rf"(?!第){_HAN}{{1,8}}分局")  # 市生态环境局清溪分局 is a unit
_NOT_IN_PLACES = re.compile("[局委办院校司部]")


@dataclass(frozen=True)
class _Words:
    """The lists of the data file; longer words first where they are tried in turn."""

    inside: tuple[str, ...]
    going_on: tuple[str, ...]
    inner: tuple[str, ...]
    party: tuple[str, ...]
    government: tuple[str, ...]
    assembly: tuple[str, ...]
    whole: tuple[str, ...]
    named: tuple[str, ...]
    apart: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    towns: tuple[str, ...]
    behind_town: tuple[str, ...]
    villages: tuple[str, ...]
    own: tuple[str, ...]
    ends: tuple[str, ...]
    alone: tuple[str, ...]
    before: tuple[str, ...]
    titles: tuple[str, ...]
    behind: tuple[str, ...]
    honorary: tuple[str, ...]
    heads: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    with (paths.RESOURCES / "codes" / "organisations.toml").open("rb") as source:
        read: Mapping[str, Mapping[str, list[str]]] = tomllib.load(source)
    lists: dict[str, Any] = {}
    for table in read.values():
        lists |= {
            key: tuple(sorted(set(words), key=len, reverse=True)) for key, words in table.items()
        }
    return _Words(**lists)


def _clause(text: str) -> tuple[int, bool]:
    """Return the end of the unit in a clause without marks (its length: nothing but a unit; 0: none)."""
    if not 2 <= len(text) <= _LONGEST:
        return 0, False
    words = _words()
    for pattern, behind in (
        (_DISCIPLINE, ()),
        (_YOUTH, ()),
        (_PARTY, words.party + words.government),
        (_ASSEMBLY, words.assembly),
        (_GOVERNMENT, words.government),
    ):
        found = pattern.match(text)
        if found and (cut := _behind(text, found.end(), behind)):
            return cut, True
    if _is_post(text, offices=False):
        return 0, False
    for names in (words.towns, words.villages):
        head = _place(text, names)
        if head and (cut := _behind(text, head, (*words.own, *words.villages))):
            return cut, True
    return _organisation(text)


def _behind(text: str, head: int, units: tuple[str, ...]) -> int:
    """Return the end of a unit that begins with a head: its own, or that of what belongs to its name."""
    rest = text[head:]
    begun = next((w for w in _words().heads if rest.startswith(w)), "")
    if not rest or _is_post(rest, offices=begun != "" and _is_post(rest[len(begun) :])):
        return head
    for end in range(head + 1, len(text) + 1):
        word = _ending(text, end, units)
        own = end - len(word) - head
        if (
            word
            and own >= (word in _words().villages)
            and (end == len(text) or _is_post(text[end:]))
        ):
            return end
    return head if _is_post(rest) else 0


def _place(text: str, names: tuple[str, ...]) -> int:
    """Return where the name of a town or village at the beginning ends, 0 where there is none."""
    for end in range(2, min(len(text), 14) + 1):
        word = _ending(text, end, names)
        if not word or end == len(word):
            continue
        if _NOT_IN_PLACES.search(text[: end - len(word)]):
            return 0
        if word == "街道" and re.match("办(?!公)", text[end:]):
            continue  # 街道办, 街道办事处
        more = next((b for b in _words().behind_town if text.startswith(b, end)), "")
        return end + len(more)
    return 0


def _organisation(text: str) -> tuple[int, bool]:
    """Return the end of an organisation's name behind which a post begins, and whether it is sure."""
    words = _words()
    found = _OWN.match(text)
    place = found.end() if found else 0
    for end in range(2, len(text) + 1):
        word = _ending(text, end, words.whole)
        if not word or end - len(word) < min(place, 1):
            word = _ending(text, end, words.named)
            if not word or end - len(word) <= place:
                continue
        rest = text[end:]
        if rest and not _is_post(rest):
            continue
        if text[:end].endswith(words.above) and any(w in rest for w in words.below):
            continue
        if word == "局" and _BRANCH.match(rest):
            continue
        return end, place > 0 or word in words.whole or word in ("局", "院", "厅")
    # an inner office and no post: 县财政局预算股
    for end in range(3, len(text)):
        word = _ending(text, end, words.whole + words.named)
        if word and end - len(word) > place and len(text) - end in _offices(text[end:], 0):
            return end, False
    return 0, False


def _ending(text: str, end: int, words: tuple[str, ...]) -> str:
    """Return the longest of the words that ends here, '' where none does or it is inside another word."""
    if end in _inside(text):
        return ""
    return next((w for w in words if text.startswith(w, end - len(w)) and end >= len(w)), "")


@lru_cache(maxsize=1 << 12)
def _inside(text: str) -> frozenset[int]:
    """Return the places that only look like the end of a name."""
    found: set[int] = set()
    words = _words()
    for last, listed in ((1, words.inside), (0, words.going_on)):
        for word in listed:
            start = text.find(word)
            while start >= 0:
                if last or word[-1] != "办" or not text[:start].endswith(words.inner):
                    found.update(range(start + 1, start + len(word) + last))
                start = text.find(word, start + 1)
    return frozenset(found)


def _is_unit(text: str) -> bool:
    return _clause(text)[0] == len(text) and not _is_post(text)


# -------------------------------------------------------------------------------------- posts


@lru_cache(maxsize=1 << 14)
def _is_post(text: str, offices: bool = True) -> bool:
    """Whether a clause says nothing but posts: 党组书记, 办公室副主任, 四级调研员."""
    if not text or len(text) > _LONGEST:
        return False
    words = _words()
    begun, done = {0}, {0: False}  # places that may begin a post; that end one
    inner = set[int]()
    for place in range(len(text)):
        if place in begun or place in inner:
            kept = begun if place in begun else inner
            kept.update(place + len(w) for w in words.before if text.startswith(w, place))
            ended = [place + len(w) for w in words.titles if text.startswith(w, place)]
            for end in ended:
                done[end] = True
                begun.add(end)
                begun.update(end + len(w) for w in words.behind if text.startswith(w, end))
                done |= {end + len(w): True for w in words.behind if text.startswith(w, end)}
        if offices and place in begun:
            inner.update(_offices(text, place))
    return done.get(len(text), False)


def _offices(text: str, start: int) -> Iterator[int]:
    """Yield the ends of an inner office's name that begins at ``start``."""
    words = _words()
    yield from (start + len(w) for w in words.alone if text.startswith(w, start))
    sent = text.startswith(("派驻", "驻", "派出"), start)
    for end in range(start + 2, min(len(text), start + _INNER) + 1):
        word = _ending(text, end, words.ends)
        name = text[start : end - len(word)]
        if word and name and (sent or not _STRONG.search(name)):
            yield end


# no inner office has such a name in its own
_STRONG = re.compile("局|公司|银行|县委|市委|政府|医院|中学|小学|大学")


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
