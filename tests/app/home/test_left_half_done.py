"""What a user has left half done is listed with a name, and every form of the window is known here."""

from __future__ import annotations

import re
from pathlib import Path

from app.classes import classes
from app.exchange import half_done
from app.exchange.engine.asked import Asked
from app.exchange.engine.findings import Source
from app.file.session import Aside, Session
from app.ground.paths import ROOT
from app.home import Duty, left_half_done
from app.home.left_half_done import FORMS
from app.people import students
from app.school import unfinished


def left(session: Session) -> list[Duty]:
    return session.read(left_half_done.read, session.user_name)


def kept(list_key: str, code: str, path: str) -> Aside:
    source = Source(Path(path), "xlsx", "ab")
    return half_done.keep(list_key, source, Asked(code), None, whole=False)


def test_a_review_is_named_by_list_and_workbook(school_session: Session) -> None:
    class_id = school_session.run(classes.create({"code": "2026-01", "name": "班"})).value

    def keep(list_key: str, code: str, path: str) -> None:
        school_session.aside(kept(list_key, code, path)).result()

    keep("plan", "2026-01", "D:\\表\\课程安排.xlsx")
    keep("roster", "", "/home/u/名册.xls")
    keep("plan", "2025-09", "课程安排.xlsx")  # whose class has gone
    keep("past", "2019-01", "以前.xlsx")  # of a class of before that has gone
    roster, plan = left(school_session)
    assert plan.text.startswith("导入课程安排「课程安排.xlsx」核对了一半（")
    assert (plan.noun, plan.id, plan.part) == ("review", class_id, "plan/2026-01/ab")
    assert "「名册.xls」" in roster.text and roster.id == 0


def test_a_class_of_any_code_is_found(school_session: Session) -> None:
    class_id = school_session.run(classes.create({"code": "2026/01", "name": "班"})).value
    school_session.aside(kept("plan", "2026/01", "课程安排.xlsx")).result()
    (plan,) = left(school_session)
    assert plan.id == class_id


def test_a_form_is_named_by_whom_it_is_of(school_session: Session) -> None:
    person = school_session.run(students.create({"name": "赵一"})).value
    class_id = school_session.run(classes.create({"code": "1", "name": "测试班"})).value
    keys = (
        "class",
        f"class:{class_id}:aim",
        "student:new",
        f"student:{person}",
        "student:99",
        "odd:1",
        f"enrol:{class_id}",
        f"lesson:new:{class_id}:2026-11-02:morning",
        "profile:湖南",
        f"class:{class_id}:approve",
        f"class:{class_id}:issue",
    )
    for key in keys:
        school_session.aside(unfinished.keep("form", key, "{}")).result()
    found = {
        (line.text.partition("填")[0], line.id, line.part, line.name)
        for line in left(school_session)
    }
    assert found == {
        ("新建班次", 0, "class", ""),
        ("「测试班」", class_id, "class", "测试班"),
        ("审定「测试班」", class_id, "class", "测试班"),
        ("签发证书「测试班」", class_id, "certificate", "测试班"),
        ("「测试班」的从档案添加学员", class_id, "enrol", "测试班"),
        ("「测试班」的课次", class_id, "lesson", "测试班"),
        ("政策指标", 0, "profile", ""),
        ("添加学员", 0, "student", ""),
        ("「赵一」", 0, "student", "赵一"),
    }
    school_session.run(classes.delete(class_id))
    assert not any(line.name == "测试班" for line in left(school_session))


def test_every_form_of_the_window_is_known() -> None:
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "ui").rglob("*.py"))
    keys = set(re.findall(r'kept_as=f?"([a-z_]+)', written))
    keys |= set(re.findall(r'HalfFilled\([\w.]+, f?"([a-z_]+)', written))
    assert {"student", "enrolment", "user"} <= keys <= set(FORMS)
