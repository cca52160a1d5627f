"""统计图: what a chart says is what the views and the table of the year say."""

from __future__ import annotations

import pytest

from app.classes import charts, enrolment, past, statistics
from app.classes.classes import Span
from app.file.session import Session
from app.people import students
from app.rules import verdicts
from app.school import school

YEAR = 2026


def test_every_chart_comes_to_the_sums_of_the_year_and_so_do_its_rows(
    demo_session: Session,
) -> None:
    read = demo_session.read
    totals = {year: read(statistics.year_totals, year) for year in (YEAR, YEAR - 1)}
    sums = {
        "classes": lambda t: t.classes,
        "people": lambda t: t.enrolled,
        "completed": lambda t: t.completed,
        "hours": lambda t: t.quarter_hours / 4,
        "days": lambda t: t.person_days,
    }
    counted = [one for one in read(charts.choices, YEAR) if one.measures]
    assert [one.key for one in counted] == ["kind", "level", "month"]
    for choice in counted:
        for measure, _ in choice.measures:
            chart = read(charts.chart, YEAR, choice.key, measure)
            assert sum(bar.value for bar in chart.bars) == sums[measure](totals[YEAR])
            before = sums[measure](totals[YEAR - 1])
            assert sum(bar.before or 0 for bar in chart.bars) == before
            for bar in chart.bars:
                rows = read(charts.rows, YEAR, chart, bar.key)
                given = sum(float(row.text.split()[0].replace(",", "")) for row in rows)
                assert given == bar.value


def test_a_year_without_one_before_is_not_compared(demo_session: Session) -> None:
    chart = demo_session.read(charts.chart, 2024, "month", "classes")
    assert chart.series == ("2024年", "")
    assert len(chart.bars) == 12 and all(bar.before is None for bar in chart.bars)
    nothing = demo_session.read(charts.chart, 1999, "kind")
    assert nothing.empty and demo_session.read(charts.rows, 1999, nothing, "main") == []
    assert [one.key for one in demo_session.read(charts.choices, 1999)] == [
        "kind",
        "level",
        "month",
    ]
    assert demo_session.read(charts.all_of_year, 1999) == []


def test_a_share_has_the_verdict_of_the_view_and_the_line_of_its_rule(
    demo_session: Session,
) -> None:
    shares = demo_session.read(verdicts.shares_of_year, YEAR)
    for code in ("party_spirit", "interactive", "leading_cadre"):
        chart = demo_session.read(charts.chart, YEAR, charts.SHARE + code)
        assert chart.bars
        for bar in chart.bars:
            share = next(s for s in shares[int(bar.key)] if s.rule == code)
            assert (bar.verdict, bar.limit) == (share.verdict, share.minimum)
            assert bar.value == pytest.approx(share.percent)
            assert ("不足" in bar.text) == (share.verdict == "below")
            [row] = demo_session.read(charts.rows, YEAR, chart, bar.key)
            assert (row.class_id, row.text) == (int(bar.key), bar.text)


def test_many_classes_are_counted_by_their_distance_from_the_rule(
    demo_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = demo_session.read(charts.chart, YEAR, "share:party_spirit")
    monkeypatch.setattr(charts, "EACH", 3)
    chart = demo_session.read(charts.chart, YEAR, "share:party_spirit")
    assert sum(bar.value for bar in chart.bars) == len(each.bars) > 3
    assert chart.unit == "个班次" and f"{len(each.bars)} 个班次，规定 ≥ 20%" in chart.note
    wanted = {"passed-0": 0, "passed-5": 0, "passed-10": 0}
    for bar in each.bars:
        gap = bar.value - 20
        wanted[f"passed-{10 if gap >= 10 else 5 if gap >= 5 else 0}"] += 1
    found = {bar.key: bar.value for bar in chart.bars}
    assert found == {"below-10": 0, "below-5": 0, "below-0": 0, **wanted}
    assert [bar.label.split(" · ")[0] for bar in chart.bars[:3]] == ["不足"] * 3
    for bar in chart.bars:
        assert len(demo_session.read(charts.rows, YEAR, chart, bar.key)) == bar.value


def test_people_whom_nobody_wrote_down_are_told_beside_the_levels(school_session: Session) -> None:
    session = school_session
    session.run(school.change("own_from", "2026-01-01"))
    values = {"name": "春季班", "typed_people": 40}
    class_id = session.run(past.create(values, [Span("2025-03-03", "2025-03-07")])).value
    person = session.run(students.create({"name": "张三"})).value
    session.run(enrolment.enrol(class_id, [person]))
    level, kind = (session.read(charts.chart, 2025, key, "people") for key in ("level", "kind"))
    assert (level.bars[0].value, kind.bars[0].value) == (1, 40)
    assert level.bars[0].label == "未填" and level.bars[0].key  # "" is no bar
    assert [r.class_id for r in session.read(charts.rows, 2025, level, level.bars[0].key)] == [
        class_id
    ]
    assert "另有 39 人次没有逐人登记" in level.note and not kind.note
