"""How units and posts are named, one clause at a time."""

from __future__ import annotations

import pytest

from app.text import organisations


@pytest.mark.parametrize(
    ("clause", "unit", "sure"),
    [
        ("县委常委", "县委", True),
        ("县委组织部部长", "县委组织部", True),
        ("县人民政府", "县人民政府", True),
        ("县住房和城乡建设局局长", "县住房和城乡建设局", True),  # 城乡 is no 乡
        ("县安委会办公室主任", "县安委会办公室", True),
        ("县工业园区管委会办公室主任", "县工业园区管委会", True),  # here two names
        ("县城关镇石桥村会计", "县城关镇石桥村", True),
        ("市生态环境局清溪分局局长", "市生态环境局清溪分局", True),
        ("中国农业银行清溪县支行行长", "中国农业银行清溪县支行", True),
        ("经管站站长", "经管站", False),  # of what town
        ("县财政局预算股", "县财政局", False),
        ("副局长", "", False),
        ("张三", "", False),
        ("局", "", False),
        ("县财政局" + "很长" * 60, "", False),
    ],
)
def test_where_the_name_of_a_unit_ends(clause: str, unit: str, sure: bool) -> None:
    assert organisations.unit_end(clause) == (len(unit), sure)
    assert organisations.is_unit(clause) == (bool(unit) and unit == clause)


@pytest.mark.parametrize(
    ("clause", "direct", "behind_an_office"),
    [
        ("党组书记", True, True),
        ("四级调研员", True, True),
        ("党委书记镇长", True, True),
        ("办公室副主任", False, True),
        ("派驻县财政局纪检监察组组长", False, True),
        ("财政局局长", False, False),  # a unit is no inner office
        ("张三", False, False),
        ("", False, False),
    ],
)
def test_what_says_nothing_but_posts(clause: str, direct: bool, behind_an_office: bool) -> None:
    assert organisations.is_post(clause, offices=False) == direct
    assert organisations.is_post(clause) == behind_an_office


def test_no_list_of_the_data_file_has_a_word_twice_or_an_empty_one() -> None:
    for words in vars(organisations.lexicon()).values():
        assert "" not in words
        assert [len(w) for w in words] == sorted((len(w) for w in words), reverse=True)
