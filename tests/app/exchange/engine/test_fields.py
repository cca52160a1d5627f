from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.engine import fields
from app.exchange.engine.books import Cell

ETHNIC = {"汉族": "01", "土家族": "15", "维吾尔族": "05", "其他": "97"}
POLITICAL = {
    "中共党员": "01",
    "中共预备党员": "02",
    "共青团员": "03",
    "群众": "13",
    "民盟盟员": "05",
}
LEVELS = {"乡科级正职": "141", "乡科级副职": "142", "县处级正职": "131", "科员级": "150"}

cells = st.one_of(
    st.text(max_size=30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　伟", "张伟"),
        (" 张 伟 ", "张伟"),
        ("张\u200b伟\ufeff", "张伟"),
        ("张\n伟", "张伟"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽‧买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("王㛃", "王㛃"),
        ("陈䶮", "陈䶮"),
        ("李𬎆", "李𬎆"),
        ("吴𫖯", "吴𫖯"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("⽂⽟", "文玉"),
    ],
    ids=repr,
)
def test_names_are_brought_to_one_form(typed, name):
    assert fields.name(typed) == fields.Reading(name)


def test_what_stands_in_brackets_is_told_and_kept_apart():
    reading = fields.name("张伟（女）")
    assert (reading.value, reading.severity) == ("张伟", "warn")
    assert fields.aside("张伟（女）") == "女"
    assert fields.aside("张伟") == ""


def test_an_odd_sign_in_a_name_is_kept_with_a_warning():
    reading = fields.name("张*伟")
    assert (reading.value, reading.severity) == ("张*伟", "warn")
    assert "不常见的符号" in reading.text


@pytest.mark.parametrize("typed", ["张三1", "第一行说明" * 10], ids=repr)
def test_what_is_no_name_is_an_error(typed):
    assert fields.name(typed).value is None


@pytest.mark.parametrize(
    "typed",
    ["待定", "同上", "无", "〃", "/", "——", "😀", "张三、李四", "张 三/李四", "*张伟"],
    ids=repr,
)
def test_what_stands_for_nobody_or_for_two_is_no_person(typed):
    reading = fields.person(typed)
    assert (reading.value, reading.severity) == (None, "error")


def test_a_long_name_without_a_dot_is_looked_at_again():
    assert fields.person("张三李四王五赵六").severity == "warn"
    assert fields.person("阿依古丽·买买提") == fields.Reading("阿依古丽·买买提")


@given(cells)
def test_reading_is_total_and_normal_forms_are_stable(cell: Cell):
    for read in (fields.name, fields.sex, fields.phone, fields.identity_number, fields.private_use):
        reading = read(cell)
        assert reading.value is None or isinstance(reading.value, str)
    for read in (fields.ethnic_group, fields.political_status, fields.post_level):
        read(cell, {})
    for plain in (fields.text, fields.joined, fields.compact):
        once = plain(cell)
        assert plain(once) == once
        assert once == once.strip()


@given(
    st.text("张伟王芳欧阳·㛃𬎆", min_size=1, max_size=6), st.text(" 　\u200b\u00a0\n", max_size=3)
)
def test_spaces_in_a_chinese_name_never_matter(name, gap):
    plain = fields.name(name).value
    assert fields.name(gap.join(name) + gap).value == plain


def test_private_use_characters_are_mapped_or_named():
    assert fields.text("潘\ue863") == "潘䶮"
    assert fields.private_use("潘\ue863").severity == "warn"
    assert "「潘䶮」" in fields.private_use("潘\ue863").text
    unknown = fields.private_use("丘\ue000\U000f0001")
    assert unknown.value is None
    assert unknown.severity == "error"
    assert "U+E000" in unknown.text
    assert "U+F0001" in unknown.text
    assert fields.private_use("张三") == fields.EMPTY


def test_the_private_use_table_maps_into_standard_unicode_only():
    table = fields.private_characters()
    assert len(table) == 106
    for private, standard in table.items():
        assert 0xE000 <= ord(private) <= 0xF8FF
        assert len(standard) == 1
        assert not 0xE000 <= ord(standard) <= 0xF8FF
    # the eight of GB 18030-2022 and those that need an extension
    assert table["\ue81e"] == "\u9fb4"
    assert table["\ue864"] == "\u9fbb"
    assert table["\ue816"] == "\U00020087"
    assert table["\ue855"] == "\U000241fe"
    assert table["\ue78d"] == "\ufe10"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("男", "1"), ("女性", "2"), (" 女 ", "2"), (1.0, "1"), ("２", "2")],
    ids=repr,
)
def test_sex(typed, code):
    assert fields.sex(typed).value == code


@pytest.mark.parametrize("typed", ["不详", "M?", 3.0], ids=repr)
def test_unknown_sex_is_an_error(typed):
    assert fields.sex(typed).text.startswith("性别")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("汉", "01"),
        ("汉族", "01"),
        ("土家", "15"),
        ("维吾尔", "05"),
        ("汉 族", "01"),
        ("汉民族", "01"),
    ],
    ids=repr,
)
def test_ethnic_group(typed, code):
    assert fields.ethnic_group(typed, ETHNIC).value == code


def test_unknown_ethnic_group_is_an_error():
    assert fields.ethnic_group("大汉", ETHNIC).value is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("中共党员", "01"),
        ("党员", "01"),
        ("中共党员（1999.07）", "01"),
        ("预备党员", "02"),
        ("团员", "03"),
        ("群众", "13"),
        ("民盟", "05"),
    ],
    ids=repr,
)
def test_political_status(typed, code):
    assert fields.political_status(typed, POLITICAL).value == code


def test_a_probationary_member_in_brackets_is_one():
    codes = {"中共党员": "01", "中共预备党员": "02"}
    assert fields.political_status("中共党员（预备）", codes).value == "02"
    assert fields.political_status("中共党员（2001年）", codes).value == "01"


def test_a_joining_date_is_no_political_status():
    assert "入党时间" in fields.political_status("1999.07", POLITICAL).text
    assert fields.political_status("非党员", POLITICAL).value is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("正科", "141"), ("副科级", "142"), ("乡科级正职", "141"), ("正处级", "131"), ("科员", "150")],
    ids=repr,
)
def test_post_level(typed, code):
    assert fields.post_level(typed, LEVELS).value == code


@pytest.mark.parametrize("typed", ["一级主任科员", "科级"], ids=repr)
def test_a_rank_is_no_post_level(typed):
    assert fields.post_level(typed, LEVELS).value == ""


def test_identity_numbers_as_they_come(number):
    good = number("1985-03-12", "男", 5)
    tail = good[:-1] + good[-1].lower()
    for typed in (good, tail, f"'{good}", f" {good} ", f"{good[:6]} {good[6:14]} {good[14:]}"):
        assert fields.identity_number(typed) == fields.Reading(good)
    full_width = good.translate({ord(str(d)): 0xFF10 + d for d in range(10)})
    assert fields.identity_number(full_width).value == good
    assert fields.identity_number("") == fields.EMPTY


@pytest.mark.parametrize(
    "typed",
    [4.3038119850312e17, "4.30381E+17", 9.90000198503126e17, "990000198503126E17"],
    ids=repr,
)
def test_a_number_has_lost_its_last_digits(typed):
    reading = fields.identity_number(typed)
    assert reading.value is None
    assert "末位已丢失" in reading.text


def test_old_and_masked_and_mistyped_numbers_are_told_apart():
    assert "15 位旧号" in fields.identity_number("990000780503123").text
    assert "15 位旧号" in fields.identity_number(990000780503123.0).text
    assert "以外的字符" in fields.identity_number("990000********1234").text
    assert fields.identity_number(datetime.date(1985, 3, 12)).text


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        (19900001234.0, "19900001234"),
        ("199 0000 1234", "19900001234"),
        ("199-0000-1234", "19900001234"),
        ("１９９００００１２３４", "19900001234"),
        ("+86 19900001234", "19900001234"),
        ("0000-2345678", "0000-2345678"),
        ("19900001234/19900005678", "19900001234/19900005678"),
        ("19900001234 19900005678", "19900001234 19900005678"),
        ("0000 2345678", "00002345678"),
    ],
    ids=repr,
)
def test_phones(typed, phone):
    assert fields.phone(typed) == fields.Reading(phone)


@pytest.mark.parametrize("typed", ["1990000", "1990000123x", "没有"], ids=repr)
def test_an_odd_phone_is_kept_with_a_warning(typed):
    reading = fields.phone(typed)
    assert (reading.value, reading.severity) == (typed, "warn")


@pytest.mark.parametrize(
    ("cell", "text"),
    [(4.0, "4"), (1978.05, "1978.05"), (4.3038119850312e17, "4.3038119850312E+17"), (True, "TRUE")],
    ids=repr,
)
def test_cells_are_shown_as_the_spreadsheet_shows_them(cell, text):
    assert fields.shown(cell) == text
