"""修改记录 in a registrar's words."""

from __future__ import annotations

from app import history
from app.file.session import Session
from app.people import students


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
