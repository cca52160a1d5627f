"""The facts of nouns: held to the file's tables, cleaned on the way in, found by search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app import history
from app.classes import classes
from app.file import recording
from app.file.facts import TECHNICAL, Fact, Facts, fact, record
from app.file.kinds import TEXTS
from app.file.listing import Listing
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students
from app.teaching import courses, teachers, venues

NUMBERS = ("990000198505124216", "99000019850512104X")  # made up; 990000 is no place


def test_every_table_that_the_journal_records_has_its_facts(school_session: Session) -> None:
    assert sorted(history.NOUNS) == school_session.read(recording.recorded_tables)


@pytest.mark.parametrize("facts", history.NOUNS.values(), ids=lambda facts: facts.table)
def test_the_facts_of_a_noun_are_the_columns_of_its_table(
    school_session: Session, facts: Facts[Any]
) -> None:
    table = school_session.read(
        lambda db: db.execute(f"PRAGMA table_info({facts.table})").fetchall()
    )
    columns = {name: (kind, bool(kept), usual) for _, name, kind, kept, usual, _ in table}
    declared = {one.column: one for one in facts.values() if not one.apart}
    assert set(declared) | (TECHNICAL & set(columns)) | facts.beside == set(columns)
    for column, one in declared.items():
        kind, kept, usual = columns[column]
        assert kind == _sql_kind(one), column
        if one.usual is ...:
            assert (kept, usual is None) == (True, False), column
        else:
            assert (kept, usual) == _sql_rule(one), column
    assert ("terms" in columns) == any(one.words for one in facts.values())


def _sql_kind(one: Fact) -> str:
    whole = one.kind in ("count", "hours", "money", "flag", "row") or one.named
    return "INTEGER" if whole else "TEXT"


def _sql_rule(one: Fact) -> tuple[bool, str | None]:
    """Whether the column is NOT NULL, and its default as SQL."""
    if one.kind in TEXTS and not one.named:
        return True, None if one.required and one.usual is None else f"'{one.usual or ''}'"
    usual = f"'{one.usual}'" if isinstance(one.usual, str) else one.usual
    return one.required, None if usual is None else str(usual)


@pytest.mark.parametrize("facts", history.NOUNS.values(), ids=lambda facts: facts.table)
def test_codes_and_rows_are_those_of_the_schema(school_session: Session, facts: Facts[Any]) -> None:
    """A code table that a column refers to, and a row's table, are what the fact says."""
    keys = school_session.read(
        lambda db: db.execute(f"PRAGMA foreign_key_list({facts.table})").fetchall()
    )
    refers = {row[3]: row[2] for row in keys}
    for one in facts.values():
        table = one.codes if isinstance(one.codes, str) else ""
        if " " in table or one.apart:  # a tag is a code of one of several tables
            continue
        assert refers.get(one.column, "") == (table or one.of), one.key


def test_a_key_that_is_no_fact_is_a_bug(school_session: Session) -> None:
    for wrong in ("educaton", "photo_id", "id", "terms"):
        with pytest.raises(KeyError, match=wrong):
            school_session.run(students.create({"name": "张伟", wrong: 1}))
    made = school_session.run(students.create({"name": "张伟"})).value
    with pytest.raises(KeyError, match="educaton"):
        school_session.run(students.update(made, {"educaton": "大学"}))
    with pytest.raises(KeyError, match="birthday"):
        students.FACTS.name("birthday")


def test_what_is_typed_is_cleaned_on_the_way_in(school_session: Session) -> None:
    values = {"name": " 张伟 ", "sex": "", "id_number": NUMBERS[1].lower(), "education": " "}
    made = school_session.run(students.create(values)).value
    kept = school_session.read(students.get, made)
    assert (kept.name, kept.sex, kept.id_number, kept.education) == ("张伟", None, NUMBERS[1], "")
    with pytest.raises(UserError, match="学员民族没有「99」这一项"):
        school_session.run(students.update(made, {"ethnic_group": "99"}))
    with pytest.raises(UserError, match="学员的出生年月「1985」应写成 1978-05"):
        school_session.run(students.update(made, {"birth_date": "1985"}))
    with pytest.raises(UserError, match="请填写学员姓名"):
        school_session.run(students.update(made, {"name": None}))
    assert school_session.read(students.get, made) == kept


@dataclass(frozen=True)
class Sought:
    """A noun that is searched: how one is made and changed, and (old, new) of each searched fact."""

    facts: Facts[Any]
    create: Callable[[dict[str, object]], Operation[int]]
    update: Callable[[int, dict[str, object]], Operation[None]]
    listing: Listing
    words: dict[str, tuple[str, str]]


SOUGHT = (
    Sought(
        students.FACTS,
        students.create,
        students.update,
        students.LISTING,
        {
            "name": ("欧阳娜", "司马光"),
            "id_number": NUMBERS,
            "phone": ("13800001234", "13900005678"),
            "unit_name": ("县水利局", "市教育厅"),
        },
    ),
    Sought(
        teachers.FACTS,
        teachers.create,
        teachers.update,
        teachers.LISTING,
        {"name": ("欧阳娜", "司马光"), "unit_name": ("县水利局", "市教育厅")},
    ),
    Sought(
        courses.FACTS,
        lambda values: courses.create({"category": "theory", "method": "lecture", **values}),
        courses.update,
        courses.LISTING,
        {"title": ("红色家书", "基层治理")},
    ),
    Sought(
        venues.FACTS,
        venues.create,
        venues.update,
        venues.LISTING,
        {"name": ("北岭村教学点", "第一教室")},
    ),
    Sought(
        classes.FACTS,
        classes.create,
        classes.update,
        classes.LISTING,
        {"name": ("科级干部进修班", "中青年培训"), "code": ("2026-03", "2027-18")},
    ),
)


def test_no_noun_that_is_searched_is_forgotten() -> None:
    searched = {
        table for table, facts in history.NOUNS.items() if any(f.words for f in facts.values())
    }
    assert searched == {noun.facts.table for noun in SOUGHT} | {"unit"}  # made, but never changed


@pytest.mark.parametrize("noun", SOUGHT, ids=lambda noun: noun.facts.table)
def test_each_searched_fact_changed_alone_is_found_by_the_new_and_not_by_the_old(
    school_session: Session, noun: Sought
) -> None:
    assert {f.key for f in noun.facts.values() if f.words} <= set(noun.words)
    first: dict[str, object] = {key: old for key, (old, _) in noun.words.items()}
    made = school_session.run(noun.create(first)).value

    def found(text: str) -> list[int]:
        return list(school_session.read(noun.listing.ids, search=text))

    for key, (old, new) in noun.words.items():
        assert (found(old), found(new)) == ([made], []), key
        school_session.run(noun.update(made, {key: new}))
        assert (found(old), found(new)) == ([], [made]), key
    school_session.undo()
    key, (old, new) = list(noun.words.items())[-1]
    assert (found(old), found(new)) == ([made], [])


def test_a_fact_is_shown_as_a_registrar_reads_it() -> None:
    @record
    class Thing:
        id: int
        hours: int = fact("学时", "hours")
        cost: int | None = fact("经费", "money")
        counted: int = fact("计入", "flag")
        kind: str = fact("类别", "code", codes={"a": "甲类"})
        at: str = fact("时间", "moment")

    facts = Facts(Thing, "thing", "物")
    for key, value, text in (
        ("hours", 10, "2.5"),
        ("cost", 4200000, "42000 元"),
        ("cost", 50, "0.50 元"),
        ("cost", None, ""),
        ("counted", 0, "否"),
        ("kind", "a", "甲类"),
        ("kind", "z", "z"),
        ("at", "2026-11-02 08:30:00", "2026-11-02 08:30"),
    ):
        assert facts[key].shown(value, {"a": "甲类"}) == text


@record
class Tagged:
    """A record whose code is one of several tables."""

    id: int
    category: str = fact("标签", "code", codes="course_topic course_category")


def test_a_code_of_one_of_several_tables_is_listed_by_its_name(school_session: Session) -> None:
    created = {"title": "党章", "category": "theory", "method": "lecture"}
    school_session.run(courses.create(created))
    facts = Facts(Tagged, "course", "标签")
    sql = f"SELECT {facts.listed()['category_name']} FROM course t"
    names = dict(school_session.read(facts["category"].options))
    assert school_session.read(lambda db: db.execute(sql).fetchall()) == [(names["theory"],)]


@pytest.mark.parametrize("facts", history.NOUNS.values(), ids=list(history.NOUNS))
def test_every_text_that_can_be_typed_is_plain(school_session: Session, facts: Facts[Any]) -> None:
    for key in facts.typed:
        one = facts[key]
        if one.kind in TEXTS and not one.codes:
            for text, told in (("甲\u200b乙", r"U\+200B"), ("<b>甲", "网页标记「<b>」")):
                with pytest.raises(UserError, match=f"{one.name}.*{told}"):
                    school_session.read(facts.clean, {key: text})
