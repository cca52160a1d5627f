"""The bundled fonts: which face draws which character, how wide it is, and what no face has."""

from __future__ import annotations

import gc
import re
import threading
import unicodedata
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.ground import paths
from app.ground.errors import StoreError, UserError

FOLDER = paths.RESOURCES / "fonts"

FILES = {
    "song": "NotoSerifSC_400Regular.ttf",
    "song-bold": "NotoSerifSC_700Bold.ttf",
    "hei": "NotoSansSC_400Regular.ttf",
    "hei-bold": "NotoSansSC_700Bold.ttf",
    "kai": "LXGWWenKai-Regular.ttf",
    "rare": "HanaMinB.ttf",
}
"""Face name to file. `rare` holds extensions B to F and is opened only when a name needs it."""

FALLBACK = {
    "song": ("song", "kai", "rare"),
    "song-bold": ("song-bold", "song", "kai", "rare"),
    "hei": ("hei", "song", "rare"),
    "hei-bold": ("hei-bold", "hei", "song", "rare"),
    "kai": ("kai", "song", "rare"),
}
"""The order in which faces are asked for a character."""

_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_drawable: dict[str, set[str]] = {name: set() for name in FALLBACK}
"""Characters already looked up and found, for each face: a batch asks for the same ones again."""

_widths: dict[str, dict[str, float]] = {name: {} for name in FALLBACK}
"""Width of a character in em, for each face asked for."""
_LOCK = threading.RLock()


@contextmanager
def printing() -> Generator[None]:
    """Hold this while a PDF is made.

    One at a time, for reportlab's faces read their files with one shared position. The garbage
    collector rests meanwhile: it would walk the fonts' tables again and again, for a third of
    the time, and all that a page leaves behind is kept until the file is saved anyhow.
    """
    with _LOCK:
        collecting = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collecting:
                gc.enable()


class Face(TTFont):
    """A TrueType face whose text can be copied and searched beyond U+FFFF, too.

    reportlab 5.1 writes `<01> <2C386>` into the ToUnicode map, where PDF 32000-1 §9.10.3 wants
    UTF-16BE (`<D870DF86>`), and puts up to 256 entries into a block that may hold 100.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (reportlab's name)
        """Write the font subsets into `doc`, then put right ToUnicode maps in their place."""
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            stream = doc.idToObject[fonts[name].ToUnicode.name]
            stream.content = _to_unicode(fonts[name].BaseFont, subset)


def _to_unicode(name: str, subset: list[int]) -> str:
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    pairs = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
        if character
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


@cache
def face(name: str) -> Face:
    """Open a face once and register it with reportlab under its own name.

    Raises StoreError when the file is not there: the installation is damaged.
    """
    path = FOLDER / FILES[name]
    if not path.is_file():
        raise StoreError(
            f"缺少字体文件“{path.name}”，程序安装不完整。学校数据没有改动，请重新安装后再打印。"
        )
    opened = Face(name, str(path))
    pdfmetrics.registerFont(opened)
    return opened


@lru_cache(maxsize=65536)
def face_for(character: str, name: str) -> str | None:
    """Name the first face of the fallback order that has the character, or None."""
    code = ord(character)
    for candidate in FALLBACK[name]:
        if code in face(candidate).face.charToGlyph:
            return candidate
    return None


def clean(text: str) -> str:
    """Leave out what draws nothing: controls, joiners, variation selectors.

    A line feed stays; tabs and no-break spaces become spaces.
    """
    if text.isprintable() and not _SELECTOR.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\t", " ").replace("\xa0", " ")
    text = _SELECTOR.sub("", text)
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))


def advance(character: str, name: str) -> float:
    """Width of a character in em, in the face that will draw it."""
    found = _widths[name].get(character)
    if found is None:
        opened = face(face_for(character, name) or name).face
        found = opened.charWidths.get(ord(character), opened.defaultWidth) / 1000
        _widths[name][character] = found
    return found


def advances(text: str, name: str) -> list[float]:
    """Width of each character in em."""
    known = _widths[name]
    try:
        return [known[character] for character in text]
    except KeyError:
        return [advance(character, name) for character in text]


def missing(text: str, name: str = "song") -> str:
    """List, each once and in order, the characters that no face of the fallback order has."""
    unseen = set(text) - _drawable[name]
    if not unseen:
        return ""
    lost = [c for c in dict.fromkeys(clean(text)) if c not in "\n " and not face_for(c, name)]
    _drawable[name] |= unseen.difference(lost)
    return "".join(lost)


def require(texts: Iterable[tuple[str, str]], name: str = "song") -> None:
    """Refuse to print what would come out as empty boxes.

    `texts` are (whose, text) pairs, such as ("学员张伟", "张伟"). Raises UserError that names every
    such character with its code and all who have it, before anything is drawn.
    """
    found: dict[str, dict[str, None]] = {}
    for owner, text in texts:
        for character in missing(text, name):
            found.setdefault(character, {})[owner] = None
    if not found:
        return
    lines: list[str] = []
    for character, owners in found.items():
        named = "、".join(owner for owner in owners if owner) or "正文"
        lines.append(f"“{character}”（U+{ord(character):04X}）：{named}")
    raise UserError(
        "下列字符所有字体都没有，打印出来会是空白，因此没有打印：\n"
        + "\n".join(lines)
        + "\n数据没有改动。请核对这些字是否为旧系统的自造字，改正后再打印。"
    )
