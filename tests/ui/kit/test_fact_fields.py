"""What the facts of a noun suggest for forms and tables, and what a page may say otherwise."""

from __future__ import annotations

from app.people import students
from app.teaching import courses
from ui.context import Context
from ui.kit import columns
from ui.kit.fact_fields import Columns, Fields


def test_a_field_is_as_its_fact_is_unless_the_page_says_otherwise(context: Context) -> None:
    field = Fields(context, students.FACTS)
    name, sex, number, remark = (field(k) for k in ("name", "sex", "id_number", "remark"))
    assert (name.label, name.kind, name.required) == ("姓名", "text", True)
    assert (sex.kind, sex.required, sex.options[0], sex.options[2]) == (
        "choice",
        False,
        (None, ""),
        ("1", "男"),
    )
    assert number.check is not None
    assert number.check("990000198505124210") is not None
    assert (remark.kind, remark.span, remark.lines) == ("area", 2, 2)
    assert field("birth_date").kind == "birth"
    said = field("unit_name", label="工作单位", kind="suggest", span=2)
    assert (said.label, said.kind, said.span) == ("工作单位", "suggest", 2)


def test_a_code_that_must_be_chosen_has_no_empty_line(context: Context) -> None:
    field = Fields(context, courses.FACTS)
    assert [code for code, _ in field("category").options][:2] == ["theory", "party_spirit"]
    assert field("module").options[0] == (None, "")
    assert (field("quarter_hours").kind, field("quarter_hours").required) == ("hours", True)
    assert (field("counted").kind, field("counted").required) == ("check", False)
    assert field("teacher_id", options=[(1, "甲")]).options == [(1, "甲")]


def test_a_column_shows_names_of_codes_and_numbers_at_the_right() -> None:
    shown = Columns(courses.FACTS)
    title = shown("title", 260, bold=True)
    assert (title.key, title.title, title.width, title.bold) == ("title", "课程名称", 260, True)
    assert shown("category").key == "category_name"
    hours = shown("quarter_hours")
    assert (hours.align, hours.format, hours.cell({"quarter_hours": 10}).text) == (
        "right",
        columns.hours,
        "2.5",
    )
    assert Columns(students.FACTS)("birth_date").cell({"birth_date": "1978-05-03"}).text == (
        "1978.05"
    )
