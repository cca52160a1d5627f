from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from app.classes import classes, lessons
from app.exchange import plan
from app.exchange.engine.asked import Asked
from app.ground.errors import UserError
from app.teaching import courses, teachers, venues

HEADINGS = [
    "日期",
    "时段",
    "起止时间",
    "教学内容",
    "授课人",
    "地点",
    "主持人",
    "类别",
    "教学方式",
    "学时",
]
DAY = datetime.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def library(school_session):
    spans = [classes.Span("2026-11-02", "2026-11-06")]
    school_session.run(classes.create({"code": "2026-03", "name": "进修班"}, spans))
    for name in ("周雅琴", "方瑞"):
        school_session.run(teachers.create({"name": name, "kind": "leading_cadre"}))
    course = {"title": "中国式现代化——理论与实践", "category": "theory", "method": "lecture"}
    school_session.run(courses.create(course | {"teacher_id": 1}))


def row(
    date: object = DAY, half="上午", clock="", title="中国式现代化——理论与实践", who="", **other
):
    given = {"地点": "", "主持人": "", "类别": "", "教学方式": "", "学时": ""} | other
    return [date, half, clock, title, who, *given.values()]


def review(session, make_book, *rows):
    return session.read(plan.review, make_book([["课程安排"], HEADINGS, *rows]), "2026-03")


def planned(session):
    return [
        (s.date, s.half, s.starts_at, s.ends_at, s.title, s.quarter_hours, s.counted)
        for s in session.read(lessons.of_class, 1)
    ]


def test_a_plan_goes_in_with_what_the_library_knows(school_session, make_book):
    free = {"类别": "其他", "教学方式": "仪式", "学时": 0, "地点": "礼堂", "主持人": "许德厚"}
    found = review(
        school_session,
        make_book,
        row(clock="08:30—09:10", title="开班式", **free),
        row(clock="9:20-11:50", title="中国式现代化 理论与实践"),
        row(half="下午", who="方瑞、周雅琴"),
    )
    assert found.findings == ()
    change = school_session.run(plan.write(found, "2026-03"))
    assert change.name == "导入课程安排 名册.xlsx（3 节）"
    assert planned(school_session) == [
        ("2026-11-02", "morning", "08:30", "09:10", "开班式", 0, 0),
        ("2026-11-02", "morning", "09:20", "11:50", "中国式现代化——理论与实践", 16, 1),
        ("2026-11-02", "afternoon", "14:30", "17:50", "中国式现代化——理论与实践", 16, 1),
    ]
    opening, first, second = school_session.read(lessons.of_class, 1)
    assert (opening.venue, opening.chair, first.course_id) == ("礼堂", "许德厚", 1)
    assert [p.name for p in first.lecturers] == ["周雅琴"]
    assert [(p.name, p.kind) for p in second.lecturers] == [
        ("方瑞", "leading_cadre"),
        ("周雅琴", "leading_cadre"),
    ]
    school_session.undo()
    assert planned(school_session) == []


def test_again_changes_nothing(school_session, make_book):
    found = review(school_session, make_book, row())
    school_session.run(plan.write(found))
    found = review(school_session, make_book, row())
    assert found.counts["same"] == 1
    assert school_session.run(plan.write(found)).kinds == frozenset()


def test_what_begins_at_a_clock_without_an_end_ends_with_the_half_day(school_session, make_book):
    found = review(school_session, make_book, row(clock="9:20"), row(half="", clock="15:00"))
    assert found.findings == ()
    clocks = [(e.values["half"], e.values["starts_at"], e.values["ends_at"]) for e in found.entries]
    assert clocks == [("morning", "09:20", "11:50"), ("afternoon", "15:00", "17:50")]


@pytest.mark.parametrize(
    ("date", "half"),
    [
        ("11月3日", "上午"),
        ("11月3日（星期二）", "上午"),
        ("11.3", "上午"),
        ("2026.11.03", "上午"),
        ("2026年11月3日", "上午"),
        ("2026-11-03", ""),
    ],
    ids=repr,
)
def test_days_as_teachers_write_them(school_session, make_book, date, half):
    found = review(school_session, make_book, row(date, half, clock="8:30—11:50"))
    assert found.findings == ()
    assert found.entries[0].values["date"] == "2026-11-03"
    assert found.entries[0].values["half"] == "morning"


@pytest.mark.parametrize(
    ("cells", "cell", "part"),
    [
        (row("12月25日"), "A3", "没有年份"),
        (row(datetime.date(2026, 12, 25)), "A3", "不在班次的起止日期"),
        (row("2026.11"), "A3", "年、月、日齐全"),
        (row(""), "A3", "缺日期"),
        (row(half="另定"), "B3", "上午、下午还是晚上"),
        (row(half="", clock="2:30-5:00"), "C3", "看不出是上午还是下午"),
        (row(half="下午", clock="9:00-11:00"), "C3", "下午没有 9:00"),
        (row(half="下午", clock="上午9:00"), "C3", "不知以哪个为准"),
        (row(clock="11:50-08:30"), "C3", "结束时间应晚于"),
        (row(title="没有的课"), "H3", "课程库里没有"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_says_where_and_why(school_session, make_book, cells, cell, part):
    found = review(school_session, make_book, cells)
    assert [f.cell for f in found.findings] == [cell]
    assert part in found.findings[0].text
    with pytest.raises(UserError):
        school_session.run(plan.write(found))
    assert planned(school_session) == []


def test_two_things_at_one_time_are_errors(school_session, make_book):
    found = review(school_session, make_book, row(), row(who="方瑞"))
    assert "与第 3 行的时间重叠" in found.findings[0].text
    school_session.run(lessons.add(1, "2026-11-02", "morning", {"title": "报到"}))
    found = review(school_session, make_book, row())
    assert "已安排「报到」" in found.findings[0].text


def test_dates_merged_over_the_day_hold_for_both_halves(school_session, make_book):
    rows = [HEADINGS, row(), row("", "下午", who="方瑞")]
    path = make_book(rows, merges=[(1, 0, 2, 0)])
    found = school_session.read(plan.review, path, "2026-03")
    assert [s.values["date"] for s in found.entries] == ["2026-11-02"] * 2


def test_an_approved_class_and_another_class_are_refused(school_session, make_book):
    found = review(school_session, make_book, row())
    with pytest.raises(UserError, match="另一个班次"):
        school_session.run(plan.write(found, "2026-99"))
    school_session.run(
        classes.create({"code": "x", "name": "别的班", "kind": "other"},
                       [classes.Span("2026-11-02", "2026-11-06")])
    )  # fmt: skip
    school_session.run(classes.approve(2))
    with pytest.raises(UserError, match="已审定"):
        school_session.read(plan.review, make_book([HEADINGS, row()]), "x")


def test_the_libraries_are_read_once_for_all_rows(school_session, make_book):
    def reads(count):
        rows = [row(date=datetime.date(2026, 11, 2 + n)) for n in range(count)]
        found = review(school_session, make_book, *rows)
        seen: list[str] = []
        school_session.with_key(lambda held: held.writer.conn.set_trace_callback(seen.append))
        school_session.run(plan.write(found, "2026-03"))
        school_session.with_key(lambda held: held.writer.conn.set_trace_callback(None))
        school_session.undo()
        return sum("FROM course t" in statement for statement in seen)

    assert reads(4) == reads(1) > 0


def test_twelve_hour_clocks_and_dates_written_once(school_session, make_book):
    free = {"类别": "党性教育", "教学方式": "研讨式"}
    found = review(
        school_session,
        make_book,
        row("11月2日", "", "上午8:30-11:30", "课甲：导言", **free),
        row("", "", "下午2:30-5:00", "课乙", **free),
        row("", "晚上", "7：00～9：00", "课丙", **free),
        row("11月3日", "早上", "8点半至10点", "课丁", **free),
        row("", "", "10:20-12:00", "课戊", **free),
    )
    assert [f.severity for f in found.findings] == ["warn"] * 3
    school_session.run(plan.write(found))
    assert [line[:4] for line in planned(school_session)] == [
        ("2026-11-02", "morning", "08:30", "11:30"),
        ("2026-11-02", "afternoon", "14:30", "17:00"),
        ("2026-11-02", "evening", "19:00", "21:00"),
        ("2026-11-03", "morning", "08:30", "10:00"),
        ("2026-11-03", "morning", "10:20", "12:00"),
    ]


def test_days_off_and_weekdays_that_are_not_the_days_are_asked_about(school_session, make_book):
    spans = [classes.Span("2026-09-18", "2026-10-12")]
    school_session.run(classes.set_spans(1, spans))
    found = review(
        school_session,
        make_book,
        row("9月20日（星期日）"),
        row("9月28日（周二）"),
        row("10月1日"),
        row("10月1日", "下午"),
        row("10月11日 星期日"),
        row("10月12日 星期一"),
    )
    assert [(f.row, f.severity, f.column, f.text) for f in found.findings] == [
        (3, "warn", "日期", "9月20日（星期日）调休上班，日期没有写错？"),
        (4, "warn", "日期", "2026-09-28 是星期一，日期和星期有一个写错了。"),
        (5, "warn", "日期", "10月1日是国庆节放假，仍这样安排？"),
        (7, "warn", "日期", "10月11日是星期日，仍这样安排？"),
    ]
    assert [e.disposition for e in found.entries] == ["new"] * 6  # asked, not barred


def test_a_day_off_is_asked_about_however_often_its_first_row_is_mended(school_session, make_book):
    school_session.run(classes.set_spans(1, [classes.Span("2026-09-30", "2026-10-08")]))
    reading = plan.IMPORTER.read(make_book([HEADINGS, row("10月1日"), row("10月1日", "下午")]))

    def asked_at(asked):
        judged = school_session.read(plan.IMPORTER.judged, reading, asked)
        return [f.row for f in judged.findings if "国庆节放假" in f.text]

    asked = Asked("2026-03")
    assert asked_at(asked) == [2]
    assert asked_at(replace(asked, cells={("汇总", 2, "chair"): "张三"})) == [2]
    assert asked_at(replace(asked, left_out=frozenset({("汇总", 2)}))) == [3]


def test_a_course_that_the_plan_holds_in_another_way_counts_by_that_way(school_session, make_book):
    room = school_session.run(venues.create({"name": "一号教室"})).value
    school_session.run(classes.update(1, {"venue_id": room}))
    found = review(
        school_session,
        make_book,
        row(**{"教学方式": "仪式"}),
        row(half="下午", **{"教学方式": "现场教学"}),
        row(day := datetime.date(2026, 11, 3)),
    )
    school_session.run(plan.write(found, "2026-03"))
    held = school_session.read(lessons.of_class, 1)
    assert [(s.method, s.counted, s.venue) for s in held] == [
        ("ceremony", 0, "一号教室"),
        ("on_site", 1, None),
        ("lecture", 1, "一号教室"),
    ]
    assert str(day) == held[2].date


@pytest.mark.parametrize(
    ("typed", "half", "starts"),
    [
        ("2026-11-03 上午", "morning", "08:30"),
        ("11月3日（星期二）下午2:30-5:00", "afternoon", "14:30"),
        ("11.3\n14:30-17:00", "afternoon", "14:30"),
        ("2026年11月3日晚7点", "evening", "19:00"),
    ],
)
def test_a_clock_behind_the_day_is_read_where_no_column_has_it(
    school_session, make_book, typed, half, starts
):
    found = review(school_session, make_book, row(date=typed, half=""))
    (entry,) = found.entries
    assert (entry.values["date"], entry.values["half"]) == ("2026-11-03", half)
    assert entry.values["starts_at"] == starts


def test_the_half_day_may_stand_in_a_column_called_otherwise(school_session, make_book):
    rows = [["日期", "节次", "时间", "课程"], [DAY, "晚", "7：00—9：00", "中国式现代化"]]
    found = school_session.read(plan.review, make_book(rows), "2026-03")
    assert [e.values["starts_at"] for e in found.entries] == ["19:00"]


@pytest.mark.parametrize(
    ("half", "starts", "ends", "read"),
    [
        ("上午", "8:30", "11:50", ("morning", "08:30", "11:50")),
        ("下午", "2:30", "5:00", ("afternoon", "14:30", "17:00")),
        ("", datetime.time(19, 0), datetime.time(21, 0), ("evening", "19:00", "21:00")),
        ("", 0.3541666666667, 0.5, ("morning", "08:30", "12:00")),  # they lost their format
        ("上午", "9:20", "", ("morning", "09:20", "11:50")),
    ],
)
def test_the_clock_may_stand_in_two_columns(school_session, make_book, half, starts, ends, read):
    rows = [
        ["日期", "时段", "开始时间", "结束时间", "课程"],
        [DAY, half, starts, ends, "中国式现代化——理论与实践"],
    ]
    found = school_session.read(plan.review, make_book(rows), "2026-03")
    (entry,) = found.entries
    assert not found.severities["error"]
    assert tuple(entry.values[key] for key in ("half", "starts_at", "ends_at")) == read


def test_what_is_wrong_with_a_clock_in_two_columns_is_said_where_it_stands(
    school_session, make_book
):
    title = "中国式现代化——理论与实践"
    rows = [
        ["日期", "时段", "开始时间", "结束时间", "课程"],
        [DAY, "下午", "9:00", "11:00", title],
        [DAY, "下午", "", "11:00", title],
    ]
    found = school_session.read(plan.review, make_book(rows), "2026-03")
    said = {f.cell: f.text for f in found.findings if f.severity == "error"}
    assert "下午没有 9:00" in said["C2"] and said["D3"] == "只有结束时间，缺开始时间。"


def test_a_day_with_its_clock_in_one_cell_keeps_both(school_session, make_book):
    at = datetime.datetime(2026, 11, 3, 14, 30)
    found = review(school_session, make_book, row(date=at, half=""))
    (entry,) = found.entries
    assert (entry.values["date"], entry.values["starts_at"]) == ("2026-11-03", "14:30")
    rows = [["时间", "课程"], [at, "中国式现代化——理论与实践"]]
    reading = plan.IMPORTER.read(make_book(rows))
    asked = Asked("2026-03", named={"时间": "日期"})
    (entry,) = school_session.read(plan.IMPORTER.judged, reading, asked).entries
    assert (entry.values["date"], entry.values["starts_at"]) == ("2026-11-03", "14:30")
