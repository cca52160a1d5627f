"""Versions of a profile: who is planned under which, new profiles, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students
from app.rules import profiles, shipped, verdicts, versions
from app.rules.profiles import Profile
from app.school import school
from app.teaching import teachers

COUNTY = "hunan-2019-county"


@pytest.fixture(autouse=True)
def _the_plan_of_2019(school_session: Session) -> None:
    """New classes take the plan of 2019: its three shares and the event are what these tests know."""
    wanted = replace(school_session.read(school.get), default_profile=COUNTY)
    school_session.run(school.update(wanted))


def own(session: Session, code: str = COUNTY) -> Profile:
    return session.read(profiles.get, session.read(profiles.newest, code))


def new_class(session: Session, code: str, day: int = 2) -> int:
    span = Span(f"2026-11-0{day}", f"2026-11-0{day + 2}")
    return session.run(classes.create({"code": code, "name": f"班{code}"}, [span])).value


def stricter(session: Session) -> int:
    before = own(session)
    shares = tuple(replace(r, minimum_percent=r.minimum_percent + 5) for r in before.shares)
    return session.run(profiles.save(replace(before, shares=shares))).value


def approved(session: Session, class_id: int) -> None:
    leader = session.run(teachers.create({"name": "何军", "kind": "leading_cadre"})).value
    student = session.run(students.create({"name": "张伟"})).value
    session.run(enrolment.enrol(class_id, [student]))
    values = {"title": "课", "category": "party_spirit", "method": "case"}
    added = session.run(lessons.add(class_id, "2026-11-02", "morning", values)).value
    session.run(lessons.set_lecturers(added, [leader]))
    session.run(classes.approve(class_id))


def test_every_version_tells_who_saved_it_what_changed_and_who_uses_it(
    school_session: Session,
) -> None:
    new_class(school_session, "1")
    stricter(school_session)
    newest, first = school_session.read(versions.of_profile, COUNTY)
    assert (newest.profile.version, newest.classes) == (2, 0)
    assert (first.profile.version, first.classes, first.changes) == (1, 1, ())
    assert newest.changes[0] == "党性教育：最低比例由“20%”改为“25%”"
    assert newest.saved_by == school_session.user_name
    assert newest.saved_at >= first.saved_at > "2020"


def test_drafts_move_to_the_newest_version_in_one_step(school_session: Session) -> None:
    ids = [new_class(school_session, str(n), n) for n in (2, 3)]
    newest = stricter(school_session)
    uses = school_session.read(versions.uses, COUNTY)
    assert [(u.class_id, u.version) for u in uses] == [(ids[1], 1), (ids[0], 1)]
    change = school_session.run(versions.move_drafts(ids, newest))
    assert change.name == "2 个班次 改用 湖南规划 2019—2022 · 县级 第 2 版"
    uses = school_session.read(versions.uses, COUNTY)
    assert {u.version for u in uses} == {2}
    assert {s.minimum for s in school_session.read(verdicts.class_shares, ids[0])} == {25, 35}
    school_session.undo()
    assert {u.version for u in school_session.read(versions.uses, COUNTY)} == {1}
    one = school_session.run(versions.move_drafts(ids[:1], newest))
    assert one.name == "班2 改用 湖南规划 2019—2022 · 县级 第 2 版"


def test_what_is_approved_keeps_its_version(school_session: Session) -> None:
    draft, other = new_class(school_session, "1"), new_class(school_session, "2", 5)
    approved(school_session, draft)
    newest = stricter(school_session)
    with pytest.raises(UserError, match="先重开"):
        school_session.run(versions.move_drafts([other, draft], newest))
    assert {u.version for u in school_session.read(versions.uses, COUNTY)} == {1}
    with pytest.raises(UserError, match="已被删除"):
        school_session.run(versions.move_drafts([99], newest))


def test_the_shipped_profile_comes_back_as_a_further_version(school_session: Session) -> None:
    assert school_session.read(versions.changed_from_shipped, own(school_session)) == []
    stricter(school_session)
    changes = school_session.read(versions.changed_from_shipped, own(school_session))
    assert changes is not None and changes[0] == "党性教育：最低比例由“20%”改为“25%”"
    assert len(changes) == 3
    back = school_session.read(versions.what_restores, own(school_session))
    assert back[0] == "党性教育：最低比例由“25%”改为“20%”" and len(back) == 3
    change = school_session.run(versions.restore(COUNTY))
    assert change.name == "恢复随程序提供的政策指标 湖南规划 2019—2022 · 县级"
    assert own(school_session).version == 3
    assert replace(own(school_session), id=0, version=1) == shipped.profile(COUNTY)


def test_a_profile_of_ones_own(school_session: Session) -> None:
    code = school_session.read(versions.free_code)
    assert code == "own-1"
    made = versions.copy_of(own(school_session), code=code, title="本校指标")
    change = school_session.run(versions.create(made))
    assert change.name == "新建政策指标 本校指标"
    assert own(school_session, code).shares == own(school_session).shares
    assert own(school_session, code).version == 1
    assert school_session.read(versions.changed_from_shipped, made) is None
    assert school_session.read(versions.free_code) == "own-2"
    with pytest.raises(UserError, match="代码“own-1”已经用了"):
        school_session.run(versions.create(replace(made, title="又一套")))
    with pytest.raises(UserError, match="已有名为"):
        school_session.run(versions.create(replace(made, code="own-2")))
    school_session.undo()
    assert len(school_session.read(profiles.all)) == len(shipped.CODES)


def test_a_new_rule_never_takes_up_an_old_ones_code(school_session: Session) -> None:
    before = own(school_session)
    extra = replace(before.shares[0], code="own_1", title="另一条")
    school_session.run(profiles.save(replace(before, shares=(*before.shares, extra))))
    school_session.run(profiles.save(before))  # it is gone again, but classes may have it
    assert school_session.read(versions.free_rule_code, ["own_2"]) == "own_3"
