from __future__ import annotations

import pytest

from ui.kit.inputs import WrongInput
from ui.kit.matrix import typed

STATES = (("enrolled", "在册"), ("completed", "结业"), ("withdrawn", "退学"))


def test_a_line_has_no_breaks_and_an_end() -> None:
    column = typed.line(4)
    assert column.read(" 第1组\n") == "第1组"
    with pytest.raises(WrongInput, match="最多 4 个字，现有 5 个字"):
        column.read("一二三四五")


def test_a_remark_keeps_its_lines() -> None:
    assert typed.lines().read("走读\n晚到 ") == "走读\n晚到"


@pytest.mark.parametrize(("text", "value"), [("12", 12), (" １２", 12), ("", None), ("-3", -3)])
def test_numbers_as_an_input_method_writes_them(text: str, value: int | None) -> None:
    assert typed.number(-5, 100).read(text) == value


@pytest.mark.parametrize("text", ["x", "101", "1.5", "--3"])
def test_what_is_no_number_between_the_two_is_refused(text: str) -> None:
    with pytest.raises(WrongInput, match="请填 0 到 100 的整数"):
        typed.number(0, 100).read(text)


def test_nothing_is_refused_where_a_number_must_be() -> None:
    with pytest.raises(WrongInput):
        typed.number(0, 100, empty=False).read("")


@pytest.mark.parametrize("text", ["结业", "completed", "结", "jieye", "jy", "J"])
def test_a_code_is_typed_by_name_part_or_pinyin(text: str) -> None:
    assert typed.coded(STATES).read(text) == "completed"


@pytest.mark.parametrize("text", ["毕业", "", "？"])
def test_what_is_not_listed_is_refused_by_naming_the_list(text: str) -> None:
    with pytest.raises(WrongInput, match="只能填在册、结业、退学中的一项"):
        typed.coded(STATES).read(text)


def test_nothing_where_nothing_may_be() -> None:
    assert typed.coded(STATES, empty=True).read(" ") == ""


def test_a_code_is_shown_by_its_name() -> None:
    assert typed.coded(STATES).show("withdrawn") == "退学"


def test_words_are_proposed_by_any_part_and_by_initials() -> None:
    words = ("班长", "副班长", "学习委员")
    assert typed.matching(words, "班") == ["班长", "副班长"]
    assert typed.matching(words, "xx") == ["学习委员"]
    assert typed.matching(words, "") == list(words)
