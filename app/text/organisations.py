"""How a county's organisations, inner offices and posts are named: data in resources/codes/organisations.toml.

``unit_end`` tells where the name of a unit ends and a post begins, ``is_post`` whether a clause says nothing
but posts. Both take one clause: a text without spaces, brackets, and marks that part posts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.ground import paths

_LONGEST = 80  # characters of a clause that are looked at; nobody's post is longer
_SENT = ("派驻", "驻", "派出")  # to another unit, or to a village
_INNER = 18  # characters of an inner office's name

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
_TO_VILLAGE = re.compile(rf"(?:派驻|驻){_HAN}{{1,12}}?(?:村|社区)")
_OWN = re.compile(rf"^(?:{_PLACE})")
_BRANCH = re.compile(rf"(?!第){_HAN}{{1,8}}分局")  # 市生态环境局清溪分局 is a unit
_NOT_IN_PLACES = re.compile("[局委办院校司部]")


@dataclass(frozen=True)
class Lexicon:
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
def lexicon() -> Lexicon:
    """Return the lists of the data file."""
    with (paths.RESOURCES / "codes" / "organisations.toml").open("rb") as source:
        read: Mapping[str, Mapping[str, list[str]]] = tomllib.load(source)
    lists: dict[str, Any] = {}
    for table in read.values():
        lists |= {
            key: tuple(sorted(set(words), key=len, reverse=True)) for key, words in table.items()
        }
    return Lexicon(**lists)


def unit_end(text: str) -> tuple[int, bool]:
    """Return the end of the unit in a clause without marks (its length: nothing but a unit; 0: none)."""
    if not 2 <= len(text) <= _LONGEST:
        return 0, False
    words = lexicon()
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
    if is_post(text, offices=False):
        return 0, False
    for names in (words.towns, words.villages):
        head = _place(text, names)
        if head and (cut := _behind(text, head, (*words.own, *words.villages))):
            return cut, True
    return _organisation(text)


def _behind(text: str, head: int, units: tuple[str, ...]) -> int:
    """Return the end of a unit that begins with a head: its own, or that of what belongs to its name."""
    rest = text[head:]
    if _TO_VILLAGE.match(rest) and is_post(rest):
        return head
    begun = next((w for w in lexicon().heads if rest.startswith(w)), "")
    if not rest or is_post(rest, offices=begun != "" and is_post(rest[len(begun) :])):
        return head
    for end in range(head + 1, len(text) + 1):
        word = ending(text, end, units)
        own = end - len(word) - head
        if (
            word
            and own >= (word in lexicon().villages)
            and (end == len(text) or is_post(text[end:]))
        ):
            return end
    return head if is_post(rest) else 0


def _place(text: str, names: tuple[str, ...]) -> int:
    """Return where the name of a town or village at the beginning ends, 0 where there is none."""
    for end in range(2, min(len(text), 14) + 1):
        word = ending(text, end, names)
        if not word or end == len(word):
            continue
        if _NOT_IN_PLACES.search(text[: end - len(word)]):
            return 0
        if word == "街道" and re.match("办(?!公)", text[end:]):
            continue  # 街道办, 街道办事处
        more = next((b for b in lexicon().behind_town if text.startswith(b, end)), "")
        return end + len(more)
    return 0


def _organisation(text: str) -> tuple[int, bool]:
    """Return the end of an organisation's name behind which a post begins, and whether it is sure."""
    words = lexicon()
    found = _OWN.match(text)
    place = found.end() if found else 0
    for end in range(2, len(text) + 1):
        word = ending(text, end, words.whole)
        if not word or end - len(word) < min(place, 1):
            word = ending(text, end, words.named)
            if not word or end - len(word) <= place:
                continue
        rest = text[end:]
        if rest and not is_post(rest):
            continue
        if text[:end].endswith(words.above) and any(w in rest for w in words.below):
            continue
        if word == "局" and _BRANCH.match(rest):
            continue
        return end, place > 0 or word in words.whole or word in ("局", "院", "厅")
    # an inner office and no post: 县财政局预算股
    for end in range(3, len(text)):
        word = ending(text, end, words.whole + words.named)
        if word and end - len(word) > place and len(text) - end in _offices(text[end:], 0):
            return end, False
    return 0, False


def ending(text: str, end: int, words: tuple[str, ...]) -> str:
    """Return the longest of the words that ends here, '' where none does or it is inside another word."""
    if end in _inside(text):
        return ""
    return next((w for w in words if text.startswith(w, end - len(w)) and end >= len(w)), "")


@lru_cache(maxsize=1 << 12)
def _inside(text: str) -> frozenset[int]:
    """Return the places that only look like the end of a name."""
    found: set[int] = set()
    words = lexicon()
    for last, listed in ((1, words.inside), (0, words.going_on)):
        for word in listed:
            start = text.find(word)
            while start >= 0:
                if last or word[-1] != "办" or not text[:start].endswith(words.inner):
                    found.update(range(start + 1, start + len(word) + last))
                start = text.find(word, start + 1)
    return frozenset(found)


def is_unit(text: str) -> bool:
    """Whether a clause is the name of a unit and nothing else."""
    return unit_end(text)[0] == len(text) and not is_post(text)


# -------------------------------------------------------------------------------------- posts


@lru_cache(maxsize=1 << 14)
def is_post(text: str, offices: bool = True) -> bool:
    """Whether a clause says nothing but posts: 党组书记, 办公室副主任, 四级调研员."""
    if not text or len(text) > _LONGEST:
        return False
    words = lexicon()
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
    words = lexicon()
    yield from (start + len(w) for w in words.alone if text.startswith(w, start))
    sent = text.startswith(_SENT, start)
    ends = words.ends + words.villages if sent else words.ends
    for end in range(start + 2, min(len(text), start + _INNER) + 1):
        word = ending(text, end, ends)
        name = text[start : end - len(word)]
        if word and name and (sent or not _STRONG.search(name)):
            yield end


# no inner office has such a name in its own
_STRONG = re.compile("局|公司|银行|县委|市委|政府|医院|中学|小学|大学")
