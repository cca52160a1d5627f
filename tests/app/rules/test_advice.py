"""What stands against a class, in a registrar's words, with a way to mend it that does mend it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import BarredError
from app.people import students
from app.rules import advice, profiles, verdicts
from app.rules.advice import Advice
from app.rules.rule import PresenceRule
from app.teaching import courses, teachers, venues


def new_class(session: Session, code: str = "1", **values: object) -> int:
    span = Span("2026-11-02", "2026-11-06")
    return session.run(classes.create({"code": code, "name": f"班{code}", **values}, [span])).value


def add(session: Session, class_id: int, day: int, half: str = "morning", **values: object) -> int:
    given = {"title": "课", "category": "theory", **values}
    return session.run(lessons.add(class_id, f"2026-11-{day:02}", half, given)).value


def found(session: Session, class_id: int) -> dict[str, Advice]:
    return {a.rule: a for a in session.read(advice.advise, class_id)}


def test_an_empty_class_is_not_yet_assessed(school_session: Session) -> None:
    class_id = new_class(school_session)
    by_rule = found(school_session, class_id)
    assert by_rule["party_spirit"].text == (
        "党性教育未评定：还没有计入学时的课次（要求不低于 20%）。"
    )
    assert by_rule["party_spirit"].mend == "先把课程拖入课表。"
    assert by_rule["party_spirit"].clause == "规划 一（三）3"
    nobody = by_rule["no_students"]
    assert (nobody.severity, nobody.text, nobody.mend) == (
        "warn",
        "班次尚无学员。",
        "在“学员”页导入名册，或从学员档案中添加。",
    )
    bare = school_session.run(classes.create({"code": "2", "name": "班"})).value
    assert found(school_session, bare)["no_dates"].severity == "block"


def test_a_missing_share_is_told_in_hours_and_mended_by_what_is_named(
    school_session: Session,
) -> None:
    class_id = new_class(school_session)
    party = add(school_session, class_id, 2, title="党章", category="party_spirit")
    for day in (3, 4, 5, 6):
        add(school_session, class_id, day, title=f"讲座{day}", quarter_hours=17)
    told = found(school_session, class_id)["party_spirit"]
    # 16 of 84 is 19.04 percent; 0.8 quarter-hours are missing, so one
    assert told.text == (
        "党性教育不足：4 学时 / 21 学时，占 19.0%，要求不低于 20%，还差 0.25 学时。"
    )
    assert told.mend == (
        "在现有课程中调整 0.25 学时为党性教育，或另加 0.25 学时；或将「讲座6」换成党性教育课程。"
    )
    [named] = told.lesson_ids
    assert named != party
    school_session.run(lessons.update(named, {"category": "party_spirit"}))
    assert "party_spirit" not in found(school_session, class_id)


def test_what_carries_another_share_is_named_last(school_session: Session) -> None:
    class_id = new_class(school_session)
    for day, method in ((2, "discussion"), (3, "discussion"), (4, "lecture"), (5, "case")):
        add(school_session, class_id, day, title=f"{method}{day}", method=method)
    [named] = found(school_session, class_id)["party_spirit"].lesson_ids
    assert school_session.read(lessons.get, named).method == "lecture"


def test_no_share_rounds_up_to_its_minimum(school_session: Session) -> None:
    class_id = new_class(school_session)
    add(school_session, class_id, 2, category="party_spirit", quarter_hours=39)
    for day in (3, 4, 5, 6):
        add(school_session, class_id, day, quarter_hours=48 if day < 6 else 14)
    add(school_session, class_id, 6, "evening", quarter_hours=1)
    share = school_session.read(verdicts.class_shares, class_id)[0]
    assert (share.part, share.total) == (39, 198)
    assert "占 19.7%" in found(school_session, class_id)["party_spirit"].text
    explained = advice.explain(
        verdicts.Problem(
            "x", "block", "某课", "", 1999, 10000, 20, 1, {"metric": "share", "base": "hours"}
        )
    )
    assert "占 19.9%" in explained.text


def test_courses_are_counted_and_named_once_each(school_session: Session) -> None:
    own = school_session.read(profiles.get, 1)
    counting = [replace(r, base="courses") for r in own.shares if r.code == "interactive"]
    school_session.run(profiles.save(replace(own, shares=tuple(counting), presences=())))
    class_id = new_class(school_session)
    for number in range(4):
        course = school_session.run(
            courses.create({"title": f"课{number}", "category": "theory", "method": "lecture"})
        ).value
        for half in ("morning", "afternoon"):
            day = f"2026-11-0{number + 2}"
            school_session.run(lessons.add_course(class_id, course, day, half))
    told = found(school_session, class_id)["interactive"]
    assert told.text == "互动式教学不足：0 门 / 4 门，占 0.0%，要求不低于 30%，还差 2 门。"
    held = [school_session.read(lessons.get, s) for s in told.lesson_ids]
    assert len({s.course_id for s in held}) == len(held) == 2
    for lesson in held:
        school_session.run(lessons.update(lesson.id, {"method": "discussion"}))
    assert "interactive" not in found(school_session, class_id)


@pytest.mark.parametrize(
    ("rule", "values", "words"),
    [
        ("interactive", {"method": "discussion"}, "改为研讨式"),
        ("party_spirit", {"category": "party_spirit"}, "换成党性教育课程"),
    ],
)
def test_the_change_named_is_the_one_that_counts(
    school_session: Session, rule: str, values: dict[str, object], words: str
) -> None:
    class_id = new_class(school_session)
    for day in (2, 3, 4, 5):
        add(school_session, class_id, day, title=f"课{day}")
    told = found(school_session, class_id)[rule]
    assert words in told.mend
    for lesson_id in told.lesson_ids:
        school_session.run(lessons.update(lesson_id, values))
    assert rule not in found(school_session, class_id)


def test_leading_cadres_are_asked_to_lecture(school_session: Session) -> None:
    class_id = new_class(school_session)
    add(school_session, class_id, 2)
    told = found(school_session, class_id)["leading_cadre"]
    assert "请领导干部来讲" in told.mend
    leader = school_session.run(teachers.create({"name": "何军", "kind": "leading_cadre"})).value
    school_session.run(lessons.set_lecturers(told.lesson_ids[0], [leader]))
    assert "leading_cadre" not in found(school_session, class_id)


def test_a_clash_names_both_sides_and_the_clock(school_session: Session) -> None:
    place = school_session.run(venues.create({"name": "一号教室"})).value
    leader = school_session.run(teachers.create({"name": "何军", "kind": "expert"})).value
    one, other = new_class(school_session, "1"), new_class(school_session, "2")
    a = add(school_session, one, 2, title="党章", venue_id=place)
    b = add(school_session, other, 2, title="宪法", venue_id=place, starts_at="10:00")
    for lesson_id in (a, b):
        school_session.run(lessons.set_lecturers(lesson_id, [leader]))
    people = [school_session.run(students.create({"name": "张伟"})).value]
    for class_id in (one, other):
        school_session.run(enrolment.enrol(class_id, people))
    told = [x for x in school_session.read(advice.advise, one) if "conflict" in x.rule]
    texts = {x.text for x in told}
    assert (
        "2026-11-02 授课人何军时间冲突：「党章」08:30—11:50 与班2「宪法」10:00—11:50重叠。" in texts
    )
    assert any("场地“一号教室”时间冲突" in t for t in texts)
    assert any("张伟同时在「班2」" in t for t in texts)
    assert {x.severity for x in told} == {"warn"}
    assert {x.lesson_ids for x in told if x.rule == "conflict"} == {(a, b)}


def test_what_must_occur_is_asked_for_in_words(school_session: Session) -> None:
    class_id = new_class(school_session)
    school_session.run(classes.set_spans(class_id, [Span("2026-11-01", "2026-11-30")]))
    told = found(school_session, class_id)["party_analysis"]
    assert told.text == "没有安排党性分析（1 个月及以上的班次必须安排）。"
    assert told.severity == "block"
    data = {"metric": "presence", "presence": "总结", "minimum_days": 0, "minimum_months": 0}
    anyway = verdicts.Problem("x", "warn", "总结", "", None, None, None, None, data)
    assert advice.explain(anyway).text == "没有安排总结（必须安排）。"


def test_a_kind_of_problem_without_words_is_a_bug(school_session: Session) -> None:
    new = verdicts.Problem("no_budget", "warn", "没有预算", "", None, None, None, None)
    with pytest.raises(KeyError, match="no_budget"):
        advice.explain(new)
    sql = school_session.read(
        lambda db: db.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'class_problem'"
        ).fetchone()
    )[0]
    kinds = re.findall(r"SELECT \w+\.\w+, '(\w+)',", sql)
    assert len(kinds) == 8
    assert set(kinds) < set(advice.EXPLAINED)


def test_a_lesson_outside_the_dates_or_without_lecturer_is_named(
    school_session: Session,
) -> None:
    class_id = new_class(school_session)
    late = add(school_session, class_id, 9, title="迟到的课")
    by_rule = found(school_session, class_id)
    assert by_rule["outside_dates"].text == "2026-11-09「迟到的课」不在班次的起止日期之内。"
    assert by_rule["outside_dates"].lesson_ids == (late,)
    assert by_rule["no_lecturer"].lesson_ids == (late,)
    assert (by_rule["outside_dates"].severity, by_rule["no_lecturer"].severity) == ("block", "warn")


def test_a_refused_approval_says_all_that_bars_it(school_session: Session) -> None:
    class_id = new_class(school_session)
    add(school_session, class_id, 2)
    with pytest.raises(BarredError) as refused:
        school_session.run(classes.approve(class_id))
    barring = [
        x.text for x in school_session.read(advice.advise, class_id) if x.severity == "block"
    ]
    assert refused.value.problems == barring
    assert len(barring) == 3
    assert school_session.read(classes.get, class_id).status == "draft"


@pytest.mark.parametrize(
    ("dimension", "tag", "mend"),
    [
        ("topic", "xi_thought", "选上专题“习近平新时代中国特色社会主义思想”"),
        ("method", "on_site", "教学方式选“现场教学”"),
        ("category", "knowledge", "安排一节知识培训课程。"),
        ("lecturer_kind", "expert", "由专家学者讲授的课"),
    ],
)
def test_a_required_event_is_mended_by_what_its_rule_looks_for(
    school_session: Session, dimension: str, tag: str, mend: str
) -> None:
    before = school_session.read(
        profiles.get, school_session.read(profiles.newest, "current-county")
    )
    need = PresenceRule("own_1", "某环节", dimension, tag)
    school_session.run(profiles.save(replace(before, presences=(need,))))
    class_id = new_class(school_session)
    told = found(school_session, class_id)["own_1"]
    assert told.text == "没有安排某环节（必须安排）。"
    assert mend in told.mend
    for held, kind, value in ((False, "full_time", {}), (True, "expert", {dimension: tag})):
        told_of = {_column(k): v for k, v in value.items() if k != "lecturer_kind"}
        lesson = add(school_session, class_id, 3, **{"method": "lecture", **told_of})
        lecturer = school_session.run(teachers.create({"name": kind, "kind": kind})).value
        school_session.run(lessons.set_lecturers(lesson, [lecturer]))
        assert ("own_1" not in found(school_session, class_id)) == held


def _column(dimension: str) -> str:
    """The column of a lesson in which a dimension stands."""
    return "topics" if dimension == "topic" else dimension
