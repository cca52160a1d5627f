"""What is a day off; what the school enters goes before what comes with the program."""

from __future__ import annotations

import pytest

from app.file.session import Session
from app.ground.errors import UserError
from app.school import holiday_notice, holidays
from app.school.holidays import Calendar, Holiday

LAW_2027 = {
    "元旦": "01-01",
    "春节": "02-06",
    "清明节": "04-05",
    "端午节": "06-09",
    "中秋节": "09-15",
}


@pytest.fixture(scope="module")
def shipped() -> Calendar:
    return Calendar(tuple(holidays._shipped()))


def facts(lines: tuple[Holiday, ...] | list[Holiday]) -> set[tuple[str, str, str, int]]:
    return {(one.name, one.start_date, one.end_date, one.works) for one in lines}


def test_a_year_that_is_not_announced_has_the_days_of_the_law(shipped: Calendar) -> None:
    assert shipped.announced(2026) and not shipped.announced(2027)
    for name, day in LAW_2027.items():
        assert shipped.name(f"2027-{day}") == name
    assert not any(one.works for one in shipped.of_year(2027))


def test_days_are_worked_or_not(shipped: Calendar) -> None:
    assert shipped.mark("2026-10-04") == "国庆节"
    assert shipped.mark("2026-10-10") == "调休上班" and shipped.is_workday("2026-10-10")
    assert shipped.workdays("2026-09-29", 4) == [
        *("2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09")
    ]
    asked = holidays.question(shipped, [("2026-09-28", "2026-10-04"), ("2026-06-19", "2026-06-19")])
    assert asked == "10月1日—4日是国庆节放假，6月19日是端午节放假，仍这样安排？"
    assert holidays.question(shipped, [("2026-11-02", "2026-11-13")]) == ""


def test_a_day_that_is_typed_is_asked_about(shipped: Calendar) -> None:
    assert holidays.of_day(shipped, "2026-11-02") == ""
    assert holidays.of_day(shipped, "2026-10-01") == "10月1日是国庆节放假，仍这样安排？"
    assert holidays.of_day(shipped, "2026-11-07") == "11月7日是星期六，仍这样安排？"
    assert holidays.of_day(shipped, "2026-09-20") == "9月20日（星期日）调休上班，日期没有写错？"
    unknown = "2027年的调休还没有公布，这里是法定假日。"
    assert holidays.of_day(shipped, "2027-04-05").endswith(f"清明节放假，仍这样安排？{unknown}")
    assert holidays.question(shipped, [("2027-10-01", "2027-10-12")]).endswith(unknown)


def test_a_class_goes_round_a_holiday(shipped: Calendar) -> None:
    span = [("2026-09-21", "2026-10-11")]
    assert holidays.around(shipped, span) == [
        *(("2026-09-21", "2026-09-24"), ("2026-09-28", "2026-09-30"), ("2026-10-08", "2026-10-11"))
    ]
    assert holidays.around(shipped, [("2026-10-02", "2026-10-03")]) == []


def test_what_the_school_enters_goes_before_and_can_be_undone(school_session: Session) -> None:
    read, run = school_session.read, school_session.run
    text = "2027年春节：2月5日至11日放假调休，共7天。1月31日、2月20日上班。"
    notice = holiday_notice.read(text, 2026, read(holidays.calendar))
    run(holidays.enter(notice.lines))
    calendar = read(holidays.calendar)
    assert calendar.name("2027-02-11") == "春节" and calendar.worked("2027-02-20")
    assert calendar.name("2027-04-05") == "清明节"  # what the notice left out stays
    assert calendar.announced(2027)
    run(holidays.enter(notice.lines))  # once more: nothing is there twice
    assert len(read(holidays.all)) == 3
    school_session.undo()
    school_session.undo()
    assert read(holidays.all) == []
    assert not read(holidays.calendar).worked("2027-02-20")


def test_a_line_of_the_program_that_is_changed_keeps_those_beside_it(
    school_session: Session,
) -> None:
    read, run = school_session.read, school_session.run
    break_ = next(
        one for one in read(holidays.calendar).of_year(2026) if one.end_date == "2026-10-07"
    )
    run(holidays.change(break_, Holiday(0, "国庆节", "2026-10-01", "2026-10-08", 0)))
    calendar = read(holidays.calendar)
    assert calendar.name("2026-10-08") == "国庆节" and calendar.worked("2026-09-20")
    run(holidays.add(Holiday(0, "国庆节", "2026-10-17", "2026-10-17", 1)))
    assert len(read(holidays.all)) == 4
    for one in read(holidays.all):
        run(holidays.remove(one.id))
    assert facts(read(holidays.calendar).of_year(2026)) == facts(
        Calendar(holidays._shipped()).of_year(2026)
    )


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [("2026-07-10", "2026-07-01", "不能早于"), ("2026-07-01", "2027-07-01", "年份写对了吗")],
)
def test_a_slip_is_refused(school_session: Session, first: str, last: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        school_session.run(holidays.add(Holiday(0, "本校暑假", first, last, 0)))
    assert school_session.read(holidays.all) == []
