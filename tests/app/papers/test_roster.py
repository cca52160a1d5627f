"""学员花名册 on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app import papers
from app.classes import enrolment
from app.file import session
from app.ground.errors import UserError
from app.papers import roster
from app.people import students
from app.school import school as settings

Fill = Callable[..., int]
Reading = Callable[[Path], str]


def test_everyone_is_on_it(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    data = school.read(roster.gather, fill())
    pages = roster.write(data, tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf")
    assert pages == 3
    assert "2026年秋季科级干部进修班（第3期）学员花名册" in text
    assert all(person.name in text for person in data.people)
    assert {"李㛃", "张䶮", "王𬎆", "欧阳𫖯"} < {person.name for person in data.people}
    assert "女土家族1970.01群众硕士研究生县委组织部副主任13800000000" in text
    assert f"共42人，其中女{data.women}人" in text
    assert data.women == 14
    assert data.minorities == 11
    assert data.outside_party == 6


@pytest.mark.parametrize(("people", "pages"), [(0, 1), (1, 1), (210, 12)])
def test_none_one_and_many(
    school: session.Session, fill: Fill, tmp_path: Path, people: int, pages: int
) -> None:
    data = school.read(roster.gather, fill(people=people, days=1))
    assert roster.write(data, tmp_path / "a.pdf") == pages


def test_identity_numbers_only_when_asked_for(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    class_id = fill(people=3)
    data = school.read(roster.gather, class_id)
    roster.write(data, tmp_path / "a.pdf")
    roster.write_workbook(data, tmp_path / "a.xlsx")
    assert "99000019" not in text_of(tmp_path / "a.pdf")
    assert "身份证" not in text_of(tmp_path / "a.pdf")
    assert "身份证号" not in [
        c.value for c in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0][3]
    ]
    with_numbers = school.read(roster.gather, class_id, identity=True)
    roster.write(with_numbers, tmp_path / "b.pdf")
    text = text_of(tmp_path / "b.pdf")
    assert all(person.id_number in text for person in with_numbers.people)
    assert text.count("990000") == 3


def test_unit_and_post_are_those_at_enrolment(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    class_id = fill(people=1)
    [student] = school.read(enrolment.student_ids, class_id)
    school.run(students.update(student, {"unit_name": "省委组织部", "post": "处长"}))
    roster.write(school.read(roster.gather, class_id), tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf")
    assert "县委组织部副主任" in text
    assert "处长" not in text


def test_who_left_is_not_on_it_and_leaves_no_gap(school: session.Session, fill: Fill) -> None:
    class_id = fill(people=3)
    rows = school.read(lambda db: db.execute("SELECT id FROM enrolment ORDER BY id").fetchall())
    school.run(enrolment.update(rows[1][0], {"status": "withdrawn"}))
    assert [person.number for person in school.read(roster.gather, class_id).people] == [1, 2]


def test_the_workbook_keeps_text_as_text(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill(people=2)
    [first, _] = school.read(enrolment.student_ids, class_id)
    rows = school.read(lambda db: db.execute("SELECT id FROM enrolment ORDER BY id").fetchall())
    school.run(enrolment.update(rows[0][0], {"remark": "=1+1"}))
    data = school.read(roster.gather, class_id, identity=True)
    roster.write_workbook(data, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    head = [cell.value for cell in sheet[3]]
    row = dict(zip(head, sheet[4], strict=True))
    assert sheet.freeze_panes == "A4"
    assert row["序号"].value == 1
    assert row["身份证号"].value == school.read(students.get, first).id_number
    assert row["身份证号"].data_type == "s"
    assert row["身份证号"].number_format == "@"
    assert (row["备注"].value, row["备注"].data_type) == ("=1+1", "s")
    assert row["单位及职务"].value == "县委组织部副主任"


def test_a_name_without_a_glyph_is_refused_with_its_owner(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill(people=2)
    [first, _] = school.read(enrolment.student_ids, class_id)
    school.run(students.update(first, {"name": "王\ue815"}))
    with pytest.raises(UserError, match="学员 王\ue815（序号 1）"):
        roster.write(school.read(roster.gather, class_id), tmp_path / "a.pdf")


def test_the_same_roster_gives_the_same_bytes(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    data = school.read(roster.gather, fill())
    for name in ("a.pdf", "b.pdf"):
        roster.write(data, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_columns_chosen_are_printed_in_their_order(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    class_id = fill(people=2)
    chosen = ("unit_name", "name", "post")
    data = school.read(roster.gather, class_id, columns=chosen)
    roster.write(data, tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf")
    assert "单位姓名职务县委组织部李㛃副主任" in text
    assert "联系电话" not in text
    roster.write_workbook(data, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["单位", "姓名", "职务"]


def test_no_choice_of_columns_prints_identity_numbers_unasked(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    class_id = fill(people=2)
    for columns in (("name", "id_number"), ("id_number",)):
        data = school.read(roster.gather, class_id, columns=columns)
        assert data.columns == ("name",)
        roster.write(data, tmp_path / "a.pdf")
        assert "990000" not in text_of(tmp_path / "a.pdf")


def test_the_people_stand_in_the_order_chosen(school: session.Session, fill: Fill) -> None:
    class_id = fill(people=10)
    school.run(enrolment.assign_groups(class_id, 3))
    rows = school.read(lambda db: db.execute("SELECT id FROM enrolment ORDER BY id").fetchall())
    school.run(enrolment.update(rows[0][0], {"group_name": ""}))  # whoever has no group comes last
    people = {
        order: school.read(roster.gather, class_id, order=order).people for order in roster.ORDERS
    }
    assert [p.group_name[1:2] for p in people["group"]] == [*"111222333", ""]
    units = [p.unit_name for p in people["unit"]]
    assert units == sorted(units, key=[*dict.fromkeys(units)].index)  # each unit together
    assert units[0] == "龙溪镇" or units[0].startswith("县")
    assert [p.name for p in people["name"]] != [p.name for p in people["list"]]
    assert {p.name for p in people["name"]} == {p.name for p in people["list"]}
    for order in ("group", "unit", "name"):
        assert [p.number for p in people[order]] == list(range(1, 11))


def test_a_character_in_a_column_not_printed_bars_nothing(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill(people=1)
    rows = school.read(lambda db: db.execute("SELECT id FROM enrolment").fetchall())
    school.run(enrolment.update(rows[0][0], {"remark": "\ue815"}))
    with pytest.raises(UserError, match="学员"):
        roster.write(school.read(roster.gather, class_id), tmp_path / "a.pdf")
    data = school.read(roster.gather, class_id, columns=("name",))
    assert roster.write(data, tmp_path / "a.pdf") == 1


def test_what_nobody_has_falls_away_unless_it_is_to_be_filled_by_hand(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill(people=3)
    school.run(enrolment.update_many(_enrolled(school), {"role": "", "remark": ""}))
    data = school.read(roster.gather, class_id)
    assert not {"role", "remark", "id_number"} & set(data.columns)
    assert {"number", "name", "phone"} <= set(data.columns)
    roster.write_workbook(data, tmp_path / "a.xlsx")
    head = [c.value for c in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0][3]]
    assert "备注" not in head
    by_hand = school.read(roster.gather, class_id, blank=True)
    assert {"role", "remark"} <= set(by_hand.columns)


def test_the_columns_that_the_school_keeps_are_those_of_every_roster(
    school: session.Session, fill: Fill
) -> None:
    class_id = fill(people=2)
    kept = "name number unit_and_post of_before"
    school.run(settings.change("roster_columns", kept))
    assert school.read(roster.gather, class_id).columns == ("name", "number", "unit_and_post")
    chosen = papers.kind("roster").of_school(school.read)
    assert chosen == {"columns": ("name", "number", "unit_and_post")}
    assert papers.kind("timetable").of_school(school.read) == {}


def test_paper_and_screen_number_alike_without_gaps(school: session.Session, fill: Fill) -> None:
    class_id = fill(people=4)
    first, second, *_ = _enrolled(school)
    school.run(enrolment.update(first, {"number": 9}))
    school.run(enrolment.update(second, {"status": "withdrawn"}))
    on_paper = [(p.number, p.name) for p in school.read(roster.gather, class_id).people]
    ids = school.read(enrolment.LISTING.ids, scope={"class_id": class_id})
    rows = school.read(enrolment.LISTING.rows, ids)
    on_screen = [(rows[i]["place"], rows[i]["name"]) for i in ids if rows[i]["place"]]
    assert on_screen == on_paper
    assert [number for number, _ in on_paper] == [1, 2, 3]


def _enrolled(school: session.Session) -> list[int]:
    rows = school.read(lambda db: db.execute("SELECT id FROM enrolment ORDER BY id").fetchall())
    return [i for (i,) in rows]
