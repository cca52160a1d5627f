"""The shipped workbooks do what the demonstration says of them."""

from __future__ import annotations

from app.classes import classes
from app.exchange import plan, roster, teaching_list
from app.ground import paths
from app.rules import verdicts
from app.text import identity

DEMO = paths.RESOURCES / "demo"


def test_the_main_job_goes_in_and_misses_one_share_only(school_session):
    review = school_session.read(teaching_list.review, DEMO / "师资课程.xlsx")
    # of one course the topic is left to be asked for, which bars nothing
    assert [(f.sheet, f.row, f.key) for f in review.findings] == [("课程", 30, "topics")]
    assert review.can_import
    assert len(review.of("teacher")) == 14
    assert {e.values["kind"] for e in review.of("teacher")} == {
        "full_time", "part_time", "leading_cadre", "expert",
    }  # fmt: skip
    assert len({e.values["category"] for e in review.of("course")}) == 5
    assert len({e.values["method"] for e in review.of("course")}) == 10
    school_session.run(teaching_list.write(review))
    spans = [classes.Span("2026-11-02", "2026-11-13")]
    school_session.run(classes.create({"code": "2026-03", "name": "班"}, spans))
    people = school_session.read(roster.review, DEMO / "学员名册.xlsx")
    school_session.run(roster.write(people, "2026-03"))
    lessons = school_session.read(plan.review, DEMO / "课程安排.xlsx", "2026-03")
    assert lessons.findings == ()
    school_session.run(plan.write(lessons))
    shares = {s.rule: s.verdict for s in school_session.read(verdicts.class_shares, 1)}
    assert shares == {
        "party_spirit": "passed",
        "interactive": "below",
        "leading_cadre": "passed",
    }
    problems = school_session.read(verdicts.class_problems, 1)
    assert [(p.rule, p.severity) for p in problems] == [("interactive", "block")]


def test_the_roster_is_a_realistic_mess_without_an_error(school_session):
    review = school_session.read(roster.review, DEMO / "学员名册.xlsx")
    assert review.counts == {"new": 42, "same": 0, "changed": 0, "doubtful": 0, "error": 0}
    assert review.findings == ()
    names = [e.values["name"] for e in review.entries]
    assert names.count("张伟") == 2
    assert sum("·" in n for n in names) == 4
    assert set("㛃䶮𬎆𫖯") <= set("".join(names))
    for row in review.entries:
        number = row.values["id_number"]
        assert number.startswith("990000")
        assert identity.sex(number) == row.values["sex"]
        assert identity.birth_date(number).startswith(row.values["birth_date"])
    assert len({row.values["unit_name"] for row in review.entries}) > 25


def test_the_faulty_roster_shows_every_kind_of_finding(school_session):
    review = school_session.read(roster.review, DEMO / "学员名册（有错）.xlsx")
    assert not review.can_import
    text = "".join(f.text for f in review.findings)
    for part in ("末位已丢失", "1 月还是 10 月", "校验位", "15 位旧号", "U+E000", "「䶮」", "第 17 位",
                 "身份证号相同", "缺姓名", "不是 56 个民族", "入党时间", "丢了格式", "只有年份",
                 "分不出哪里是单位", "不像电话", "这一列不导入", "也像名册"):  # fmt: skip
        assert part in text, part
