from __future__ import annotations

import pytest

from app.exchange import teaching_list
from app.exchange.engine import books
from app.exchange.engine.asked import Asked
from app.exchange.engine.column_notes import note_missing
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.findings import Findings
from app.exchange.engine.parts import tables_of
from app.ground.errors import UserError

PARTS = teaching_list.IMPORTER.parts
TEACHERS = [["姓名", "师资类别", "单位"], ["张三", "专职教师", "党校"]]
COURSES = [["题目", "课程类别", "授课形式"], ["课甲", "理论教育", "讲授式"]]


def opened(path):
    return path if isinstance(path, books.Book) else books.read(path)


def found(path, asked=None):
    findings = Findings()
    tables = tables_of(PARTS, opened(path), asked or Asked(), findings)
    for part, table in tables:
        if table.missing:
            note_missing(table, part, findings, teaching_list.IMPORTER.nowhere)
    return [(part.key, table.sheet.name) for part, table in tables], findings.items


def test_each_sheet_is_of_the_part_that_it_has_most_columns_of(read_book):
    path = read_book(COURSES, more={"二": TEACHERS, "三": [["说明"], ["无"]]})
    assert found(path) == ([("teacher", "二"), ("course", "汇总")], [])


def test_a_sheet_is_what_a_user_says_it_is(read_book):
    path = read_book([["姓名", "课程名称"], ["张三", "课甲"]])
    assert found(path) == ([("course", "汇总")], [])
    for part, name in (("course", "课程名称"), ("teacher", "姓名")):
        tables, (told,) = found(path, Asked(columns={"汇总": Chosen({0: "", 1: ""}, 1, part)}))
        assert tables == [(part, "汇总")]
        assert f"缺“{name}”一栏" in told.text and told.severity == "error"
    said = Asked(columns={"汇总": Chosen({0: "title", 1: ""}, 1, "course")})
    assert found(path, said) == ([("course", "汇总")], [])


def test_where_there_is_no_table_it_says_what_was_looked_for(read_book):
    _, (told,) = found(read_book([["名次", "得分"], [1, 98]]))
    assert "找不到师资（姓名" in told.text and "没有写入任何数据" in told.text


def test_headings_are_named_by_key_or_by_name(read_book):
    path = read_book([["参加者", "类别", "单位"], ["张三", "专职教师", "党校"]])
    for field in ("name", "姓名", "教师姓名"):
        assert found(path, Asked(named={"参 加 者*": field}))[0] == [("teacher", "汇总")]
    with pytest.raises(UserError, match="没有“属相”这个栏目，可用的有：姓名、类别"):
        found(path, Asked(named={"参加者": "属相"}))
    with pytest.raises(UserError, match="表头里没有“参加人”，有的是：“参加者”、“类别”、“单位”"):
        found(path, Asked(named={"参加人": "name"}))
