"""A roster of four columns, and what is found of it in a workbook, for the tests of the finder and its neighbours."""

from __future__ import annotations

from app.exchange.engine import books, column_notes, finder
from app.exchange.engine.entries import Entry
from app.exchange.engine.finder import Finder
from app.exchange.engine.findings import Finding, Findings
from app.exchange.engine.parts import Part
from app.exchange.engine.tables import Column

COLUMNS = (
    Column("name", ("姓名", "学员姓名"), spread=False),
    Column("unit_name", ("单位", "工作单位", "|", "部门")),
    Column("sex", ("性别",)),
    Column("phone", ("手机", "|", "电话", "联系电话", "|", "联系方式"), spread=False),
)
FINDER = Finder(COLUMNS, ("name",))
PART = Part("roster", "名册", COLUMNS, ("name",), lambda *_: lambda _: Entry("", 0, {}, ""))


def opened(path):
    return path if isinstance(path, books.Book) else books.read(path)


def read(path, one=FINDER, **kwargs):
    """Return the table found, its records, and what was said on the way."""
    findings = Findings()
    table = finder.find(opened(path), one, findings, **kwargs)
    records = list(table.records("name", findings))
    return table, records, findings.items


def missing(path, **kwargs):
    """Return the table found and the one sentence on what it lacks."""
    table = finder.find(opened(path), FINDER, Findings(), **kwargs)
    findings = Findings()
    column_notes.note_missing(table, PART, findings)
    (found,) = findings.items
    return table, found


def notes(table) -> list[Finding]:
    """Return what is said of the columns."""
    findings = Findings()
    column_notes.note_columns(table, PART, findings)
    return findings.items


def told(table):
    return [(f.severity, f.column, f.text) for f in notes(table)]


def names(records):
    return [r.cells["name"] for r in records]
