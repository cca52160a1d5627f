"""Faces, fallbacks, and characters that nobody has."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from app.ground.errors import UserError
from app.papers.engine import fonts
from app.papers.engine.canvas import A4, Canvas, Style
from app.papers.engine.linebreak import break_lines

PRIVATE = "\ue815"


@pytest.mark.parametrize(
    ("character", "face", "drawn_by"),
    [
        ("张", "song", "song"),
        ("𬎆", "song", "kai"),
        ("𬎆", "hei", "rare"),
        ("𪚥", "kai", "rare"),
        ("《", "song-bold", "song-bold"),
        (PRIVATE, "song", None),
    ],
)
def test_the_order_of_fallback(character: str, face: str, drawn_by: str | None) -> None:
    assert fonts.face_for(character, face) == drawn_by


def test_a_face_is_opened_once() -> None:
    assert fonts.face("song") is fonts.face("song")


def test_invisible_characters_are_dropped_and_never_missed() -> None:
    text = "葛\U000e0100\u200b城\ufeff\t区\r\n"
    assert fonts.clean(text) == "葛城 区\n"
    assert fonts.missing(text) == ""


def test_missing_characters_are_named_with_their_people() -> None:
    people = [("学员 甲", f"王{PRIVATE}"), ("学员 乙", "李𬎆"), ("学员 丙", f"{PRIVATE}😀")]
    with pytest.raises(UserError) as caught:
        fonts.require(people)
    text = str(caught.value)
    assert "U+E815）：学员 甲、学员 丙" in text
    assert "“😀”（U+1F600）：学员 丙" in text
    assert "乙" not in text
    assert "没有打印" in text


@pytest.mark.parametrize("face", fonts.FALLBACK)
def test_rare_names_can_be_copied_out_of_the_pdf(face: str, tmp_path: Path) -> None:
    name = "李㛃张䶮王𬎆欧阳𫖯𪚥"
    path = tmp_path / "a.pdf"
    with fonts.printing():
        canvas = Canvas(path, A4, "试验")
        canvas.text(72, 700, name, Style(face, 20, 30))
        canvas.turn()
        canvas.save()
    with pypdfium2.PdfDocument(path) as document:
        assert "".join(document[0].get_textpage().get_text_range().split()) == name


def test_more_characters_than_one_subset_holds(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(600))
    path = tmp_path / "a.pdf"
    with fonts.printing():
        canvas = Canvas(path, A4, "试验")
        lines = break_lines(text, "song", 500 / Style().size)
        canvas.lines(50, 800, 500, lines, Style())
        canvas.turn()
        canvas.save()
    with pypdfium2.PdfDocument(path) as document:
        assert "".join(document[0].get_textpage().get_text_range().split()) == text
