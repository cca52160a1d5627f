"""Who in a roster is already in the archive: by number first, then by name, never by guess."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sqlite_utils import Database

from app.exchange.engine.findings import Candidate, Disposition, Findings
from app.people import students
from app.text import codes

# a row's number (from 1) → the student it is, or "other": nobody of those proposed
Decision: TypeAlias = int | Literal["other"]
Decisions: TypeAlias = Mapping[int, Decision]

_CODED = ("sex", "ethnic_group", "political_status", "post_level")


@dataclass(frozen=True)
class Row:
    """A row as it was read: ``values`` as students' fields, only those that are filled in.

    ``derived`` fields come from the identity number and never replace what the archive has;
    ``whole`` is 单位及职务 as it stood in one cell; ``places`` maps fields to (row, column) from 0.
    """

    number: int
    values: Mapping[str, str]
    enrolment: Mapping[str, str] = field(default_factory=dict[str, str])
    derived: frozenset[str] = frozenset()
    whole: str = ""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    broken: bool = False  # has an error of its own

    @property
    def name(self) -> str:
        """The name, '' where the row has none."""
        return self.values.get("name", "")


@dataclass(frozen=True)
class Person:
    """What would happen to a row: ``changes`` are (field, before, after) as stored."""

    row: int
    name: str
    disposition: Disposition
    student_id: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """A student of the archive, with his values; '' where there is none."""

    id: int
    values: Mapping[str, str]

    @property
    def candidate(self) -> Candidate:
        """Return what tells this person from another of the same name."""
        v = self.values
        parts = [v["name"], f"{v['unit_name']}{v['post']}", v["birth_date"]]
        parts.append(f"证号尾号 {v['id_number'][-4:]}" if v["id_number"] else "无身份证号")
        parts.append(f"电话尾号 {v['phone'][-4:]}" if v["phone"] else "")
        return Candidate(self.id, " · ".join(p for p in parts if p))


def known(db: Database, rows: Sequence[Row]) -> list[Known]:
    """Return the students who share a number or a name with a row, in two look-ups."""
    numbers = json.dumps([r.values["id_number"] for r in rows if "id_number" in r.values])
    names = json.dumps([r.name for r in rows if r.name])
    found = students.FACTS.read(
        db,
        "WHERE t.id IN (SELECT x.id FROM json_each(?) j JOIN student x"
        " ON x.school_id = 1 AND x.id_number = j.value"
        " UNION SELECT x.id FROM json_each(?) j JOIN student x ON x.name = j.value"
        " AND x.school_id = 1) ORDER BY t.id",
        [numbers, names],
    )
    return [
        Known(one.id, {key: getattr(one, key) or "" for key in students.FACTS.typed})
        for one in found
    ]


def match(
    db: Database, rows: Sequence[Row], sheet: str, decisions: Decisions, findings: Findings
) -> list[Person]:
    """Return what would happen to each row; note doubts, changes and doubles in ``findings``."""
    return _Matching(db, rows, sheet, decisions, findings).people()


class _Matching:
    def __init__(
        self,
        db: Database,
        rows: Sequence[Row],
        sheet: str,
        decisions: Decisions,
        findings: Findings,
    ) -> None:
        self._rows, self._sheet = rows, sheet
        self._decisions, self._findings = decisions, findings
        self._names_of = {c: codes.names(db, c) for c in _CODED}
        archive = known(db, rows)
        self._by_number = {k.values["id_number"]: k for k in archive if k.values["id_number"]}
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for k in archive:
            self._by_name[k.values["name"]].append(k)
        self._taken: dict[int, int] = {}  # student → row

    def people(self) -> list[Person]:
        """Judge every row; who is known by his number is nobody else."""
        doubles = self._doubles()
        for row in self._rows:
            there = self._by_number.get(row.values.get("id_number", ""))
            if there and there.values["name"] == row.name:
                self._taken.setdefault(there.id, row.number)
        people: list[Person] = []
        for row in self._rows:
            if row.broken or row.number in doubles:
                people.append(Person(row.number, row.name, "error"))
            else:
                people.append(self._person(row))
        return people

    def _person(self, row: Row) -> Person:
        decision = self._decisions.get(row.number)
        there = self._by_number.get(row.values.get("id_number", ""))
        if there is not None:
            return self._by_its_number(row, there, decision)
        candidates = [
            k
            for k in self._by_name.get(row.name, ())
            if self._taken.get(k.id, row.number) == row.number
        ]
        chosen = next((k for k in candidates if k.id == decision), None)
        if chosen is None and "id_number" not in row.values:
            certain = [k for k in candidates if _certain(row, k)]
            chosen = certain[0] if len(certain) == 1 and decision is None else None
        if chosen is not None:
            return self._compared(row, chosen)
        if not candidates or decision == "other":
            return Person(row.number, row.name, "new")
        self._doubt(
            row,
            "name",
            "档案中已有同名学员，请选择是否同一人。",
            candidates,
        )
        return Person(row.number, row.name, "doubtful")

    def _by_its_number(self, row: Row, there: Known, decision: int | str | None) -> Person:
        if there.values["name"] == row.name or decision == there.id:
            return self._compared(row, there)
        stored = there.values["name"]
        if decision == "other":
            self._error(
                row,
                "id_number",
                f"这个身份证号在档案中属于「{stored}」，不能再建一份档案；请核对号码。",
            )
            return Person(row.number, row.name, "error")
        self._doubt(
            row,
            "name",
            f"身份证号相同，档案中的姓名是「{stored}」。如是改名，请选同一人；如不是，请核对身份证号。",
            [there],
        )
        return Person(row.number, row.name, "doubtful")

    def _compared(self, row: Row, there: Known) -> Person:
        taken = self._taken.setdefault(there.id, row.number)
        if taken != row.number:
            self._error(row, "name", f"与第 {taken} 行是同一人，请删去一行。")
            return Person(row.number, row.name, "error")
        changes = tuple(_changes(row, there))
        for column, before, after in changes:
            was = (
                f"原为「{self._shown(column, before)}」，将更新并保留历史。"
                if before
                else "原为空，将填上。"
            )
            title = students.FACTS.name(column)
            self._findings.add(
                "change",
                self._sheet,
                was,
                at=row.places.get(column),
                row=row.number,
                column=title,
                value=self._shown(column, after),
            )
        kind: Disposition = "changed" if changes else "same"
        return Person(row.number, row.name, kind, there.id, changes)

    def _doubles(self) -> set[int]:
        """Note who stands in the roster twice; return the rows that cannot be imported so."""
        wrong: set[int] = set()
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self._rows:
            if row.values.get("id_number"):
                groups["number", row.values["id_number"]].append(row)
            if row.name:
                groups["name", row.name].append(row)
        for (kind, _), rows in groups.items():
            if len(rows) < 2:
                continue
            if kind == "number":
                for row in rows:
                    self._error(
                        row,
                        "id_number",
                        f"与{_others(rows, row)}的身份证号相同，请改正或删去一行。",
                    )
                    wrong.add(row.number)
            else:
                wrong |= self._namesakes(rows)
        return wrong

    def _namesakes(self, rows: list[Row]) -> set[int]:
        bare = [r for r in rows if not r.values.get("id_number")]
        wrong: set[int] = set()
        for row in bare:
            unit = row.values.get("unit_name", "") or row.whole
            alike = [
                r for r in rows if r is row or (r.values.get("unit_name", "") or r.whole) == unit
            ]
            if row.broken:
                continue
            if len(alike) > 1:
                self._error(
                    row,
                    "name",
                    f"与{_others(alike, row)}同名同单位，又没有身份证号，分不清是一人还是两人；"
                    "请填上身份证号，或删去一行。",
                )
                wrong.add(row.number)
            else:
                self._findings.add(
                    "warn",
                    self._sheet,
                    f"与{_others(rows, row)}同名而单位不同，按两人处理，请核对。",
                    at=row.places.get("name"),
                    row=row.number,
                    column=students.FACTS.name("name"),
                    value=row.name,
                )
        return wrong

    def _error(self, row: Row, column: str, text: str) -> None:
        self._findings.add(
            "error",
            self._sheet,
            text,
            at=row.places.get(column),
            row=row.number,
            column=students.FACTS.name(column),
            value=row.values.get(column, ""),
        )

    def _doubt(self, row: Row, column: str, text: str, candidates: Sequence[Known]) -> None:
        unit = row.values.get("unit_name", "") or row.whole
        self._findings.add(
            "doubt",
            self._sheet,
            text,
            at=row.places.get(column),
            row=row.number,
            column=students.FACTS.name(column),
            value=f"{row.name} · {unit}" if unit else row.name,
            candidates=[k.candidate for k in candidates],
        )

    def _shown(self, column: str, value: str) -> str:
        return self._names_of.get(column, {}).get(value, value)


def _certain(row: Row, there: Known) -> bool:
    """Whether a row without number is surely this person: same unit, same birth or telephone."""
    v = there.values
    unit = row.values.get("unit_name", "")
    placed = unit == v["unit_name"] if unit else row.whole == v["unit_name"] + v["post"] != ""
    born, birth = row.values.get("birth_date", ""), v["birth_date"]
    same_birth = born != "" and birth != "" and born[:7] == birth[:7]
    call = row.values.get("phone", "")
    same_phone = call != "" and call == v["phone"]
    nothing = not born and not birth and not call and not v["phone"]
    contrary = bool(born and birth and born[:7] != birth[:7])
    return placed and (same_birth or same_phone or nothing) and not contrary


def _changes(row: Row, there: Known) -> list[tuple[str, str, str]]:
    """Return (field, before, after); an empty cell says nothing, and erases nothing."""
    values = dict(row.values)
    if row.whole and row.whole == there.values["unit_name"] + there.values["post"]:
        values.pop("unit_name", None)
        values.pop("post", None)
    changes: list[tuple[str, str, str]] = []
    for column, after in values.items():
        before = there.values[column]
        if column in row.derived and before:
            continue
        if column == "birth_date" and len(after) == 7 and before[:7] == after:
            continue
        if before != after:
            changes.append((column, before, after))
    return changes


def _others(rows: Sequence[Row], row: Row) -> str:
    return "、".join(f"第 {r.number} 行" for r in rows[:6] if r is not row)
