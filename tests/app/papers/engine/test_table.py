"""Grids, widths, merged cells."""

from __future__ import annotations

import pytest

from app.papers.engine.table import Cell, Column, Table, placed


def test_cells_find_their_place_beside_those_that_go_down() -> None:
    rows = [[Cell("a", down=2), Cell("b", across=2)], [Cell("c"), Cell("d")]]
    assert [(row, column, cell.text) for row, column, cell in placed(rows, 3)] == [
        (0, 0, "a"),
        (0, 1, "b"),
        (1, 1, "c"),
        (1, 2, "d"),
    ]


def test_a_row_with_too_many_cells_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="more cells"):
        list(placed([[Cell("a"), Cell("b")]], 1))


@pytest.mark.parametrize("width", [120, 300, 800])
def test_columns_fill_the_measure(width: float) -> None:
    table = Table(
        [Column(least=20, align="centre"), Column(stretch=1), Column(most=90)],
        [[Cell("序号"), Cell("单位及职务"), Cell("备注")]],
        [[[Cell("1"), Cell("县住房和城乡建设局党组成员、副局长" * 3), Cell("备注" * 20)]]],
    )
    measured = table.measured(width)
    assert sum(measured.widths) == pytest.approx(width)
    assert min(measured.widths) > 0


def test_columns_that_can_never_fit_are_narrowed_alike() -> None:
    table = Table([Column(least=60), Column(least=90)], [], [[[Cell("甲"), Cell("乙")]]])
    assert table.measured(75).widths == pytest.approx((30, 45))


def test_a_high_merged_cell_makes_its_rows_higher() -> None:
    tall = Cell("一\n二\n三\n四\n五\n六", down=2)
    table = Table([Column(), Column()], [], [[[tall, Cell("a")], [Cell("b")]]])
    grid = table.measured(200).groups[0]
    assert grid.height >= 6 * table.style.leading
    assert grid.heights[0] == pytest.approx(grid.heights[1])
