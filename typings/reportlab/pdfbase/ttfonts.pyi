from collections.abc import Mapping
from typing import Any

class TTFontFace:
    charToGlyph: Mapping[int, int]
    charWidths: Mapping[int, float]
    defaultWidth: float

class _State:
    subsets: list[list[int]]

class TTFont:
    face: TTFontFace
    state: Mapping[Any, _State]  # by document

    def __init__(self, name: str, filename: str) -> None: ...
    def splitString(self, text: str, doc: object) -> list[tuple[int, bytes]]: ...
    def getSubsetInternalName(self, subset: int, doc: object) -> str: ...
    def addObjects(self, doc: Any) -> None: ...
