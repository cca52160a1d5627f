"""Characters that look like usual ones and are others: radicals that copying from PDF leaves behind.

⻩ (U+2EE9, the radical) stands where 黄 was meant; nobody sees it, and no search finds the name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache

from app.ground import paths

# CJK radicals and their supplement, compatibility ideographs
_LOOKALIKE = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]")


def folded(text: str) -> str:
    """Return a text with usual characters for those that only look like them."""
    if text.isascii() or not _LOOKALIKE.search(text):
        return text
    return _LOOKALIKE.sub(lambda found: _usual(found.group()), text)


def found(text: str) -> dict[str, str]:
    """Return the look-alikes in a text, each with the usual character."""
    if text.isascii():
        return {}
    return {c: usual for c in _LOOKALIKE.findall(text) if (usual := _usual(c)) != c}


def _usual(character: str) -> str:
    return _radicals().get(character) or unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=1)
def _radicals() -> dict[str, str]:
    """The supplement's radicals, which normalizing leaves alone: Unicode's Equivalent_Unified_Ideograph."""
    source = paths.RESOURCES / "codes" / "radicals.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        return {chr(int(r["code_point"][2:], 16)): r["character"] for r in csv.DictReader(lines)}
