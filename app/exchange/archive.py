"""Who in a roster is already in the archive: by number first, then by name, never by guess."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlite_utils import Database

from app.exchange.engine.asked import Asked, Decisions
from app.exchange.engine.entries import Entry, Told
from app.exchange.engine.findings import Candidate, Findings
from app.people import students
from app.text import posts

_OFFERED = 50  # namesakes to choose from


@dataclass(frozen=True)
class Known:
    """A student of the archive, with his values; '' where there is none."""

    id: int
    values: Mapping[str, str]
    archived: bool = False

    @cached_property
    def candidate(self) -> Candidate:
        """Return what tells this person from another of the same name."""
        v = self.values
        parts = [v["name"], f"{v['unit_name']}{v['post']}", v["birth_date"]]
        parts.append(f"证号尾号 {v['id_number'][-4:]}" if v["id_number"] else "无身份证号")
        parts.append("已归档" if self.archived else "")
        parts.append(f"电话尾号 {v['phone'][-4:]}" if v["phone"] else "")
        return Candidate(self.id, " · ".join(p for p in parts if p))


def known(db: Database, entries: Sequence[Entry]) -> list[Known]:
    """Return the students who share a number or a name with an entry, in two look-ups."""
    numbers = json.dumps([e.values["id_number"] for e in entries if "id_number" in e.values])
    names = json.dumps([e.values["name"] for e in entries if "name" in e.values])
    found = students.FACTS.read(
        db,
        # CROSS JOIN: by number and by name, not by school, which is almost everybody's
        "WHERE t.id IN (SELECT x.id FROM json_each(?) j CROSS JOIN student x"
        " WHERE x.school_id = 1 AND x.id_number = j.value"
        " UNION SELECT x.id FROM json_each(?) j CROSS JOIN student x"
        " WHERE +x.school_id = 1 AND x.name = j.value) ORDER BY t.id",
        [numbers, names],
    )
    return [
        Known(
            one.id,
            {key: getattr(one, key) or "" for key in students.FACTS.typed},
            bool(one.archived),
        )
        for one in found
    ]


def judge(
    db: Database, entries: Sequence[Entry], decisions: Decisions, findings: Findings
) -> list[Entry]:
    """Return what would happen to each entry; note doubts, changes and doubles in ``findings``."""
    return _Matching(db, entries, decisions, findings).judged()


class _Matching:
    def __init__(
        self, db: Database, entries: Sequence[Entry], decisions: Decisions, findings: Findings
    ) -> None:
        self._entries, self._findings = entries, findings
        self._asked = Asked(decisions=decisions)
        self._told = Told(db, students.FACTS, findings)
        archive = known(db, entries)
        self._by_number = {k.values["id_number"]: k for k in archive if k.values["id_number"]}
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for k in archive:
            self._by_name[k.values["name"]].append(k)
        self._taken: dict[int, int] = {}  # student → row

    def judged(self) -> list[Entry]:
        """Judge every entry; who is known by his number is nobody else."""
        doubles = self._doubles()
        for entry in self._entries:
            there = self._by_number.get(entry.values.get("id_number", ""))
            if there and there.values["name"] == entry.values.get("name", ""):
                self._taken.setdefault(there.id, entry.row)
        judged: list[Entry] = []
        for place, entry in enumerate(self._entries):
            self._findings.step(place, len(self._entries), "正在与学员档案比对")
            judged.append(self._person(entry, entry.broken or entry.row in doubles))
        return judged

    def _person(self, entry: Entry, wrong: bool) -> Entry:
        if entry.disposition != "new" or entry.record_id is not None or entry.changes:
            entry = replace(entry, disposition="new", record_id=None, changes=())
        if wrong:
            return replace(entry, disposition="error")
        decision = self._asked.decision(entry.sheet, entry.row)
        there = self._by_number.get(entry.values.get("id_number", ""))
        if there is not None:
            return self._by_its_number(entry, there, decision)
        candidates = [
            k
            for k in self._by_name.get(entry.values.get("name", ""), ())
            if self._taken.get(k.id, entry.row) == entry.row
        ]
        chosen = next((k for k in candidates if k.id == decision), None)
        if chosen is None and "id_number" not in entry.values:
            certain = [k for k in candidates if _certain(entry, k)]
            chosen = certain[0] if len(certain) == 1 and decision is None else None
        if chosen is not None:
            return self._compared(entry, chosen)
        if not candidates or decision == "other":
            return entry
        return self._doubtful(entry, "档案中已有同名学员，请选择是否同一人。", candidates)

    def _by_its_number(self, entry: Entry, there: Known, decision: int | str | None) -> Entry:
        stored = there.values["name"]
        if stored == entry.values.get("name", "") or decision == there.id:
            return self._compared(entry, there)
        if decision == "other":
            text = f"这个身份证号在档案中属于「{stored}」，不能再建一份档案；请核对号码。"
            return self._wrong(entry, "id_number", text)
        text = f"身份证号相同，档案中的姓名是「{stored}」。如是改名，请选同一人；如不是，请核对身份证号。"
        return self._doubtful(entry, text, [there])

    def _compared(self, entry: Entry, there: Known) -> Entry:
        taken = self._taken.setdefault(there.id, entry.row)
        if taken != entry.row:
            return self._wrong(entry, "name", f"与第 {taken} 行是同一人，请删去一行。")
        if there.archived:
            self._told.say(entry, "name", "change", "档案已归档，导入后回到名单里。")
        changes = _changes(entry, there)
        self._told.changes(entry, changes)
        kind = "changed" if changes else "same"
        return replace(entry, disposition=kind, record_id=there.id, changes=changes)

    def _doubles(self) -> set[int]:
        """Note who stands in the roster twice; return the rows that cannot be imported so."""
        wrong: set[int] = set()
        groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self._entries:
            for key in ("id_number", "name"):
                if entry.values.get(key):
                    groups[key, entry.values[key]].append(entry)
        for (key, _), alike in groups.items():
            if len(alike) < 2:
                continue
            if key == "name":
                wrong |= self._namesakes(alike)
                continue
            for entry in alike:
                text = f"与{_others(alike, entry)}的身份证号相同，请改正或删去一行。"
                self._wrong(entry, "id_number", text)
                wrong.add(entry.row)
        return wrong

    def _namesakes(self, entries: list[Entry]) -> set[int]:
        wrong: set[int] = set()
        by_unit: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_unit[_unit(entry)].append(entry)
        for place, entry in enumerate(entries):
            self._findings.step(place, len(entries), "正在核对同名的人")
            if entry.values.get("id_number") or entry.broken:
                continue
            alike = by_unit[_unit(entry)]
            if len(alike) > 1:
                text = (
                    f"与{_others(alike, entry)}同名同单位，又没有身份证号，分不清是一人还是两人；"
                    "请填上身份证号，或删去一行。"
                )
                self._wrong(entry, "name", text)
                wrong.add(entry.row)
            else:
                text = f"与{_others(entries, entry)}同名而单位不同，按两人处理，请核对。"
                self._told.say(entry, "name", "warn", text)
        return wrong

    def _wrong(self, entry: Entry, key: str, text: str) -> Entry:
        self._told.say(entry, key, "error", text)
        return replace(entry, disposition="error")

    def _doubtful(self, entry: Entry, text: str, candidates: Sequence[Known]) -> Entry:
        name, unit = entry.values.get("name", ""), _unit(entry)
        if len(candidates) > _OFFERED:
            text += f"同名的有 {len(candidates)} 位，只列出 {_OFFERED} 位；补上身份证号就能分清。"
        self._told.say(
            entry,
            "name",
            "doubt",
            text,
            value=f"{name} · {unit}" if unit else name,
            candidates=tuple(k.candidate for k in candidates[:_OFFERED]),
        )
        return replace(entry, disposition="doubtful")


def _unit(entry: Entry) -> str:
    return entry.values.get("unit_name", "") or entry.whole


def _certain(entry: Entry, there: Known) -> bool:
    """Whether a row without number is surely this person: same unit, same birth or telephone."""
    v = there.values
    unit = entry.values.get("unit_name", "")
    placed = unit == v["unit_name"] if unit else entry.whole == v["unit_name"] + v["post"] != ""
    born, birth = entry.values.get("birth_date", ""), v["birth_date"]
    same_birth = born != "" and birth != "" and born[:7] == birth[:7]
    call = entry.values.get("phone", "")
    same_phone = call != "" and call == v["phone"]
    nothing = not born and not birth and not call and not v["phone"]
    contrary = bool(born and birth and born[:7] != birth[:7])
    return placed and (same_birth or same_phone or nothing) and not contrary


def _changes(entry: Entry, there: Known) -> tuple[tuple[str, str, str], ...]:
    """Return (field, before, after); an empty cell says nothing, and erases nothing."""
    values = dict(entry.values)
    composed = there.values["unit_name"] + there.values["post"]
    as_it_came = there.values["full_post"].replace(" ", "")
    if entry.whole and entry.whole in (composed, as_it_came):
        for key in ("unit_name", "post", "full_post"):  # the same cell again
            values.pop(key, None)
    changes: list[tuple[str, str, str]] = []
    for key, after in values.items():
        before = there.values[key]
        if key in entry.derived and before:
            continue
        if key == "birth_date" and len(after) == 7 and before[:7] == after:
            continue
        if before != after:
            changes.append((key, before, after))
    outdated = posts.outdated(there.values, {key: after for key, _, after in changes})
    changes += ((key, there.values[key], after) for key, after in outdated.items())
    return tuple(changes)


def _others(entries: Sequence[Entry], entry: Entry) -> str:
    return "、".join(f"第 {e.row} 行" for e in entries[:6] if e is not entry)
