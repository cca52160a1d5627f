from __future__ import annotations

import datetime
import time

import pytest

from app.classes import classes, enrolment
from app.exchange import roster
from app.exchange.engine.asked import Asked
from app.file import journal
from app.ground.errors import UserError
from app.people import students
from tests.app.exchange.rosters import HEADINGS, student_rows, told


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_roster_goes_in_from_every_format(school_session, make_book, line, number, kind):
    rows = [
        ["科级干部进修班学员名册"],
        HEADINGS,
        line("张　伟", 出生年月=datetime.date(1985, 3, 12)),
        line("阿依古丽•买买提", "1990-08-16", "女", 2, 民族="维吾尔"),
        ["合计", "2 人"],
    ]
    review = school_session.read(roster.review, make_book(rows, kind, merges=[(0, 0, 0, 8)]))
    assert review.sheet == "汇总"
    assert review.header_row == 2
    assert review.counts["new"] == 2
    assert review.findings == ()
    assert review.can_import
    assert student_rows(school_session) == []
    change = school_session.run(roster.write(review))
    assert change.name == f"导入学员名册 名册.{kind}（2 人）"
    assert (change.value.created, change.value.total) == (2, 2)
    assert student_rows(school_session) == [
        ("张伟", "1", "01", "1985-03-12", number(), "县财政局", "科员", "19900000001"),
        ("阿依古丽·买买提", "2", "05", "1990-08", number("1990-08-16", "女", 2), "县财政局", "科员",
         "19900000002"),
    ]  # fmt: skip


def test_the_same_roster_again_changes_nothing(school_session, make_book, line):
    path = make_book([HEADINGS, line("张伟"), line("李娜", "1990-08-16", "女", 2)])
    school_session.run(roster.write(school_session.read(roster.review, path)))
    before = school_session.read(journal.entries)
    review = school_session.read(roster.review, path)
    assert review.counts == {"new": 0, "same": 2, "changed": 0, "doubtful": 0, "error": 0}
    result = school_session.run(roster.write(review)).value
    assert (result.created, result.updated, result.unchanged) == (0, 0, 2)
    assert school_session.read(journal.entries) == before


def test_changes_are_named_and_the_old_is_kept_in_the_history(school_session, make_book, line):
    school_session.run(
        roster.write(school_session.read(roster.review, make_book([HEADINGS, line("张伟")])))
    )
    path = make_book([HEADINGS, line("张伟", 工作单位="县发改局", 职务="副局长", 联系电话="")])
    review = school_session.read(roster.review, path)
    assert review.counts["changed"] == 1
    assert told(review, "change") == [
        ("G2", "原为「县财政局」，将更新并保留历史。"),
        ("H2", "原为「科员」，将更新并保留历史。"),
    ]
    school_session.run(roster.write(review))
    assert student_rows(school_session)[0][5:] == ("县发改局", "副局长", "19900000001")
    trace = school_session.read(journal.history, "student", 1)[0]
    assert trace.columns["post"] == ("科员", "副局长")


def test_an_empty_cell_erases_nothing_and_a_month_blurs_no_day(school_session, make_book, line):
    full = line("张伟", 出生年月="1985-03-12")
    school_session.run(
        roster.write(school_session.read(roster.review, make_book([HEADINGS, full])))
    )
    sparse = line("张伟", 民族="", 政治面貌="", 职务="", 性别="")
    review = school_session.read(roster.review, make_book([HEADINGS, sparse]))
    assert review.counts["same"] == 1


def test_sex_and_birth_come_from_the_number_where_none_is_typed(school_session, make_book, number):
    rows = [["姓名", "身份证号"], ["张伟", number("1985-03-12", "女", 4)]]
    school_session.run(roster.write(school_session.read(roster.review, make_book(rows))))
    assert student_rows(school_session)[0][1:4] == ("2", None, "1985-03-12")


def test_sex_and_birth_against_the_number_are_warnings(school_session, make_book, line, number):
    row = line("张伟", "1985-03-12", "男", 1, 性别="女", 出生年月="1984.03")
    review = school_session.read(roster.review, make_book([HEADINGS, row]))
    assert [f.cell for f in review.findings] == ["B2", "D2"]
    assert {f.severity for f in review.findings} == {"warn"}
    assert review.can_import
    school_session.run(roster.write(review))
    assert student_rows(school_session)[0][1:4] == ("2", "01", "1984-03")


def test_everything_wrong_is_listed_at_once_with_its_place(school_session, make_book, line):
    rows = [
        HEADINGS,
        line("韩立新", 身份证号=float(990000198503120000)),
        line("秦大川", serial=2, 出生年月=2001.1),
        line("", serial=3),
        line("丘\ue000", serial=4),
        line("贾方", serial=5, 民族="大汉", 政治面貌="1999.07", 性别="?"),
        line("许可", serial=6, 身份证号="99000019850312"),
    ]
    review = school_session.read(roster.review, make_book(rows))
    errors = dict(told(review, "error"))
    assert set(errors) == {"E2", "D3", "A4", "A5", "B6", "C6", "F6", "E7"}
    assert "末位已丢失" in errors["E2"]
    assert "无法判断是 2001 年 1 月还是 10 月" in errors["D3"]
    assert "缺姓名" in errors["A4"]
    assert "U+E000" in errors["A5"]
    finding = next(f for f in review.findings if f.cell == "D3")
    assert (finding.sheet, finding.row, finding.column, finding.value) == (
        "汇总", 3, "出生年月", "2001.1",
    )  # fmt: skip
    assert review.counts["error"] == 6
    assert not review.can_import
    with pytest.raises(UserError, match="还有 8 处错误"):
        school_session.run(roster.write(review))
    assert student_rows(school_session) == []


def test_unit_and_post_in_one_cell(school_session, make_book):
    rows = [["姓名", "单位及职务"], ["张伟", "县发改局副局长"], ["李娜", "县财政局　科员"],
            ["王芳", "退休干部"]]  # fmt: skip
    path = make_book(rows)
    review = school_session.read(roster.review, path)
    assert ("B4", "分不出哪里是单位") in [(c, t[:8]) for c, t in told(review, "warn")]
    school_session.run(roster.write(review))
    assert [r[5:7] for r in student_rows(school_session)] == [
        ("县发改局", "副局长"), ("县财政局", "科员"), (None, "退休干部"),
    ]  # fmt: skip
    assert school_session.read(roster.review, path).counts["same"] == 3


def test_level_rank_and_aside_find_their_place(school_session, make_book):
    rows = [["姓名", "单位", "级别", "备注"], ["张伟（女）", "甲局", "正科级", "请假一天"],
            ["李娜", "乙局", "一级主任科员", ""]]  # fmt: skip
    school_session.run(roster.write(school_session.read(roster.review, make_book(rows))))
    first, second = (school_session.read(students.get, i) for i in (1, 2))
    assert (first.post_level, first.rank, first.remark) == ("141", "", "请假一天；女")
    assert (second.post_level, second.rank) == (None, "一级主任科员")


def test_private_use_characters_are_mapped_with_a_warning(school_session, make_book, line):
    review = school_session.read(roster.review, make_book([HEADINGS, line("潘\ue863")]))
    assert told(review, "warn")[0][1].endswith("应为「潘䶮」。")
    school_session.run(roster.write(review))
    assert student_rows(school_session)[0][0] == "潘䶮"


class TestClass:
    @pytest.fixture(autouse=True)
    def open_class(self, school_session):
        school_session.run(classes.create({"code": "2026-03", "name": "进修班"}))

    def test_everybody_is_enrolled_with_the_unit_of_the_roster(
        self, school_session, make_book, line
    ):
        rows = [
            [*HEADINGS, "组别"],
            [*line("张伟"), "第一组"],
            [*line("李娜", serial=2, 工作单位="县教育局"), ""],
        ]
        review = school_session.read(roster.review, make_book(rows))
        change = school_session.run(roster.write(review, "2026-03"))
        assert change.value.enrolled == 2
        assert change.name == "导入学员名册 名册.xlsx（2 人）"
        ids = school_session.read(enrolment.LISTING.ids, scope={"class_id": 1})
        rows = school_session.read(enrolment.LISTING.rows, ids)
        found = [(r["number"], r["name"], r["unit_name"], r["group_name"]) for r in rows.values()]
        assert found == [(1, "张伟", "县财政局", "第一组"), (2, "李娜", "县教育局", "")]

    def test_undo_takes_back_the_whole_import(self, school_session, make_book, line):
        review = school_session.read(roster.review, make_book([HEADINGS, line("张伟")]))
        school_session.run(roster.write(review, "2026-03"))
        assert school_session.undo().value == "导入学员名册 名册.xlsx（1 人）"
        assert student_rows(school_session) == []
        assert school_session.read(enrolment.student_ids, 1) == []
        school_session.redo()
        assert len(student_rows(school_session)) == 1

    def test_a_class_that_is_not_there_stops_it_before_anything_is_written(
        self, school_session, make_book, line
    ):
        review = school_session.read(roster.review, make_book([HEADINGS, line("张伟")]))
        with pytest.raises(UserError, match="2099"):
            school_session.run(roster.write(review, "2099"))
        assert student_rows(school_session) == []


def test_five_thousand_rows_in_seconds(school_session, make_book, line):
    rows = [HEADINGS]
    for n in range(5000):
        born = f"{1960 + n % 40}-{1 + n % 12:02}-{1 + n % 28:02}"
        name = "".join("赵钱孙李周吴郑王冯陈"[int(d)] for d in f"{n:04}")
        rows.append(line(name, born, "男女"[n % 2], n % 400))
    path = make_book(rows)
    start = time.perf_counter()
    review = school_session.read(roster.review, path)
    assert time.perf_counter() - start < 10  # 1.2 s on two quiet cores
    assert review.counts["new"] == 5000
    school_session.run(roster.write(review))
    assert time.perf_counter() - start < 30


def test_a_unit_in_the_column_of_names_is_no_student(school_session, make_book):
    rows = [["姓名", "单位"], ["张三", "甲局"], ["示范县委组织部", ""]]
    review = school_session.read(roster.review, make_book(rows))
    assert [f.row for f in review.findings if f.severity == "error"] == [3]


def test_two_posts_on_two_lines(school_session, make_book):
    rows = [["姓名", "单位及职务"], ["张三", "示范乡党委书记\n示范乡人大主席"]]
    review = school_session.read(roster.review, make_book(rows))
    values = review.entries[0].values
    assert (values["unit_name"], values["post"]) == ("示范乡", "党委书记 示范乡人大主席")


def test_the_cell_as_it_came_is_kept_as_the_full_post(school_session, make_book):
    school_session.run(classes.create({"code": "1", "name": "进修班"}))
    rows = [
        ["姓名", "单位及职务", "政治面貌", "职级"],
        ["张三", "县财政局　党组成员、\n副局长", "中共党员", "四级调研员"],
    ]
    book = make_book(rows)
    school_session.run(roster.write(school_session.read(roster.review, book), "1"))
    (one,) = school_session.read(students.FACTS.read, "")
    assert one.full_post == "县财政局 党组成员、 副局长"
    (enrolled,) = school_session.read(enrolment.FACTS.read, "")
    kept = [getattr(enrolled, key) for key in enrolment.OF_THE_DAY]
    assert kept == [getattr(one, key) for key in enrolment.OF_THE_DAY]
    assert school_session.read(roster.review, book).counts["same"] == 1


def test_the_full_post_of_before_goes_with_a_promotion_and_it_is_told(school_session, make_book):
    first = [["姓名", "电话", "单位及职务"], ["张三", "13800001234", "县财政局副局长"]]
    school_session.run(roster.write(school_session.read(roster.review, make_book(first))))
    rows = [["姓名", "电话", "单位", "职务"], ["张三", "13800001234", "县财政局", "局长"]]
    review = school_session.read(roster.review, make_book(rows))
    assert review.entries[0].changes == (
        ("post", "副局长", "局长"),
        ("full_post", "县财政局副局长", ""),
    )
    school_session.run(roster.write(review))
    assert school_session.read(students.FACTS.read, "")[0].full_post == ""


def test_a_unit_that_nobody_has_written_is_told_and_one_that_is_none_is_not(
    school_session, make_book
):
    rows = [
        ["姓名", "单位", "职务"],
        *([f"冉某{c}", "县财政局", "科长"] for c in "甲乙丙丁戊己庚辛"),
    ]
    rows += [["冉某壬", "", "科长"], ["冉某癸", "/", "无"]]
    review = school_session.read(roster.review, make_book(rows))
    told = [(f.row, f.text) for f in review.findings if f.column == "单位"]
    assert told == [(10, "没有写单位，按空白读入，请核对。")]
    assert [e.values.get("post") for e in review.entries[-2:]] == ["科长", None]


def test_a_row_says_at_once_all_that_is_wrong_with_it(school_session, make_book):
    rows = [
        ["姓名", "性别", "民族", "出生年月", "政治面貌", "身份证号"],
        ["张三和李四", "不男", "大汉", "1978", "什么党", "123"],
    ]
    review = school_session.read(roster.review, make_book(rows))
    assert {f.column for f in review.findings if f.severity == "error"} == set(rows[0])


def test_what_is_said_of_a_whole_roster_stands_where_a_cell_is_empty(school_session, make_book):
    rows = [["姓名", "单位"], ["张三", ""], ["李四", "县教育局"]]
    reading = roster.IMPORTER.read(make_book(rows))
    asked = Asked(usual={"unit_name": "县财政局", "sex": "男"})
    review = school_session.read(roster.IMPORTER.judged, reading, asked)
    assert [(e.values["unit_name"], e.values["sex"]) for e in review.entries] == [
        ("县财政局", "1"),
        ("县教育局", "1"),
    ]


def test_a_group_written_once_holds_for_those_below(school_session, make_book):
    rows = [["组别", "姓名"], ["第一组", "张三"], ["", "李四"], ["第二组", "王五"], ["", "赵六"]]
    review = school_session.read(roster.review, make_book(rows))
    assert [e.beside["group_name"] for e in review.entries] == ["第一组"] * 2 + ["第二组"] * 2
    assert [f.row for f in review.findings if f.column == "组别"] == [3, 5]


def test_a_roster_without_units_says_so_where_posts_may_hold_them(school_session, make_book):
    rows = [["姓名", "现任职务"], ["张三", "县财政局副局长"]]
    review = school_session.read(roster.review, make_book(rows))
    assert [f.row for f in review.findings if "单位及职务" in f.text] == [1]
    reading = roster.IMPORTER.read(make_book([["姓名"], ["张三"]]))
    plain = school_session.read(roster.IMPORTER.judged, reading, Asked())
    assert not [f for f in plain.findings if "单位及职务" in f.text]
