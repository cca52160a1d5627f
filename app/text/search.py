"""Search words: a name is found by its characters, its pinyin, its initials, or last digits."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

READINGS_KEPT = 6  # of the combinations of readings of one name (曾 is zēng and céng)
_TAILS = (3, 4, 5, 6, 8)


@lru_cache(maxsize=65536)
def _syllables(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(place for word in _parts()(name) for place in _readings(word))


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


def sort_key(name: str) -> str:
    """Return what a name is sorted by: its pinyin, syllable by syllable, then the name itself."""
    return " ".join(place[0] for place in _syllables(name.strip())) + " " + name.strip()


def terms(*names: str, numbers: tuple[str | None, ...] = ()) -> str:
    """Return the search words of a row: of its ``names``, and of whole ``numbers`` and their tails."""
    words: dict[str, None] = {}
    for name in names:
        plain = fold(name)
        if not plain:
            continue
        # characters one by one, in their order, so that any part of the name is a phrase
        words[" ".join(_spaced(plain))] = None
        places = [spoken for place in _syllables(plain) if (spoken := _spoken(place))]
        for reading in itertools.islice(itertools.product(*places), READINGS_KEPT):
            for start in range(len(reading)):
                words["".join(reading[start:])] = None
                words["".join(s[0] for s in reading[start:])] = None
    for number in numbers:
        digits = (number or "").strip().lower()
        if digits:
            words[digits] = None
            words |= {digits[-n:]: None for n in _TAILS if len(digits) > n}
    return " ".join(words)


def fold(text: str) -> str:
    """Return text as it is searched: half-width, lower case, without spaces and marks."""
    plain = unicodedata.normalize("NFKC", text).lower()
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
