"""What a heading says: 「时任单位及职务」 is 单位及职务, 「【单位】」 is 单位, 「单位联系电话」 is nothing we keep.

A heading is read as words, and only where all of it is words that we know: those of the fields (the usual
ones at the facts, ``app.file.facts``, further ones in resources/codes/headings.csv) and, there too, those
around them: before a field (本人, 时任), after it (号码, 全称), between two (及), beside one (职称 of 职务职称).
What is left over makes it a heading that nobody here knows, for a guess would put a stranger's telephone
into a person's record.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from app.exchange.engine import fields
from app.exchange.engine.books import Cell
from app.ground import paths

LONGEST = 24  # characters of a heading; what is longer is a sentence
MOST = 7  # words of it
_JOINT = "及"
FIELD = "field"  # where a word of the table is a field's own
NEXT = "|"  # in the words of a field: what follows is taken only where nothing before it is there

_BRACKETS = '（(【[〔［｛{「『《〈<"“', '）)】]〕］｝}」』》〉>"”'  # opening, closing
_INSIDE = re.compile(
    f"[{re.escape(_BRACKETS[0])}][^{re.escape(''.join(_BRACKETS))}]*[{re.escape(_BRACKETS[1])}]"
)
_BRACKET = re.compile(f"[{re.escape(''.join(_BRACKETS))}]")
_BETWEEN = re.compile(
    rf"(?<=[\u3400-\u9fff])[{re.escape(''.join(_BRACKETS))}、，,／/\\|｜+＋&＆]+(?=[\u3400-\u9fff])"
)
_SIGNS = re.compile(r"[、，,。.．·•/／\\|｜:：;；*＊★☆※#＃?？!！+＋&＆~～_＿—–―-]+")
_NUMBERED = re.compile(
    r"^(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）]|[0-9一二三四五六七八九十]{1,2}[、.．])"
)
_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])[/／|（( ]?[A-Za-z'’ .]{3,}[)）]?$")


@dataclass(frozen=True)
class Meaning:
    """What a heading may be: several ``keys`` are a question; ``known`` without any is another's.

    ``tier`` counts from 0, the usual words: 手机 comes before 联系方式 where a table has both.
    """

    keys: tuple[str, ...] = ()
    tier: int = 0
    known: bool = False


UNKNOWN = Meaning()


@dataclass(frozen=True)
class _Around:
    """A word that is no field's: where it stands, and beside which fields (none: any)."""

    place: str
    of: frozenset[str]


def plain(cell: Cell) -> str:
    """Return a heading as it is shown: 性 别* is 性别, 联系电话（手机） is 联系电话."""
    if not isinstance(cell, str):
        return ""
    text = fields.compact(cell).strip("*＊:：")
    return re.sub(r"[（(【\[].*?[）)】\]]", "", text) or text


def whole(cell: Cell) -> str:
    """Return a heading as it is read: without spaces, with what stands in brackets."""
    return fields.compact(cell) if isinstance(cell, str) else ""


def core(text: str) -> str:
    """Return what two spellings of one heading share: neither spaces nor marks, in small letters."""
    return _SIGNS.sub("", _BRACKET.sub("", fields.compact(text))).lower()


def usual(texts: Sequence[str]) -> Sequence[str]:
    """Return the usual headings of a field, of all of them."""
    return texts[: texts.index(NEXT)] if NEXT in texts else texts


# fields of the same key as another list's, whose further words mean something else: 专题 is no 职称
_OF_OTHERS = {("title", "职称"), ("name", "班次名称")}


class Vocabulary:
    """The headings of one list: ``words`` are those of its fields, ``made`` fields of several.

    ``words`` maps a field to its headings, the usual ones before a ``|``. ``made`` maps a field to those
    that it is made of, the first of which must be named: 单位及职级 is 单位及职务 as 单位职务 is.
    """

    def __init__(
        self, words: Mapping[str, Sequence[str]], made: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._made = dict(made or {})
        self._fields: dict[str, dict[str, int]] = {}
        for key, texts in words.items():
            tier = 0
            for text in texts:
                if text == NEXT:
                    tier += 1
                else:  # said twice it counts where it was said last: a name may come second
                    self._fields.setdefault(core(text), {})[key] = tier
            own = next(iter(texts), "")
            for text in () if (key, own) in _OF_OTHERS else _further().get(key, ()):
                self._fields.setdefault(text, {}).setdefault(key, tier + 1)
        self._longest = max((len(word) for word in (*self._fields, *_around())), default=0)
        self._seen: dict[str, Meaning] = {}

    def meaning(self, text: str) -> Meaning:
        """Return what a heading means; its brackets may hold a part of it or a remark."""
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = self._meaning(text)
        return found

    def _meaning(self, text: str) -> Meaning:
        several = False
        for form, whole in _forms(text):
            if len(form) > LONGEST or (several and not whole):
                continue
            found = self._read(form)
            if found.keys:
                return found
            several |= found.known
        return Meaning(known=several)

    def _read(self, form: str) -> Meaning:
        """Return what a text without marks means: the reading with the fewest words counts."""
        readings = sorted(self._readings(form, 0, MOST), key=len)
        found: dict[int, dict[str, int]] = {}  # by the number of fields that are named
        for reading in readings:
            for key, tier, several in self._fields_of(reading):
                there = found.setdefault(several, {})
                there[key] = min(tier, there.get(key, tier))
            if found and len(reading) == 1:
                break  # the very word of a field is nothing else
        tiers = found[min(found)] if found else {}  # 授课人单位 is his unit, not he and a unit
        if not tiers:
            return Meaning(known=any(self._several(reading) for reading in readings))
        return Meaning(tuple(tiers), min(tiers.values()), True)

    def _readings(self, form: str, start: int, most: int) -> Iterator[tuple[str, ...]]:
        if start == len(form):
            yield ()
        for end in range(min(len(form), start + self._longest) * (most > 0), start, -1):
            word = form[start:end]
            around = _around().get(word)
            if word in self._fields or (around is not None and around.place != "other"):
                yield from ((word, *rest) for rest in self._readings(form, end, most - 1))

    def _several(self, words: tuple[str, ...]) -> bool:
        """Whether words name fields that are not one: 单位联系电话."""
        return sum(word in self._fields for word in words) > 1

    def _fields_of(self, words: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
        """Yield the fields, with their tiers, that these words name together, and how many do."""
        for named in product(*(self._roles(word) for word in words)):
            tiers: dict[str, int] = {}
            for key, tier in named:
                if key:
                    tiers[key] = min(tier, tiers.get(key, tier))
            key = self._one(frozenset(tiers))
            if key and self._allowed(words, [one for one, _ in named], {*tiers, key}):
                yield key, tiers.get(key, 0), len(tiers)

    def _roles(self, word: str) -> list[tuple[str, int]]:
        """Return what a word may be: fields with their tiers, and '' where it may stand around one."""
        around = _around().get(word)
        other = around is None or around.place == "other"
        return [*self._fields.get(word, {}).items(), *([] if other else [("", 0)])]

    def _one(self, keys: frozenset[str]) -> str:
        """Return the field that is made of all these, '' where there is none."""
        if len(keys) == 1:
            return next(iter(keys))
        for key, parts in self._made.items():
            if parts[0] in keys and keys <= {key, *parts}:
                return key
        return ""

    def _allowed(self, words: tuple[str, ...], named: Sequence[str], keys: set[str]) -> bool:
        """Whether every word that names no field may stand where it does, around these fields."""
        for place, (word, key) in enumerate(zip(words, named, strict=True)):
            if key:
                continue
            around = _around()[word]
            beside = named[place + 1 :] if around.place == "before" else named[:place]
            if not any(named if around.place == "any" else beside) and around.place != "beside":
                return False
            if around.of and not around.of & keys:
                return False
        return True


def _forms(text: str) -> Iterator[tuple[str, bool]]:
    """Yield how a heading may be read, without marks, and whether with what is in its brackets."""
    text = _NUMBERED.sub("", fields.compact(text))
    for form in dict.fromkeys((text, _LATIN.sub("", text))):
        if _BETWEEN.search(form):  # 授课人（单位） is both, 授课人单位 is one
            yield core(_BETWEEN.sub(_JOINT, form)), True
        yield core(form), True
        inside = "".join(_INSIDE.findall(form))
        if inside and not stranger(inside):
            yield core(_INSIDE.sub("", form)), False


def stranger(text: str) -> bool:
    """Whether a remark or an upper heading makes it somebody else's: （办公）, 紧急联系人, 原任."""
    return any(word in text for word, around in _around().items() if around.place == "other")


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    with open(paths.RESOURCES / "codes" / "headings.csv", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@lru_cache(maxsize=1)
def _further() -> dict[str, list[str]]:
    """Further words of fields, which come after the usual ones."""
    found: dict[str, list[str]] = {}
    for row in _rows():
        for key in row["of"].split() if row["place"] == FIELD else ():
            found.setdefault(key, []).append(core(row["word"]))
    return found


@lru_cache(maxsize=1)
def _around() -> dict[str, _Around]:
    """The words around fields, from resources/codes/headings.csv."""
    return {
        row["word"]: _Around(row["place"], frozenset(row["of"].split()))
        for row in _rows()
        if row["place"] != FIELD
    }
