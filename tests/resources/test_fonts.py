"""The bundled fonts are the ones we measured, and draw every name we promise to print."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from fontTools.ttLib import TTFont

from app.ground.paths import RESOURCES

FONTS = RESOURCES / "fonts"
SONG = "NotoSerifSC_400Regular.ttf"
SONG_BOLD = "NotoSerifSC_700Bold.ttf"
HEI = "NotoSansSC_400Regular.ttf"
HEI_BOLD = "NotoSansSC_700Bold.ttf"
KAI = "LXGWWenKai-Regular.ttf"
RARE = "HanaMinB.ttf"
ALL = [SONG, SONG_BOLD, HEI, HEI_BOLD, KAI, RARE]

UNIFIED = {
    "main block": range(0x4E00, 0xA000),
    "extension A": range(0x3400, 0x4DC0),
    "extension B": range(0x20000, 0x2A6E0),
    "extension C": range(0x2A700, 0x2B73A),
    "extension D": range(0x2B740, 0x2B81E),
    "extension E": range(0x2B820, 0x2CEA2),
    "extension F": range(0x2CEB0, 0x2EBE1),
}


@cache
def drawn(name: str) -> frozenset[int]:
    with TTFont(FONTS / name, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def test_files_are_the_listed_ones() -> None:
    listed = [line.split() for line in (FONTS / "SHA256SUMS").read_text("ascii").splitlines()]
    assert sorted(name for _, name in listed) == sorted(ALL)
    assert sorted(path.name for path in FONTS.glob("*.ttf")) == sorted(ALL)
    for sha256, name in listed:
        with (FONTS / name).open("rb") as file:
            assert hashlib.file_digest(file, "sha256").hexdigest() == sha256, name


@pytest.mark.parametrize("name", ALL)
def test_outlines_are_truetype(name: str) -> None:
    with TTFont(FONTS / name, lazy=True) as font:
        assert "glyf" in font
        assert "CFF " not in font
        assert "CFF2" not in font


@pytest.mark.parametrize("block", UNIFIED)
@pytest.mark.parametrize(
    "chain",
    [
        (SONG, KAI, RARE),
        (SONG_BOLD, KAI, RARE),
        (KAI, SONG, RARE),
        (HEI, SONG, KAI, RARE),
        (HEI_BOLD, SONG_BOLD, KAI, RARE),
    ],
    ids=lambda chain: chain[0].removesuffix(".ttf"),
)
def test_every_unified_ideograph_is_drawn(chain: tuple[str, ...], block: str) -> None:
    missing = set(UNIFIED[block]).difference(*map(drawn, chain))
    assert not missing, [f"U+{code:X}" for code in sorted(missing)[:20]]


@pytest.mark.parametrize("name", [SONG, SONG_BOLD, HEI, HEI_BOLD, KAI])
def test_text_fonts_draw_gb2312_and_the_marks_of_our_papers(name: str) -> None:
    rows = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    ideographs = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)
    assert len(ideographs) == 6763
    marks = "，。、：；？！“”‘’（）《》〈〉〔〕【】—…·～％〇①②③④⑤⑥⑦⑧⑨⑩✓□■○●※←→↑↓"
    assert not {char for char in ideographs + marks if ord(char) not in drawn(name)}


@pytest.mark.parametrize("name", ALL)
def test_every_font_names_its_licence(name: str) -> None:
    readme = (FONTS / "README.md").read_text("utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    licence = row.rsplit("`", 2)[1]
    assert "SIL OPEN FONT LICENSE" in (FONTS / licence).read_text("utf-8").upper()
