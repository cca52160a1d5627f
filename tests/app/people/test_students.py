"""学员."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.classes import classes, enrolment
from app.classes.classes import Span
from app.file.listing import ARCHIVED
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students, units

NUMBER = "990000198505124216"  # made up; 990000 is no place
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64


def find(session: Session, text: str) -> list[str]:
    ids = session.read(students.LISTING.ids, search=text)
    return [session.read(students.get, i).name for i in ids]


@pytest.fixture
def people(school_session: Session) -> dict[str, int]:
    given = {
        "张伟": {"unit_name": "县水利局", "id_number": NUMBER, "phone": "13800001234"},
        "张薇": {"unit_name": "县教育局"},
        "曾明": {"unit_name": "县教育局"},
        "阿依古丽·买买提": {"unit_name": "城关镇人民政府"},
        "㛃䶮": {"unit_name": "城关镇人民政府"},
    }
    return {
        n: school_session.run(students.create({"name": n, **v})).value for n, v in given.items()
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张", ["张伟", "张薇"]),
        ("zhangwei", ["张伟", "张薇"]),
        ("zw", ["张伟", "张薇"]),
        ("伟", ["张伟"]),
        ("4216", ["张伟"]),
        ("1234", ["张伟"]),
        ("ZENG", ["曾明"]),
        ("ceng", ["曾明"]),
        ("买买提", ["阿依古丽·买买提"]),
        ("㛃", ["㛃䶮"]),
        ("县教育局", ["曾明", "张薇"]),
        ("张 4216", ["张伟"]),
        ('"*', None),
        ("没有这个人", []),
    ],
)
def test_search_by_name_pinyin_initials_digits_and_unit(
    school_session: Session, people: dict[str, int], text: str, found: list[str] | None
) -> None:
    assert sorted(find(school_session, text)) == sorted(people if found is None else found)


def test_search_follows_changes_deletion_and_undo(
    school_session: Session, people: dict[str, int]
) -> None:
    school_session.run(students.update(people["曾明"], {"name": "郑明"}))
    assert find(school_session, "zeng") == []
    assert find(school_session, "zheng") == ["郑明"]
    school_session.run(students.delete([people["曾明"]]))
    assert find(school_session, "zheng") == []
    school_session.undo()
    assert find(school_session, "zheng") == ["郑明"]
    school_session.undo()
    assert find(school_session, "ceng") == ["曾明"]


def test_identity_number_is_checked_and_used_once(
    school_session: Session, people: dict[str, int]
) -> None:
    with pytest.raises(UserError, match="身份证号"):
        school_session.run(students.create({"name": "错号", "id_number": NUMBER[:-1] + "0"}))
    with pytest.raises(UserError, match="已在学员档案"):
        school_session.run(students.create({"name": "重号", "id_number": NUMBER}))
    values = {"sex": "2", "birth_date": "1985-06", "id_number": NUMBER}
    assert len(students.warnings(values)) == 2
    assert students.warnings({**values, "sex": "1", "birth_date": "1985-05"}) == []


def test_a_unit_is_made_once_and_found_while_typing(
    school_session: Session, people: dict[str, int]
) -> None:
    assert school_session.read(units.names, "jyj") == ["县教育局"]
    assert len(school_session.read(units.names)) == 3


def test_photos_are_jpeg_and_kept_once(school_session: Session, people: dict[str, int]) -> None:
    for bad in (b"GIF89a", b"\xff\xd8\xff" + b"0" * 3_000_000):
        with pytest.raises(UserError, match="照片"):
            school_session.run(students.set_photo(people["张伟"], bad))
    school_session.run(students.set_photo(people["张伟"], JPEG))
    school_session.run(students.set_photo(people["张薇"], JPEG))
    assert school_session.read(students.photo, people["张薇"]) == JPEG
    school_session.undo()
    assert school_session.read(students.photo, people["张薇"]) is None
    assert (
        school_session.read(lambda db: db.execute("SELECT count(*) FROM photo").fetchone()[0]) == 1
    )


def test_a_student_with_classes_is_not_deleted(
    school_session: Session, people: dict[str, int]
) -> None:
    span = [Span("2026-11-02", "2026-11-06")]
    class_id = school_session.run(classes.create({"code": "1", "name": "班"}, span)).value
    school_session.run(enrolment.enrol(class_id, [people["张伟"]]))
    with pytest.raises(UserError, match="张伟有 1 个班次"):
        school_session.run(students.delete([people["张薇"], people["张伟"]]))
    assert school_session.read(students.count) == 5
    (attended,) = school_session.read(students.classes_of, people["张伟"])
    assert (attended.code, attended.start_date, attended.certificate_number) == (
        "1",
        "2026-11-02",
        None,
    )


def test_an_archived_student_is_out_of_the_list_found_by_search_and_back_with_a_class(
    school_session: Session, people: dict[str, int]
) -> None:
    run, read = school_session.run, school_session.read
    one, two, *others = people.values()
    name = read(students.get, one).name
    assert run(students.archive([one])).name == f"归档学员 {name}"
    assert run(students.archive([two, others[0]])).name == "归档学员 2 名学员"
    assert set(read(students.LISTING.ids)) == set(others[1:])
    assert set(read(students.LISTING.ids, scope={ARCHIVED: True})) == set(people.values())
    assert one in read(students.LISTING.ids, search=name)
    assert read(students.count) == len(people)
    held = run(
        classes.create({"code": "9", "name": "班"}, [Span("2026-11-02", "2026-11-06")])
    ).value
    run(enrolment.enrol(held, [one]))
    assert not read(students.get, one).archived
    school_session.undo()
    assert read(students.get, one).archived
    run(students.restore([one, two, *others]))
    assert set(read(students.LISTING.ids)) == set(people.values())


def test_many_students_come_at_once_as_if_one_by_one(school_session: Session) -> None:
    people = [
        {"name": f"学员{n}", "unit_name": f"第{n % 3}局", "sex": "12"[n % 2]} for n in range(45)
    ]
    ids = school_session.run(students.create_many(people)).value
    assert school_session.undo_name() == "添加 45 名学员"
    one = school_session.run(students.create(people[7])).value
    kept = school_session.read(students.get, ids[7])
    assert school_session.read(students.get, one) == replace(kept, id=one)
    assert len(school_session.read(units.names)) == 3
    assert set(find(school_session, "学员7")) == {"学员7"}
    with pytest.raises(UserError, match="请填写学员姓名"):
        school_session.run(students.create_many([{"name": "甲"}, {"sex": "1"}]))
    school_session.undo()
    school_session.undo()
    assert school_session.read(students.count) == 0
    assert school_session.read(units.names) == []
