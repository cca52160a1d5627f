"""What can be chosen about a paper."""

from __future__ import annotations

import pytest

from app.ground.errors import UserError
from app.papers.options import Columns, OneOf, Some, Tick

COLUMNS = Columns(
    "columns",
    "栏目",
    "",
    (("number", "序号"), ("name", "姓名"), ("unit", "单位"), ("id", "身份证号"), ("phone", "电话")),
    apart=frozenset({"unit"}),
    gates={"id": "identity"},
)
ORDER = OneOf("order", "顺序", "", (("list", "名册"), ("unit", "单位")))


def test_columns_as_people_type_them() -> None:
    assert COLUMNS.default == ("number", "name", "id", "phone")
    assert COLUMNS.read("电话，姓名、序号 单位;电话") == ("phone", "name", "number", "unit")
    with pytest.raises(UserError, match="没有「年龄」「性别」这一栏，可用的有：序号、姓名、单位"):
        COLUMNS.read("年龄,姓名,性别")
    with pytest.raises(UserError, match="至少要有一栏"):
        COLUMNS.read("，")


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        (("name", "phone"), ("name", "id", "phone")),
        (("phone", "name"), ("phone", "name", "id")),
        (("phone",), ("id", "phone")),
        (("id", "name"), ("id", "name")),
    ],
)
def test_a_column_is_put_behind_those_it_usually_follows(
    chosen: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert COLUMNS.with_column(chosen, "id") == wanted


def test_one_of_several_by_name_or_key() -> None:
    assert ORDER.default == "list"
    assert ORDER.read("单位") == ORDER.read(" unit ") == "unit"
    with pytest.raises(UserError, match="顺序没有「年龄」，可用的有：名册、单位"):
        ORDER.read("年龄")
    assert ORDER.clean("unit") == "unit"
    assert ORDER.clean({}) == ORDER.clean("年龄") == "list"


def test_a_tick_and_some_things() -> None:
    tick = Tick("loud", "大字", "")
    assert (tick.default, tick.read(""), tick.clean(True), tick.clean("yes")) == (
        *(False, True, True, False),
    )
    some = Some("numbers", "编号", "")
    assert some.read("0001，0002") == ("0001", "0002")
    assert some.clean(["0001"]) == ("0001",)
    assert some.clean(None) == ()
