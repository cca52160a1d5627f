"""One page: alignment, justified lines, shared drawings."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from app.papers.engine import fonts
from app.papers.engine.canvas import A4, Canvas, Style, justifying_gap
from app.papers.engine.linebreak import break_lines

TEXT = "参加我校举办的2026年秋季科级干部进修班，修完规定课程，计72学时，成绩合格，准予结业。" * 4


def boxes(path: Path) -> list[tuple[float, float, float, float]]:
    """Boxes (left, bottom, right, top) of the characters that draw something."""
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage()
        found = [text.get_charbox(n, loose=True) for n in range(text.count_chars())]
    return [box for box in found if box[2] > box[0]]


def drawn(path: Path, style: Style, x: float, text: str) -> list[tuple[float, ...]]:
    with fonts.printing():
        canvas = Canvas(path, A4, "试验")
        canvas.text(x, 500, text, style)
        canvas.turn()
        canvas.save()
    return list(boxes(path))


@pytest.mark.parametrize(("align", "left"), [("left", 300), ("centre", 280), ("right", 260)])
def test_a_line_stands_where_it_should(tmp_path: Path, align: str, left: float) -> None:
    found = drawn(tmp_path / "a.pdf", Style("song", 10, 15).but(align=align), 300, "中文四字")
    assert found[0][0] == pytest.approx(left, abs=0.5)
    assert found[-1][2] == pytest.approx(left + 40, abs=0.5)


def test_letter_spacing_is_centred_without_a_tail(tmp_path: Path) -> None:
    style = Style("song", 10, 15, align="centre", spacing=1)
    found = drawn(tmp_path / "a.pdf", style, 300, "中文")
    assert (found[0][0] + found[-1][2]) / 2 == pytest.approx(300, abs=0.5)


@pytest.mark.parametrize("em", [18.3, 24.4, 31])
def test_justified_lines_end_at_the_edge(tmp_path: Path, em: float) -> None:
    style = Style("kai", 10, 20, align="justify", indent=2)
    with fonts.printing():
        canvas = Canvas(tmp_path / "a.pdf", A4, "试验")
        lines = break_lines(TEXT, "kai", em, 2)
        below = canvas.lines(100, 700, em * 10, lines, style)
        canvas.turn()
        canvas.save()
    assert below == 700 - len(lines) * 20
    tops = sorted({round(box[1]) for box in boxes(tmp_path / "a.pdf")}, reverse=True)
    assert len(tops) == len(lines)
    for number, line in enumerate(lines[:-1]):
        gap = justifying_gap(line, em - (0 if number else 2), "kai")
        ends = [box[2] for box in boxes(tmp_path / "a.pdf") if round(box[1]) == tops[number]]
        assert gap >= 0
        # A closing mark hangs out by the blank half of its square.
        assert max(ends) - 100 - em * 10 == pytest.approx(0, abs=6)


def test_a_line_that_would_be_torn_apart_is_not_justified() -> None:
    (line,) = break_lines("四个汉字", "kai", 10)
    assert justifying_gap(line, 4.3, "kai") == pytest.approx(0.1)
    assert justifying_gap(line, 5.0, "kai") == pytest.approx(1 / 3)
    assert justifying_gap(line, 5.2, "kai") == justifying_gap(line, 4.0, "kai") == 0


def test_what_pages_share_is_drawn_once(tmp_path: Path) -> None:
    calls: list[int] = []
    with fonts.printing():
        canvas = Canvas(tmp_path / "a.pdf", A4, "试验")
        for _ in range(3):
            canvas.once("共用", lambda: calls.append(1))
            canvas.turn()
        canvas.save()
    assert calls == [1]


def test_anything_but_a_jpeg_is_refused(tmp_path: Path) -> None:
    canvas = Canvas(tmp_path / "a.pdf", A4, "试验")
    with pytest.raises(ValueError, match="JPEG"):
        canvas.photograph(b"\x89PNG", 0, 0, 10, 10)
