"""What a text of a record may not hold."""

from __future__ import annotations

import pytest

from app.ground.errors import UserError
from app.text import plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("张伟", "张伟"),
        ("Zhang Wei", "Zhang Wei"),
        ("张\u200b伟", "张伟"),
        ("\ufeff张伟\u202e", "张伟"),
        ("软\u00ad连\u2060字\ufe0f", "软连字"),
        ("标\U000e0041签", "标签"),
        ("间 隔·号—“引”", "间 隔·号—“引”"),
        ("𠮷\u3000䶮", "𠮷\u3000䶮"),
    ],
)
def test_what_nobody_sees_goes(text: str, kept: str) -> None:
    assert plain.visible(text) == kept
    assert bool(plain.hidden(text)) is (kept != text)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ('县委<img src="http://990000.invalid/UNC">', '<img src="http://990000.invalid/UNC">'),
        ("<b>张伟</b>", "<b>"),
        ("张伟</p>", "</p>"),
        ("行<br/>行", "<br/>"),
        ("<IMG SRC=x", "<IMG SRC=x"),
        ("<!-- 注 -->", "<!-- 注 -->"),
        ("财政局&amp;税务局", "&amp;"),
        ("王&#x1F600;", "&#x1F600;"),
        ("R&D 中心", ""),
        ("A<B，B>C", ""),
        ("《<学习>》", ""),
        ("成绩 < 60", ""),
        ("&x", ""),
        ("甲 & 乙；", ""),
    ],
)
def test_what_a_reader_of_web_pages_takes_for_markup(text: str, tag: str) -> None:
    assert plain.markup(text) == tag


def test_a_form_says_of_which_field_what_is_wrong_and_where() -> None:
    plain.refuse("学员姓名", "张伟")
    for text, told in (
        ("张\u200b伟", r"学员姓名第 1 个字后面有看不见的字符（U\+200B）"),
        ("\u202e张伟", r"学员姓名开头有改变文字方向的字符（U\+202E）"),
        ("<b>张伟", "学员姓名里有网页标记「<b>」"),
    ):
        with pytest.raises(UserError, match=told) as raised:
            plain.refuse("学员姓名", text)
        assert raised.value.text.endswith("没有写入任何数据。")
