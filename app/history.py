"""修改记录: what was done to a record, in a registrar's words, for every table the journal records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.file import archiving, journal
from app.file.facts import Fact, Facts
from app.file.journal import Trace
from app.people import hours, students, units
from app.rules import profiles, rule
from app.school import class_kinds, holidays, known_headings, mendings, rehearsals, school, users
from app.teaching import courses, teachers, topics, venues

NOUNS: Mapping[str, Facts[Any]] = {
    facts.table: facts
    for facts in (
        school.FACTS,
        school.HALF_DAY_FACTS,
        holidays.FACTS,
        users.FACTS,
        school.PACKAGE_FACTS,
        rehearsals.FACTS,
        mendings.FACTS,
        known_headings.FACTS,
        students.FACTS,
        units.FACTS,
        hours.FACTS,
        teachers.FACTS,
        venues.FACTS,
        courses.FACTS,
        profiles.FACTS,
        rule.FACTS,
        rule.TAG_FACTS,
        rule.CLASS_KIND_FACTS,
        rule.LEVEL_FACTS,
        rule.STEP_FACTS,
        rule.LABEL_FACTS,
        class_kinds.FACTS,
        topics.FACTS,
        topics.MODULE_FACTS,
        topics.OF_COURSE_FACTS,
        ledger.FACTS,
        classes.FACTS,
        classes.SPAN_FACTS,
        lessons.FACTS,
        lessons.LECTURER_FACTS,
        lessons.TOPIC_FACTS,
        enrolment.FACTS,
        enrolment.ATTENDANCE_FACTS,
    )
}


@dataclass(frozen=True)
class Line:
    """One line of a record's history: who did what, and ``words`` on what it changed."""

    at: str
    user_name: str
    operation: str
    words: str


def of_record(db: Database, table: str, row_id: int) -> list[Line]:
    """Return what happened to one record, newest first; last, in which archives older entries are."""
    writer = Writer(db)
    traces = journal.history(db, table, row_id)
    lines = [Line(t.at, t.user_name, t.operation, writer.words(t)) for t in traces]
    archives = archiving.archives(db)
    if archives and not (traces and traces[-1].action == "insert"):
        files = "、".join(f"「{one.file_name}」" for one in archives)
        days = f"{archives[0].first_at[:10]} 至 {archives[-1].last_at[:10]}"
        lines.append(Line("", "", "", f"更早的修改记录已归档：{files}（{days}）"))
    return lines


def what_goes(entry: journal.Entry) -> str:
    """Say what taking back an operation of before takes away."""
    return (
        f"将收回{entry.user_name} {entry.at[:16]} 的「{entry.name}」写下的 {entry.change_count} 处内容；"
        "它以后的操作不动。收回以后还可以再撤销回来。"
    )


def of_operation(db: Database, operation_id: int, limit: int = 100) -> list[str]:
    """Return what an operation changed, a record a line: 学员 张伟：学历由“大学”改为“研究生”."""
    writer = Writer(db)
    return [writer.line(trace) for trace in journal.changes(db, operation_id, limit)]


class Writer:
    """Puts changes into words; the names of codes and of rows are read once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._names: dict[tuple[str, int], str] = {}
        self._codes: dict[tuple[str, str], Mapping[Any, str]] = {}

    def line(self, trace: Trace) -> str:
        """Return what a trace changed and of what."""
        facts = NOUNS.get(trace.table)
        if facts is None:
            return f"{trace.table}：新版程序已不再保存"
        label = self._label(facts, trace.row.get(facts.label))
        return f"{facts.noun}{' ' if label else ''}{label}：{self.words(trace)}"

    def words(self, trace: Trace) -> str:
        """Return what a trace changed: 学历由“大学”改为“研究生”；电话填为“…”."""
        if trace.action == "delete":
            return "删除"
        facts = NOUNS[trace.table]
        by_column = {fact.column: fact for fact in facts.values()}
        parts: list[str] = []
        for column, (before, after) in trace.columns.items():
            fact = by_column.get(column)
            if fact is not None:
                name = fact.name
                old, new = (self._shown(trace.table, fact, value) for value in (before, after))
            elif column.isascii():
                continue  # the machinery's own
            else:  # a column that the file no longer has, by the word for it
                name, old, new = column, str(before or ""), str(after or "")
            if trace.action == "update":
                parts.append(_changed(name, old, new))
            elif fact is not None and fact.kind == "row" and fact.key == facts.label:
                continue  # what it belongs to, by which it is called
            elif fact is not None and fact.kept and fact.kind == "flag" and not after:
                continue  # what nobody has said yet
            elif new:
                parts.append(f"{name}：{new}")
        return ("建立　" if trace.action == "insert" else "") + "；".join(parts)

    def _shown(self, table: str, fact: Fact, value: Any) -> str:
        if fact.kind == "row" or fact.named:
            return self._called(fact.of, value)
        names = self._codes.get((table, fact.key))
        if names is None:
            names = self._codes[table, fact.key] = dict(fact.options(self._db))
        return fact.shown(value, names)

    def _called(self, table: str, row_id: Any) -> str:
        """What a row of another table is called, '' for none or one that is gone."""
        facts = NOUNS.get(table)
        if row_id is None or facts is None:
            return ""
        if (table, row_id) not in self._names:
            row = self._db.execute(
                f"SELECT {facts.label} FROM {table} WHERE id = ?", [row_id]
            ).fetchone()
            self._names[table, row_id] = self._label(facts, row[0] if row else None)
        return self._names[table, row_id]

    def _label(self, facts: Facts[Any], value: Any) -> str:
        """What a row is called by its label: its own name, or that of the row it belongs to."""
        one = facts[facts.label]
        return self._called(one.of, value) if one.kind == "row" else str(value or "")


def _changed(name: str, old: str, new: str) -> str:
    if old and new:
        return f"{name}由“{old}”改为“{new}”"
    if new:
        return f"{name}填为“{new}”"
    return f"{name}“{old}”已清空" if old else f"{name}已更换"
