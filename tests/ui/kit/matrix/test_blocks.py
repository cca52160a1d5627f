from __future__ import annotations

from ui.kit.matrix.blocks import Area, spread

BLOCK = [["a", "b"], ["c", "d"]]


def picture(area: Area, size: tuple[int, int], block: list[list[str]] = BLOCK) -> list[str]:
    texts = spread(block, area, size).texts
    return ["".join(texts.get((r, c), "·") for c in range(size[1])) for r in range(size[0])]


def test_a_block_larger_than_the_selection_begins_at_its_first_cell() -> None:
    assert picture(Area(1, 1, 1, 1), (4, 4)) == ["····", "·ab·", "·cd·", "····"]


def test_a_selection_that_is_a_multiple_is_filled() -> None:
    assert picture(Area(0, 0, 3, 3), (4, 4)) == ["abab", "cdcd", "abab", "cdcd"]
    assert picture(Area(0, 1, 2, 2), (4, 4), [["x", "y"]]) == ["·xy·", "·xy·", "·xy·", "····"]


def test_a_selection_that_is_no_multiple_takes_the_block_once() -> None:
    assert picture(Area(0, 0, 2, 1), (4, 4)) == ["ab··", "cd··", "····", "····"]


def test_what_is_beyond_the_edge_is_counted() -> None:
    laid = spread(BLOCK, Area(3, 2, 3, 2), (4, 3))
    assert laid.texts == {(3, 2): "a"}
    assert laid.over == (1, 1)


def test_short_rows_leave_cells_alone() -> None:
    assert picture(Area(0, 0, 0, 0), (2, 2), [["a", "b"], ["c"]]) == ["ab", "c·"]
