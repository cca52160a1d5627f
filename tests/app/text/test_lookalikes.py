from __future__ import annotations

import pytest

from app.text import lookalikes


@pytest.mark.parametrize(
    ("copied", "meant"),
    [
        ("⻩某甲 县⼈⺠政府 副县⻓", "黄某甲 县人民政府 副县长"),
        ("⻢⻔⻘⻰", "马门青龙"),
        ("\uf9e1某", "李某"),
        ("\U0002f81a", "冬"),
        ("张某 abc 《》—", "张某 abc 《》—"),
        ("䶮〇𬎆", "䶮〇𬎆"),
    ],
)
def test_what_looks_alike_becomes_the_usual_character(copied: str, meant: str) -> None:
    assert lookalikes.folded(copied) == meant


def test_what_was_found_is_named_once() -> None:
    assert lookalikes.found("⻩⻩⼈") == {"⻩": "黄", "⼈": "人"}
    assert lookalikes.found("黄人") == {}
