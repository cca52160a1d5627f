from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.engine import code_names, dates, entries, fields, readers
from app.exchange.engine.books import Cell

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
    [
        *("待定", "同上", "无", "〃", "/", "——", "😀", "张三、李四", "张 三/李四", "*张伟"),
        *("名额待报", "人选另报", True),
    ],
    ids=repr,
)
def test_what_stands_for_nobody_or_for_two_is_no_person(typed):
    reading = fields.person(typed)
    assert (reading.value, reading.severity) == (None, "error")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("司马迁 教授", "司马迁"), ("李强副局长", "李强"), ("王伟研究员", "王伟"), ("王教授", "")],
)
def test_a_title_behind_a_name_is_told(typed, meant):
    reading = fields.person(typed)
    assert (reading.severity, bool(reading.text)) == ("warn", True)
    assert [choice.text for choice in reading.choices] == [meant] * bool(meant)


def test_a_long_name_without_a_dot_is_looked_at_again():
    assert fields.person("张三李四王五赵六").severity == "warn"
    assert fields.person("阿依古丽·买买提") == fields.Reading("阿依古丽·买买提")


@given(cells)
def test_reading_is_total_and_normal_forms_are_stable(cell: Cell):
    for read in (
        *(fields.name, fields.person, fields.unit_name, fields.phone, fields.identity_number),
        *(fields.private_use, code_names.sex),
    ):
        reading = read(cell)
        assert reading.value is None or isinstance(reading.value, str)
    for read in (code_names.ethnic_group, code_names.political_status, code_names.post_level):
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


@pytest.mark.parametrize(
    "typed",
    [
        "/",
        "／",
        "—",
        "——",
        " - ",
        "－",
        "\\",
        "无",
        "（无）",
        "暂无",
        "没有",
        "空",
        "N/A",
        "nan",
        "…",
        "。",
    ],
)
def test_what_says_that_nothing_is_there_is_empty(typed):
    assert entries.look(typed, readers.plain) == (None, ())
    assert entries.look(typed, fields.phone) == (None, ())
    assert entries.look(typed, dates.birth_date) == (None, ())
    assert fields.empty(typed)


@pytest.mark.parametrize(
    "typed", ["无锡", "空管站", "无党派", "没", "否", "0731-88", "A/B", "一", "×"]
)
def test_what_only_looks_like_nothing_is_kept(typed):
    assert fields.empty(typed) == (typed == "没")


def test_what_is_not_known_is_empty_with_a_word_and_so_is_a_zero():
    for cell in ("不详", "待补", 0.0):
        value, told = entries.look(cell, readers.plain)
        assert value is None
        assert [t.severity for t in told] == ["warn"]
    for read in (fields.phone, fields.identity_number, fields.unit_name, dates.birth_date):
        assert (read(0.0).value, read(0.0).severity) == (None, "warn")
    assert readers.hours(0.0).value == "0"


def test_radicals_and_other_look_alikes_become_the_characters_they_look_like():
    for typed, meant in (
        ("⻩某甲", "黄某甲"),
        ("县⻔诊部", "县门诊部"),
        ("⽂某", "文某"),
        ("\uf90a某", "金某"),
    ):
        value, told = entries.look(typed, fields.name)
        assert value == meant
        assert [(t.severity, "PDF" in t.text) for t in told] == [("warn", True)]
    assert entries.look("黄某甲", fields.name) == ("黄某甲", ())


@pytest.mark.parametrize(
    "typed",
    *[
        [
            "县财政局（2人）",
            "县财政局 （共2人）",
            "县财政局(3名)",
            "县财政局2人",
            "县财政局：3人",
            "县财政局（两人）",
            "县财政局【5人】",
            "县财政局共12人",
            "县财政局（2）",
            "县 财 政 局",
        ]
    ],
)
def test_how_many_people_of_a_unit_there_are_is_no_part_of_its_name(typed):
    assert fields.unit_name(typed) == fields.Reading("县财政局")


@pytest.mark.parametrize(
    "unit", ["第2人民医院", "县第一中学", "1921公司", "县财政局（本级）", "八一路社区"]
)
def test_a_number_in_the_name_of_a_unit_stays(unit):
    assert fields.unit_name(unit) == fields.Reading(unit)


@pytest.mark.parametrize(
    ("typed", "one"),
    [
        ("张三 李四", "张三李四"),
        ("张三\n李四", "张三李四"),
        ("张三　李四", "张三李四"),
        ("张三和李四", ""),
        ("张三+李四", ""),
        ("张某甲 李某乙 王某丙", ""),
        ("张三及李四", ""),
    ],
    ids=repr,
)
def test_two_people_in_one_cell_are_asked_about(typed, one):
    reading = fields.person(typed)
    assert (reading.value, reading.severity) == (None, "error")
    assert "几个人" in reading.text
    assert [c.text for c in reading.choices] == ([one] if one else [])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("欧阳 修", "欧阳修"),
        ("李　敏", "李敏"),
        ("司马 相如", "司马相如"),
        ("张 三", "张三"),
        ("和 平", "和平"),
        ("冉和平", "冉和平"),
        ("古丽 买买提", "古丽买买提"),
        ("及春生", "及春生"),
    ],
)
def test_spaces_within_one_name_part_nobody(typed, name):
    assert fields.person(typed) == fields.Reading(name)


def test_four_characters_that_may_be_two_people_are_looked_at_again():
    assert fields.person("张三李四").severity == "warn"
    for one in ("欧阳修远", "尼玛扎西", "冉某某甲"):
        assert fields.person(one) == fields.Reading(one)


@pytest.mark.parametrize(
    "typed", ["①冉某辛", "1.冉某辛", "（3）冉某辛", "12、冉某辛", "冉某辛。", "冉某辛*"]
)
def test_numbers_and_marks_around_a_name_are_no_part_of_it(typed):
    reading = fields.person(typed)
    assert (reading.value, reading.severity) == ("冉某辛", "warn")


def test_how_somebody_is_called_is_no_full_name():
    assert fields.person("张局长").severity == "warn"
    assert fields.person("冉局") == fields.Reading("冉局")


def test_lines_broken_at_marks_are_joined():
    assert fields.joined("党组成员、\n副局长") == "党组成员、副局长"
