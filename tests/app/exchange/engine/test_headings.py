from __future__ import annotations

import pytest

from app.exchange.engine import headings


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("*姓 名", "姓名"),
        ("单\n位（盖章）", "单位"),
        ("性别：", "性别"),
        ("【单位】", "【单位】"),
        (3.0, ""),
    ],
)
def test_a_heading_is_looked_up_without_marks_and_remarks(written: str, plain: str) -> None:
    assert headings.plain(written) == plain
