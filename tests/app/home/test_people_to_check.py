"""People of the classes at hand: perhaps two records of one, or against their own number."""

from __future__ import annotations

from app.classes import classes, enrolment
from app.file.session import Session
from app.home import people_to_check
from app.home.people_to_check import SHOWN
from app.people import students
from app.text import identity


def number(serial: int, born: str) -> str:
    first = f"990000{born}{serial:03}"
    return first + identity.check_digit(first)


def test_two_records_of_one_name_are_told_unless_something_tells_them_apart(
    school_session: Session,
) -> None:
    run, read = school_session.run, school_session.read
    class_id = run(classes.create({"code": "1", "name": "测试班"})).value

    def add(**values: object) -> int:
        return run(students.create(values)).value

    here = [
        add(name="张伟", birth_date="1980-05"),
        add(name="李敏", birth_date="1981-01-02"),
        add(name="王芳", id_number=number(12, "19800101")),
        add(name="赵丽"),
    ]
    run(enrolment.enrol(class_id, here))
    assert read(people_to_check.read, [class_id]) == []
    add(name="张伟", birth_date="1980-05-09")
    add(name="李敏", birth_date="1982-01")
    add(name="王芳", id_number=number(14, "19800101"))
    (line,) = read(people_to_check.read, [class_id])
    assert line.text.startswith("张伟：") and (line.noun, line.id) == ("student", here[0])
    run(enrolment.remove([read(enrolment.LISTING.ids, scope={"class_id": class_id})[0]]))
    assert read(people_to_check.read, [class_id]) == []


def test_who_is_against_the_identity_number_is_told_and_many_are_counted(
    school_session: Session,
) -> None:
    run, read = school_session.run, school_session.read
    class_id = run(classes.create({"code": "1", "name": "测试班"})).value
    people = [
        run(
            students.create(
                {"name": f"学员{place}", "sex": "1", "id_number": number(2 * place, "19800101")}
            )
        ).value
        for place in range(1, SHOWN + 4)
    ]
    run(enrolment.enrol(class_id, people))
    found = read(people_to_check.read, [class_id])
    assert len(found) == SHOWN + 1 and "性别与身份证号" in found[0].text
    assert found[-1].text.startswith("还有 3 处") and not found[-1].id
