from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.engine.findings import Finding, Findings, Source, reference
from app.exchange.engine.importer import Review
from app.ground.errors import UserError


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(0, 0, "A1"), (8, 3, "D9"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")],
    ids=repr,
)
def test_cells_are_named_as_on_the_screen(row, column, cell):
    assert reference(row, column) == cell


def test_what_must_be_mended_comes_first():
    findings = Findings()
    findings.add("change", "表", "三", at=(1, 1))
    findings.add("error", "表", "二", at=(9, 0))
    findings.add("warn", "表", "四")
    findings.add("error", "表", "一", at=(2, 0))
    assert [f.text for f in findings.sorted()] == ["一", "二", "四", "三"]


def test_nothing_found_and_nothing_to_write_is_no_import():
    review = Review(Source(Path("名册.xlsx"), "xlsx", ""), "表", 1, ())
    assert review.counts == {"new": 0, "same": 0, "changed": 0, "doubtful": 0, "error": 0}
    assert not review.can_import
    with pytest.raises(UserError, match="没有可以导入的内容"):
        review.refuse()
    doubt = Finding("doubt", "表", 2, "姓名", "A2", "张伟", "请选择")
    with pytest.raises(UserError, match="1 处需要确认"):
        Review(review.source, "表", 1, (doubt,)).refuse()
