"""Profiles of a later program reach the schools of before, and leave alone what these have edited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import jobs
from app.opening import open_school
from app.rules import answering, arrivals, profiles, shipped, versions
from app.rules.profiles import Profile
from app.rules.shipped import Answers
from app.school import school
from tests.data.make_school_file import PASSWORD
from tests.data.school_files import OLDER, kept_copy


def newest(session: Session, code: str) -> Profile:
    return session.read(profiles.get, session.read(profiles.newest, code))


@pytest.mark.parametrize("kept", OLDER, ids=lambda path: path.stem)
def test_a_school_of_before_gets_every_profile_as_it_is_shipped_now(
    kept: Path, tmp_path: Path
) -> None:
    with open_school(kept_copy(kept, tmp_path), PASSWORD, runner=jobs.Inline()) as opened:
        assert {one.code for one in opened.read(profiles.all)} >= set(shipped.CODES)
        for code in shipped.CODES:
            assert opened.read(versions.changed_from_shipped, newest(opened, code)) == []
        [entry] = [e for e in opened.operations() if e.name.startswith("随程序")]
        assert "政策指标的新版本" in entry.name and "2025 条例 · 县级" in entry.name
        assert ("增加政策指标 现行 · 县级" in entry.name) is (kept.stem != "v4")
        assert "改过的指标没有动；在「系统设置 · 政策指标」里查看。" in "".join(opened.news)
        # classes keep the version they were planned under, and the school its usual profile
        used = [use for code in shipped.CODES for use in opened.read(versions.uses, code)]
        assert used and {use.version for use in used} == {1}
        assert opened.read(school.get).default_profile == "regulation-2025-county"


def came(session: Session) -> str:
    """Bring what comes with the program once more; return what is told."""
    arriving = arrivals.Arriving()
    session.run(Operation("随程序", arriving.bring, right=None))
    return "".join(arriving.told)


def test_what_the_school_has_edited_stays(school_session: Session) -> None:
    assert came(school_session) == ""  # as the program has them
    one = newest(school_session, "shanghai-2017")
    school_session.run(profiles.save(replace(one, title="上海（本校）")))
    assert came(school_session) == ""
    # as an earlier program shipped it, and by other answers than the school's
    other = shipped.profile("hunan-2019-county", Answers(True, "courses"))
    school_session.run(profiles.save(replace(other, effective_to=None), as_shipped=True))
    assert came(school_session).startswith("这些政策指标有新版本：湖南规划 2019—2022 · 县级。")
    held = newest(school_session, "hunan-2019-county")
    assert (held.version, held.effective_to, held.shares[1].base) == (3, "2022-12-31", "hours")
    assert newest(school_session, "shanghai-2017").title == "上海（本校）"


def test_another_answer_and_the_way_back_leave_a_profile_the_programs(
    school_session: Session,
) -> None:
    def is_ours() -> bool:
        return school_session.read(profiles.is_as_shipped, newest(school_session, code).id)

    code = shipped.DEFAULT
    school_session.run(answering.answer({"on_site_interactive": 1}))
    assert is_ours() and came(school_session) == ""
    school_session.run(profiles.save(replace(newest(school_session, code), remark="本校改过")))
    school_session.run(answering.answer({"on_site_interactive": 0}))
    assert not is_ours()
    school_session.run(versions.restore(code))
    assert is_ours()


def test_a_list_that_lacks_what_a_profile_names_is_no_bar(school_session: Session) -> None:
    school_session.run(statement("DELETE FROM policy_profile WHERE code = 'shanghai-2017'"))
    school_session.run(statement("DELETE FROM class_kind WHERE code = 'rotation'"))
    assert came(school_session) == ""
    school_session.undo()
    assert came(school_session).startswith("随程序增加了政策指标：上海 2017。")


def test_a_usual_profile_that_is_over_is_named(school_session: Session) -> None:
    one = replace(school_session.read(school.get), default_profile="hunan-2019-county")
    school_session.run(school.update(one))
    assert "「湖南规划 2019—2022 · 县级」到 2022-12-31 为止" in came(school_session)


def statement(sql: str) -> Operation[None]:
    """What a technician types."""

    def work(tx: Transaction) -> None:
        tx.db.execute(sql)

    return Operation("SQL", work, right=None)
