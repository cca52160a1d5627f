"""Unit and post parted: a table of made-up cells with the right answers, and what holds of every text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.paths import ROOT
from app.text import posts
from app.text.posts import Parted

TABLE = ROOT / "tests" / "data" / "units_and_posts.txt"
LINES = [
    line.split("|")
    for line in TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
CELLS = [(typed[0] if typed else unit + post, unit, post) for unit, post, *typed in LINES]
UNITS = frozenset(unit for _, unit, _ in CELLS if unit)


def test_units_and_posts_are_parted_as_a_registrar_would() -> None:
    assert len(CELLS) > 400
    assert [c for c in CELLS if posts.part(c[0]) != Parted(c[1], c[2])] == []


def test_the_same_text_is_parted_alike_whatever_units_the_file_knows() -> None:
    """But for a longer one that it knows by its very name."""
    for text, unit, post in CELLS:
        known = {one for one in UNITS if len(one) <= len(unit)}
        assert posts.part(text, known) == Parted(unit, post)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("县林业局国有林场场长", [("县林业局国有林场", "场长")]),
        ("县委委员、县财政局局长", [("县财政局", "县委委员、局长")]),
        ("县政协委员、清溪茶业公司董事长", [("清溪茶业公司", "县政协委员、董事长")]),
        ("党组书记、县财政局局长", [("县财政局", "党组书记、局长")]),
        ("县财政局预算股", []),
        ("党政办主任", []),
        ("个体工商户", []),
        ("甲乙丙负责人", []),
        ("县财政局张三", []),
        ("县财政局、县审计局局长", [("县审计局", "县财政局、局长")]),
        ("自由职业", []),
    ],
    ids=repr,
)
def test_what_may_be_meant_otherwise_is_said_with_the_ways_to_read_it(
    text: str, others: list[tuple[str, str]]
) -> None:
    parted = posts.part(text)
    assert not parted.sure
    assert list(parted.others) == others


def test_a_known_unit_decides_where_the_name_tells_nothing_or_less() -> None:
    assert posts.part("甲乙丙负责人", {"甲乙", "甲乙丙"}) == Parted("甲乙丙", "负责人")
    assert posts.part("甲乙丙", {"甲乙丙"}) == Parted("甲乙丙", "")
    cell = "县外贸局国库支付中心主任"
    assert posts.part(cell, {"县外贸局国库支付中心"}) == Parted("县外贸局国库支付中心", "主任")
    assert (
        posts.part(cell, {"县外贸局"}) == posts.part(cell) == Parted("县外贸局", "国库支付中心主任")
    )
    assert posts.part("县委办公室主任", {"县委"}) == Parted("县委办公室", "主任")


def test_a_bar_says_where_the_post_begins() -> None:
    assert posts.part("甲乙｜丙丁") == Parted("甲乙", "丙丁")
    chosen = "县财政局｜县委委员、局长｜县委委员、县财政局局长"
    assert posts.part(chosen) == Parted("县财政局", "县委委员、局长")
    assert posts.as_it_came(chosen) == "县委委员、县财政局局长"
    assert posts.as_it_came("县财政局 | 局长") == "县财政局局长"


@pytest.mark.parametrize(
    ("post", "rank"),
    [
        ("党组成员、四级调研员", "四级调研员"),
        ("三级主任科员", "三级主任科员"),
        ("一级法官", "一级法官"),
        ("四级高级检察官", "四级高级检察官"),
        ("八级职员", "八级职员"),
        ("局长", ""),
        ("主任", ""),
    ],
)
def test_a_rank_is_known_among_posts(post: str, rank: str) -> None:
    assert posts.rank(post) == rank


WORDS = (
    "县委 县 清溪镇 石桥村 局 办 办公室 财政 党 中学 校长 副 主任 书记 股 、 ， （兼） 干部 科员 一级 兼"
    " 张三 中心 公司"
)


@given(st.lists(st.sampled_from([*WORDS.split(), " "]), max_size=9).map("".join))
def test_no_text_is_ever_lost(text: str) -> None:
    parted = posts.part(text)
    marks = re.compile(r"[\s，,、：:；;]")
    assert marks.sub("", parted.unit + parted.post) == marks.sub("", text)
    assert parted.unit == "" or parted.unit.strip() == parted.unit
    assert (parted.unit, parted.post) not in parted.others


@given(st.sampled_from(CELLS), st.integers(0, 3))
def test_what_is_parted_by_a_space_is_taken_so(cell: tuple[str, str, str], gap: int) -> None:
    _, unit, post = cell
    if unit and post and "，" not in unit:
        assert posts.part(f"{unit} {' ' * gap}{post}") == Parted(unit, post)
