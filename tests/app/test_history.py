"""修改记录 in a registrar's words."""

from __future__ import annotations

import re

from app import history
from app.classes import classes, enrolment
from app.file import journal
from app.file.journal import Trace
from app.file.session import Session
from app.file.steps import LATEST, STEPS, Step, Steps
from app.people import students
from app.teaching import venues


def words(session: Session, table: str, row_id: int) -> list[str]:
    return [line.words for line in session.read(history.of_record, table, row_id)]


def test_the_history_of_a_student(school_session: Session) -> None:
    values = {"name": "张伟", "sex": "1", "unit_name": "县水利局", "education": "大学"}
    made = school_session.run(students.create(values)).value
    school_session.run(students.update(made, {"education": "研究生", "unit_name": "县教育局"}))
    school_session.run(students.update(made, {"sex": "", "phone": "13800001234"}))
    school_session.run(students.set_photo(made, b"\xff\xd8\xff\xe0"))
    line = school_session.read(history.of_record, "student", made)[-2]
    assert (line.operation, line.user_name) == ("修改学员 张伟", "教务")
    assert words(school_session, "student", made) == [
        "照片已更换",
        "性别“男”已清空；电话填为“13800001234”",
        "学历由“大学”改为“研究生”；单位由“县水利局”改为“县教育局”",
        "建立　姓名：张伟；性别：男；学历：大学；单位：县水利局",
    ]
    school_session.run(students.delete([made]))
    assert words(school_session, "student", made)[0] == "删除"


def test_every_kind_of_record_is_told_in_words(demo_session: Session) -> None:
    """Nothing that was ever written into the demonstration's file is told by a column or a code."""
    told = [
        line
        for entry in demo_session.operations(1000)
        for line in demo_session.read(history.of_operation, entry.id, 10_000)
    ]
    text = "\n".join(told)
    for wanted in (
        "教师 周雅琴：建立　姓名：周雅琴；类别：专职教师；单位：",
        "课程 ",
        "场地 ",
        "单位 ",
        "入班 ",
        "起止日期 2026年秋季科级干部进修班：建立　开始日期：2026-11-02",
        "授课人 ",
        "证书 X2025-01-0001：建立　",
        "：状态由“草案”改为“已审定”",
        "审定时间填为“2026-",
        "学时记录 ",
    ):
        assert wanted in text, wanted
    codes = {"draft", "approved", "lecture", "full_time", "morning", "enrolled", "issued", "main"}
    assert not codes & set(re.split(r"[：；“”\s]", text))
    assert not [line for line in told if line.startswith(("None", " ")) or line.endswith("：")]


def test_an_operation_says_of_whom_even_when_they_are_gone(school_session: Session) -> None:
    made = school_session.run(students.create({"name": "张伟"})).value
    class_id = school_session.run(classes.create({"code": "1", "name": "进修班"})).value
    school_session.run(enrolment.enrol(class_id, [made]))
    school_session.run(classes.delete(class_id))
    gone = school_session.operations(1)[0]
    assert sorted(school_session.read(history.of_operation, gone.id)) == [
        "入班 张伟：删除",
        "班次 进修班：删除",
    ]
    assert len(school_session.read(history.of_operation, gone.id, 1)) == 1


def test_a_column_that_the_file_no_longer_has_is_told_by_the_word_for_it(
    school_session: Session,
) -> None:
    trace = Trace("student", "", "", "", "update", {"校验密钥": ("a", "b"), "uid": ("1", "2")}, {})
    assert school_session.read(lambda db: history.Writer(db).words(trace)) == (
        "校验密钥由“a”改为“b”"
    )


def test_a_table_that_the_file_no_longer_has_is_told_of(school_session: Session) -> None:
    room = school_session.run(venues.create({"name": "礼堂"}))
    steps = dict(STEPS.after(1))
    later = Steps({**steps, LATEST + 1: Step(dropped_tables={"venue": "场地"})})
    traces = school_session.read(journal.changes, room.operation_id, steps=later)
    assert [school_session.read(lambda db, t=t: history.Writer(db).line(t)) for t in traces] == [
        "场地：新版程序已不再保存"
    ]
