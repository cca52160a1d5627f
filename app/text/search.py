"""Search words: a name is found by its characters, its pinyin, its initials, or last digits."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from app.text import lookalikes, surnames

READINGS_KEPT = 6  # of the combinations of readings of one name (曾 is zēng and céng)
_TAILS = (3, 4, 5, 6, 8)
_U_WITH_DOTS = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))
_V = re.compile("(?<=[ln])v")


@lru_cache(maxsize=65536)
def _syllables(name: str, person: bool = False) -> tuple[tuple[str, ...], ...]:
    """The readings of each place of a name, the usual one first; a person's surname has its own."""
    places = [place for word in _parts()(name) for place in _readings(word)]
    surname = surnames.of(name) if person else ""
    for place, read in enumerate(zip(*surnames.readings(surname), strict=False)):
        if place < len(places):
            places[place] = tuple(dict.fromkeys((*read, *places[place])))
    return tuple(places)


@lru_cache(maxsize=1)
def _parts() -> Callable[[str], list[str]]:
    """What parts a name into the words that the dictionary reads, most of them one character."""
    from pypinyin.core import Pinyin  # a dictionary of a tenth of a second: only for a name written

    return Pinyin().seg


@lru_cache(maxsize=16384)
def _readings(word: str) -> tuple[tuple[str, ...], ...]:
    """The readings of each place of a word; names share their characters."""
    from pypinyin import Style, pinyin

    read = pinyin([word], style=Style.NORMAL, heteronym=True, errors="default")
    return tuple(tuple(dict.fromkeys(p.lower() for p in place)) for place in read)


@lru_cache(maxsize=16384)
def _spoken(place: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(p for p in place if p.isalnum())


def sort_key(name: str, *, person: bool = False) -> str:
    """Return what a name is sorted by: its pinyin, syllable by syllable, then the name itself.

    ``person``: it begins with a surname, whose reading is its own: 曾 is zēng.
    """
    name = name.strip()
    return " ".join(place[0] for place in _syllables(name, person)) + " " + name


def terms(*names: str, people: Sequence[str] = (), numbers: tuple[str | None, ...] = ()) -> str:
    """Return the search words of a row: of ``people``'s names, of other ``names``, and of whole
    ``numbers`` and their tails."""
    words: dict[str, None] = {}
    for place, name in enumerate((*people, *names)):
        plain = fold(name)
        if not plain:
            continue
        # characters one by one, in their order, so that any part of the name is a phrase
        words[" ".join(_spaced(plain))] = None
        read = _syllables(plain, place < len(people))
        places = [spoken for place in read if (spoken := _spoken(place))]
        for reading in _spellings(places):
            for start in range(len(reading)):
                words["".join(reading[start:])] = None
                words["".join(s[0] for s in reading[start:])] = None
    for number in numbers:
        digits = (number or "").strip().lower()
        if digits:
            words[digits] = None
            words |= {digits[-n:]: None for n in _TAILS if len(digits) > n}
    return " ".join(words)


def _spellings(places: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield a name's readings: the usual one, then those with another reading of one character.

    ü is typed as v, and by many as u.
    """
    usual = tuple(place[0] for place in places)
    others = (
        (*usual[:n], other, *usual[n + 1 :])
        for n, place in enumerate(places)
        for other in place[1:]
    )
    for reading in (usual, *itertools.islice(others, READINGS_KEPT - 1)):
        yield reading
        if any("v" in syllable for syllable in reading):
            yield tuple(_V.sub("u", syllable) for syllable in reading)


def fold(text: str) -> str:
    """Return text as it is searched: half-width, lower case, ü as v, without spaces and marks."""
    plain = unicodedata.normalize("NFKC", lookalikes.folded(text)).lower().translate(_U_WITH_DOTS)
    return plain if plain.isalnum() else "".join(c for c in plain if c.isalnum())


def match(text: str) -> str | None:
    """Return the FTS5 query that finds ``text`` in ``terms``, or None where nothing is asked."""
    asked = [fold(part) for part in re.split(r"\s+", text.strip())]
    phrases = ['"' + " ".join(_spaced(part)) + '"*' for part in asked if part]
    return " AND ".join(phrases) or None


def like(text: str) -> list[str]:
    """Return LIKE patterns, one for each word asked, against ' ' || terms (small tables)."""
    asked = [fold(part) for part in re.split(r"\s+", text.strip())]
    return [f"% {' '.join(_spaced(part))}%" for part in asked if part]


def _spaced(plain: str) -> list[str]:
    """Split into single Chinese characters and whole runs of latin letters and digits."""
    return re.findall(r"[0-9a-z]+|[^0-9a-z]", plain)
