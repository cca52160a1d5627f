from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.matrix.clipboard import begin_of, block_of, text_of


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("第1组\t班长\r\n第2组\t\r\n", [["第1组", "班长"], ["第2组", ""]]),
        ("一格", [["一格"]]),
        ("\r\n", [[""]]),  # an empty cell of WPS
        ("", []),
        ('"上午\n下午"\t"甲\t乙"\r\n', [["上午\n下午", "甲\t乙"]]),
        ('"他说""好""\n走了"', [['他说"好"\n走了']]),
        ('"引号"\t甲', [['"引号"', "甲"]]),  # WPS writes a cell's own quotes as they are
        ('"开头\t乙', [['"开头', "乙"]]),
        ("甲\n乙\t丙", [["甲"], ["乙", "丙"]]),
    ],
)
def test_what_wps_copies_is_read(text: str, block: list[list[str]]) -> None:
    assert block_of(text) == block


cells = st.text(st.sampled_from('甲乙a1 "\t\n'), max_size=6)


@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n),
                                                     min_size=1, max_size=4)))  # fmt: skip
def test_what_is_copied_comes_back(block: list[list[str]]) -> None:
    assert block_of(text_of(block)) == block
    assert block_of(text_of(block).replace("\n", "\r\n")) == block


def test_of_a_long_text_only_the_beginning_is_read() -> None:
    assert begin_of("甲\n乙\n丙\n", 3) == ([["甲"], ["乙"], ["丙"]], False)
    assert begin_of("甲\n乙\n丙\n丁", 3) == ([["甲"], ["乙"], ["丙"]], True)
    block, cut = begin_of("甲\t" * 1_000_000, 3)
    assert cut and len(block[0]) == 400_000
