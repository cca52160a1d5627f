from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import posts


@pytest.mark.parametrize(
    ("text", "unit", "post"),
    [
        ("县发改局副局长", "县发改局", "副局长"),
        ("县财政局 副局长", "县财政局", "副局长"),
        ("县发改局办公室主任", "县发改局", "办公室主任"),
        ("县委办公室副主任", "县委办公室", "副主任"),
        ("县政府办公室主任", "县政府办公室", "主任"),
        ("县委组织部干部科科长", "县委组织部", "干部科科长"),
        ("清溪镇党委书记", "清溪镇", "党委书记"),
        ("清溪镇党委委员、副镇长", "清溪镇", "党委委员、副镇长"),
        ("县委常委、宣传部部长", "县委", "常委、宣传部部长"),
        ("县人大常委会副主任", "县人大常委会", "副主任"),
        ("县财政局党组成员、副局长", "县财政局", "党组成员、副局长"),
        ("县公安局交警大队大队长", "县公安局", "交警大队大队长"),
        ("县第一中学校长", "县第一中学", "校长"),
        ("县住房和城乡建设局四级主任科员", "县住房和城乡建设局", "四级主任科员"),
        ("东街社区党支部书记", "东街社区", "党支部书记"),
        ("溪口街道办事处主任", "溪口街道办事处", "主任"),
        ("县委宣传部", "县委宣传部", ""),
    ],
    ids=repr,
)
def test_unit_and_post_are_parted_where_a_sign_tells(text, unit, post):
    assert posts.part(text) == (unit, post)


@pytest.mark.parametrize("text", ["退休干部", "副局长", "个体工商户", "第一书记"], ids=repr)
def test_where_nothing_tells_the_whole_is_kept(text):
    assert posts.part(text) == ("", text)


def test_a_known_unit_decides():
    assert posts.part("甲乙丙负责人") == ("", "甲乙丙负责人")
    assert posts.part("甲乙丙负责人", {"甲乙", "甲乙丙"}) == ("甲乙丙", "负责人")
    assert posts.part("甲乙丙", {"甲乙丙"}) == ("甲乙丙", "")


@given(st.text("县委局镇党办公室中学校长副主任书记、干部 科员一级", max_size=20))
def test_no_text_is_ever_lost(text):
    unit, post = posts.part(text)
    whole = text.strip(" ，,、：:").replace(" ", "")
    assert (unit + post).replace(" ", "") == whole
