"""工作台 · 没有做完的: reviews of lists and forms that a user has left half done, each with a name."""

from __future__ import annotations

from pathlib import PureWindowsPath

from sqlite_utils import Database

from app import exchange
from app.home import Duty
from app.school import unfinished
from app.school.unfinished import Unfinished

CLASS = "SELECT name, id FROM class WHERE id = ?"
NOBODY = "SELECT '', 0 WHERE ? < 0"
FORMS: dict[str, tuple[str, str]] = {
    "class": ("新建班次", CLASS),
    "enrol": ("从档案添加学员", CLASS),
    "lesson": ("课次", "SELECT title, class_id FROM lesson WHERE id = ?"),
    "past_class": ("补录以前的班次", NOBODY),
    "student": ("添加学员", "SELECT name, 0 FROM student WHERE id = ?"),
    "course": ("添加课程", "SELECT title, 0 FROM course WHERE id = ?"),
    "teacher": ("添加教师", "SELECT name, 0 FROM teacher WHERE id = ?"),
    "venue": ("添加场地", "SELECT name, 0 FROM venue WHERE id = ?"),
    "enrolment": (
        "入班学员",
        "SELECT s.name, e.class_id FROM enrolment e JOIN student s ON s.id = e.student_id"
        " WHERE e.id = ?",
    ),
    "certificate": ("证书", "SELECT student_name, class_id FROM certificate WHERE id = ?"),
    "holiday": ("放假与调休", NOBODY),
    "holiday_notice": ("放假通知", NOBODY),
    "user": ("添加用户", NOBODY),
    "kinds": ("班次类别", NOBODY),
    "topics": ("专题", NOBODY),
    "modules": ("模块", NOBODY),
    "profile": ("政策指标", NOBODY),
}
"""By the first word of a form's key: what it is called while it is of nobody yet; who it is of else, and in
which class.
"""
STEPS: dict[str, tuple[str, str]] = {
    "approve": ("审定", "class"),
    "approval": ("补记审定情况", "class"),
    "issue": ("签发证书", "certificate"),
    "past": ("补录证书", "certificate"),
}
"""By the last word of a class's key: what is done with the class, and by which form's place it is found."""


def read(db: Database, user_name: str) -> list[Duty]:
    """Return what a user may go on with, the latest first; ``id`` is the class that it is of.

    ``part``: the key of a review, the first word of a form's.
    """
    found: list[Duty] = []
    for one in unfinished.of_user(db, user_name):
        line = _review(db, one) if one.kind == "review" else _form(db, one)
        if line is not None:
            found.append(line)
    return found


def _review(db: Database, one: Unfinished) -> Duty | None:
    """A list under review, and the class that it goes into; None where its list is not known any more, or
    its class has gone.
    """
    # it loads all that reads a workbook, and a start has mostly no review
    from app.exchange import half_done

    found = half_done.read(one)
    if found is None:
        return None
    kind, code = exchange.kind(found.list), found.asked.class_code
    row = db.execute("SELECT id FROM class WHERE school_id = 1 AND code = ?", [code]).fetchone()
    if row is None and (code or kind.into == "must"):
        return None
    name = PureWindowsPath(found.path.name).name
    text = f"{kind.title}「{name}」核对了一半（{one.at[5:16]}）"
    return Duty("info", text, "review", row[0] if row else found.target or 0, one.key)


def _form(db: Database, one: Unfinished) -> Duty | None:
    """A form that was being filled in; None where what it is of has gone, or nobody knows it here."""
    first, _, rest = one.key.partition(":")
    if first not in FORMS:
        return None
    called, named = FORMS[first]
    if rest.startswith("new:"):  # of a class: the lesson that was to come into it
        named, rest = CLASS, rest.removeprefix("new:")
    number = rest.partition(":")[0]
    name, class_id = "", 0
    if named is not NOBODY and number.isascii() and number.isdecimal():
        row = db.execute(named, [int(number)]).fetchone()
        if row is None:
            return None
        name, class_id = row
        beside = f"的{called}" if named is CLASS and first != "class" else ""
        step = ""
        if first == "class":
            step, first = STEPS.get(rest.rpartition(":")[2], (step, first))
        called = f"{step}「{name}」{beside}"
    text = f"{called}填了一半（{one.at[5:16]}）"
    return Duty("info", text, "form", class_id or 0, first, name=name)
