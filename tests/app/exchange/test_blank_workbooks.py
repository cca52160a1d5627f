"""Blank templates: what is offered in their cells is what is read from them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from app.exchange import KINDS, Kind, blank_workbooks
from app.exchange.engine.asked import Asked
from app.file.operation import Operation, Transaction
from app.file.session import Session

DRAFT = "2026-03"
# what a row must have to be read at all
LEAST = {"name": "冉某甲", "title": "某课", "date": "2026-11-02", "half": "上午"}
LEAST |= {"class_name": "某班", "start_date": "2024-03-04", "end_date": "2024-03-08"}
# what is said of rows that differ in the offered word alone
ALIKE = ("重复", "同名同单位", "同一个班次", "时间重叠")
# up to where the offered words of a part reach at least: of a class of before its kind alone is chosen
OFFERED = {"class": 12}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.key)
def template(
    request: pytest.FixtureRequest, demo_session: Session, tmp_path: Path
) -> tuple[Kind, Path]:
    """A kind of list and its blank template."""
    path = tmp_path / "模板.xlsx"
    demo_session.read(blank_workbooks.write, request.param, path)
    return request.param, path


def code(kind: Kind) -> str:
    return DRAFT if kind.into == "must" else ""


def test_a_blank_template_has_every_column_and_nothing_to_import(
    demo_session: Session, template: tuple[Kind, Path]
) -> None:
    kind, path = template
    importer = kind.importer()
    reading = importer.read(path)
    review = demo_session.read(importer.judged, reading, Asked(code(kind)))
    assert (review.entries, review.findings, review.skipped) == ((), (), ())
    for part, table in review.tables:
        known = [one.key for one in demo_session.read(blank_workbooks.headings, part)]
        assert sorted(table.columns, key=lambda key: table.columns[key]) == known
        assert set(part.required) <= set(known)
        assert {c.key for c in part.columns} - set(known) <= {"unit_post"}
    seen = [(sheet.name, sheet.visible) for sheet in reading.book.sheets]
    assert seen == [*((p.what, True) for p in importer.parts), ("填写说明", True), ("选项", False)]


def test_whatever_is_offered_in_a_cell_is_read_from_it(
    demo_session: Session, template: tuple[Kind, Path]
) -> None:
    kind, path = template
    book = openpyxl.load_workbook(path)
    for part in kind.importer().parts:
        sheet = book[part.what]
        letters = {get_column_letter(n): n for n in range(1, sheet.max_column + 1)}
        rules = {
            letters[re.sub("[0-9].*", "", str(rule.sqref))]: rule.formula1
            for rule in sheet.data_validations.dataValidation
        }
        keys = {n: part.field(str(sheet.cell(1, n).value)) or "" for n in letters.values()}
        row = 2
        for column, formula in rules.items():
            for word in words(book, formula):
                for place, key in keys.items():
                    sheet.cell(row, place, LEAST.get(key))
                sheet.cell(row, column, word)
                row += 1
        assert row > OFFERED.get(part.key, 20)
    book.save(path)
    importer = kind.importer()
    review = demo_session.read(importer.review, path, code(kind))
    wrong = [f.text for f in review.findings if f.severity == "error"]
    assert [text for text in wrong if not any(word in text for word in ALIKE)] == []


def words(book: openpyxl.Workbook, formula: str) -> list[str]:
    name, _, cells = formula.rpartition("!")
    return [str(cell.value) for (cell,) in book[name.strip("'")][cells.replace("$", "")]]


def test_names_of_the_school_are_offered_and_none_is_a_formula(
    school_session: Session, tmp_path: Path
) -> None:
    def work(tx: Transaction) -> None:
        tx.insert("unit", {"name": "=HYPERLINK(1)"})

    school_session.run(Operation("加单位", work, right="students"))
    (part,) = KINDS[0].importer().parts
    units = next(
        h for h in school_session.read(blank_workbooks.headings, part) if h.key == "unit_name"
    )
    assert units.words == ("=HYPERLINK(1)",) and not units.closed
    path = tmp_path / "模板.xlsx"
    school_session.read(blank_workbooks.write, KINDS[0], path)
    cells = [c for column in openpyxl.load_workbook(path)["选项"].iter_cols() for c in column]
    assert {c.data_type for c in cells if c.value is not None} == {"s"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_what_is_said_of_the_lists_is_true_of_a_new_school_too(
    school_session: Session, tmp_path: Path, kind: Kind
) -> None:
    path = tmp_path / "模板.xlsx"
    school_session.read(blank_workbooks.write, kind, path)
    book = openpyxl.load_workbook(path)
    said = [str(row[0].value) for row in book[blank_workbooks.HINTS].iter_rows()]
    for part in kind.importer().parts:
        sheet = book[part.what]
        listed = {str(rule.sqref).rstrip("0123456789").split("2:")[0]
                  for rule in sheet.data_validations.dataValidation}  # fmt: skip
        for number, cell in enumerate(sheet[1], start=1):
            about = f"{part.what}的“{str(cell.value).removesuffix('*')}”："
            promised = any(line.startswith(about) and "从下拉列表里选" in line for line in said)
            assert not promised or get_column_letter(number) in listed, about
    alone = "直接写；学校文件里有了以后，再存的模板带下拉列表。"
    assert any(alone in line for line in said)
