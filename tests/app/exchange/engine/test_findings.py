from __future__ import annotations

import pytest

from app.exchange.engine import findings
from app.exchange.engine.findings import Findings, reference
from app.ground.errors import UserError


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(0, 0, "A1"), (8, 3, "D9"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")],
    ids=repr,
)
def test_cells_are_named_as_on_the_screen(row, column, cell):
    assert reference(row, column) == cell


def test_what_must_be_mended_comes_first():
    found = Findings()
    found.add("change", "表", "三", at=(1, 1))
    found.add("error", "表", "二", at=(9, 0))
    found.add("warn", "表", "四")
    found.add("error", "表", "一", at=(2, 0))
    assert [f.text for f in found.sorted()] == ["一", "二", "四", "三"]


def test_more_than_anybody_reads_is_refused(monkeypatch):
    monkeypatch.setattr(findings, "LIMIT", 2)
    found = Findings()
    for _ in range(2):
        found.add("warn", "表", "请核对")
    with pytest.raises(UserError, match=r"补上身份证号.*没有写入任何数据"):
        found.add("warn", "表", "请核对")


def test_a_value_is_shown_as_it_would_be_written():
    found = Findings()
    found.add(
        "warn", "表", "有改变文字方向的字符（U+202E），已去掉", value="试县\u202e教育局\u200b"
    )
    assert found.sorted()[0].value == "试县教育局"
