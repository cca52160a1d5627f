"""The classes of a list of before: which rows are of which, whether they can be brought in, who is in them."""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from sqlite_utils import Database

from app.exchange import archive
from app.exchange.engine.asked import Asked
from app.exchange.engine.entries import Entry, note
from app.exchange.engine.findings import Findings, Severity
from app.school import school
from app.text import chinese

CLASS, PERSON = "class", "student"
T = TypeVar("T")


@dataclass
class Held:
    """A class of the list: as it is called, its days, its own row if it has one, and its people's."""

    name: str
    issue: str
    start: str = ""
    end: str = ""
    class_id: int | None = None
    head: Entry | None = None
    people: list[Entry] = field(default_factory=list[Entry])
    again: list[Entry] = field(default_factory=list[Entry])  # further rows of the class itself

    @property
    def title(self) -> str:
        """What the class is called."""
        return chinese.class_title(self.name, self.issue)

    @property
    def first(self) -> Entry:
        """The row that is told where something is wrong with the class."""
        return self.head or self.people[0]

    @property
    def quarter_hours(self) -> int | None:
        """The hours of the class: its own, else what most of its people have."""
        said = self.head.values.get("typed_quarter_hours") if self.head else None
        if said is None:
            most = Counter(
                e.beside["class_hours"] for e in self.people if "class_hours" in e.beside
            )
            said = most.most_common(1)[0][0] if most else None
        return None if said is None else int(said)


def _named(entry: Entry) -> tuple[str, str]:
    values = entry.values if entry.part == CLASS else entry.beside
    prefix = "" if entry.part == CLASS else "class_"
    return values.get(f"{prefix}name", ""), values.get(f"{prefix}issue", "")


def key_of(name: str, issue: str) -> str:
    """Return by what a class is known with its days: its title without spaces."""
    return re.sub(r"\s", "", chinese.class_title(name, issue))


def held(entries: Sequence[Entry]) -> list[Held]:
    """Return the classes of a list in their order. A name with several days is several classes; a row
    without days is of the one class of its name, where there is one."""
    by_name: dict[str, list[Held]] = defaultdict(list)
    later: list[Entry] = []
    for entry in sorted(entries, key=lambda e: e.part != CLASS):
        name, issue = _named(entry)
        start, end = entry.beside.get("start_date", ""), entry.beside.get("end_date", "")
        if not name:
            continue
        if not (start and end):
            later.append(entry)
            continue
        of_name = by_name[key_of(name, issue)]
        there = next((h for h in of_name if (h.start, h.end) == (start, end)), None)
        if there is None:
            of_name.append(there := Held(name, issue, start, end))
        _into(there, entry)
    for entry in later:
        name, issue = _named(entry)
        of_name = by_name[key_of(name, issue)]
        if len(of_name) != 1 or (entry.part == CLASS and of_name[0].head):
            undated = next((h for h in of_name if not h.end), None)
            if undated is None:
                of_name.append(undated := Held(name, issue))
            _into(undated, entry)
        else:
            _into(of_name[0], entry)
    return [one for of_name in by_name.values() for one in of_name]


def _into(one: Held, entry: Entry) -> None:
    if entry.part != CLASS:
        one.people.append(entry)
    elif one.head is None:
        one.head = entry
    else:
        one.again.append(entry)


class Namesakes(Generic[T]):
    """Who among the new people of a list is one, of several classes: by number, else by name, unit and a
    birth that may be his, where that is one person's alone.
    """

    def __init__(self) -> None:
        self._numbered: dict[str, T] = {}
        self._named: dict[tuple[str, str], list[tuple[str, T]]] = defaultdict(list)

    def find(self, entry: Entry) -> T | None:
        """Return whom a row is taken for, None for somebody who has not come yet."""
        if number := entry.values.get("id_number"):
            return self._numbered.get(number)
        born = entry.values.get("birth_date", "")
        there = [who for other, who in self._named[_called(entry)] if _same_birth(born, other)]
        return there[0] if len(there) == 1 else None

    def add(self, entry: Entry, who: T) -> None:
        """Remember whom a row is."""
        self._named[_called(entry)].append((entry.values.get("birth_date", ""), who))
        if number := entry.values.get("id_number"):
            self._numbered[number] = who


def _called(entry: Entry) -> tuple[str, str]:
    return entry.values.get("name", ""), entry.values.get("unit_name", "")


def _same_birth(one: str, other: str) -> bool:
    """Whether two births may be one, known to the day, to the month, or not at all."""
    return one.startswith(other) or other.startswith(one)


def known(db: Database) -> dict[tuple[str, str, str], tuple[int, str, int]]:
    """Return (id, code, brought in) of the school's classes by title and days."""
    rows = db.execute(
        "SELECT c.id, c.code, c.brought_in, c.name, c.issue, d.start_date, d.end_date FROM class c"
        " JOIN class_dates d ON d.class_id = c.id WHERE c.school_id = 1"
    ).fetchall()
    return {(key_of(n, i), s or "", e or ""): (id_, code, b) for id_, code, b, n, i, s, e in rows}


# ------------------------------------------------------------------------------------------ judged


class _Judging:
    def __init__(
        self,
        db: Database,
        entries: Sequence[Entry],
        asked: Asked,
        findings: Findings,
        called: Mapping[str, str],
    ) -> None:
        self._db, self._asked, self._findings, self._called = db, asked, findings, called
        self._entries = entries
        self._own_from = school.get(db).own_from
        self._known = known(db)
        rows = db.execute(
            "SELECT number, class_id, student_id, status FROM certificate WHERE school_id = 1"
        ).fetchall()
        self._numbers = {number: (class_id, student_id) for number, class_id, student_id, _ in rows}
        self._valid = {(of, who): number for number, of, who, status in rows if status == "issued"}
        self._seen: dict[str, Entry] = {}
        self._new = Namesakes[Entry]()
        self._today = datetime.date.today().isoformat()
        self._wrong: set[tuple[str, int]] = set()

    def judged(self) -> list[Entry]:
        """Judge class by class; entries come back in their order."""
        done: dict[tuple[str, int], Entry] = {}
        for one in held(self._entries):
            self._class(one)
            if one.head is not None:
                kind = "new" if one.class_id is None else "same"
                done[_place(one.head)] = replace(one.head, disposition=kind, record_id=one.class_id)
            for entry in self._people(one):
                done[_place(entry)] = entry
        judged: list[Entry] = []
        for entry in self._entries:
            now = done.get(_place(entry), entry)
            if entry.broken or _place(entry) in self._wrong:
                now = replace(now, disposition="error", record_id=None, changes=())
            judged.append(now)
        return judged

    def _class(self, one: Held) -> None:
        for entry in one.again:
            text = f"与第 {one.first.row} 行是同一个班次「{one.title}」，请删去一行。"
            self._say(entry, "name", text)
        if not one.end:
            self._say(
                one.first, "end_date", f"「{one.title}」没有起止日期，或有几期分不清是哪一期。"
            )
            return
        there = self._known.get((key_of(one.name, one.issue), one.start, one.end))
        if there is not None and not there[2]:
            text = f"「{one.title}」本程序里已有（编号 {there[1]}），不能再补录。"
            self._say(one.first, "class_name", text)
        elif one.end >= self._own_from:
            text = (
                f"「{one.title}」{one.end} 才结束，不在启用日期 {self._own_from} 以前，不能补录；"
                "启用日期可以在系统设置的学校资料里改。"
            )
            self._say(one.first, "end_date", text)
        one.class_id = there[0] if there else None
        if there is None:
            self._assumed(one)

    def _assumed(self, one: Held) -> None:
        """Say what is taken for what the list does not have."""
        kind = one.head.values.get("kind") if one.head else None
        dated = all("issue_date" in e.beside for e in one.people if "certificate" in e.beside)
        told = [
            "" if kind else "没有类别，记为「其他班次」",
            "没有学时，按 0 计" if one.quarter_hours is None else "",
            "" if dated else f"没有签发日期的证书按 {one.end} 记",
        ]
        if any(told):
            text = f"「{one.title}」{'；'.join(filter(None, told))}。补录后可以在班次页改。"
            self._tell("warn", one.first, "", text)

    def _people(self, one: Held) -> Iterator[Entry]:
        """Who they are, as any roster is judged; what has changed since does not concern a list of before."""
        apart = Findings(progress=self._findings.progress)
        for entry in archive.judge(self._db, one.people, self._asked.decisions, apart):
            same = entry.disposition == "changed"
            now = (
                replace(entry, disposition="same", changes=())
                if same
                else replace(entry, changes=())
            )
            self._certificate(one, now)
            self._alike(now)
            yield now
        self._findings.items += [f for f in apart.items if f.severity != "change"]

    def _alike(self, entry: Entry) -> None:
        """Say of a new person without a number that he is taken for the one of the same name in another class."""
        if entry.record_id is not None:
            return
        other = self._new.find(entry)
        if other is None:
            self._new.add(entry, entry)
        elif "id_number" not in entry.values and "name" in entry.values:
            same = "同名、同单位" if "unit_name" in entry.values else "同名，都没有写单位"
            text = (
                f"与第 {other.row} 行{same}，又没有身份证号，按同一个人补录；"
                "不是同一人的，请填上单位或身份证号。"
            )
            self._tell("warn", entry, "name", text, value=entry.values["name"])

    def _certificate(self, one: Held, entry: Entry) -> None:
        number, issued = entry.beside.get("certificate"), entry.beside.get("issue_date", "")
        if issued > self._today:
            self._say(entry, "issue_date", f"签发日期 {issued} 还没有到，请核对。")
        if not number:
            return
        if issued and issued < one.end:
            text = f"签发日期早于班次结束的 {one.end}，请核对。"
            self._tell("warn", entry, "issue_date", text)
        other = self._seen.setdefault(number, entry)
        if other is not entry:
            text = (
                f"证书编号与第 {other.row} 行{other.values.get('name', '')}的相同，请改正其中一个。"
            )
            self._say(entry, "certificate", text)
        taken = self._numbers.get(number)
        if taken is not None and taken != (one.class_id, entry.record_id):
            self._say(entry, "certificate", "这个证书编号台账里已经有了，是别人的，请核对。")
        there = self._valid.get((one.class_id, entry.record_id), number)
        if one.class_id is not None and there != number:
            text = f"已有本班的证书 {there}；那一张写错了的，请先在班次的“证书”里删除。"
            self._say(entry, "certificate", text)

    def _say(self, entry: Entry, key: str, text: str) -> None:
        self._wrong.add(_place(entry))
        self._tell("error", entry, key, text)

    def _tell(
        self, severity: Severity, entry: Entry, key: str, text: str, *, value: str = ""
    ) -> None:
        column, value = self._called.get(key, ""), value or entry.beside.get(key, "")
        note(self._findings, entry, key, severity, text, column=column, value=value)


def _place(entry: Entry) -> tuple[str, int]:
    return entry.sheet, entry.row


def judge(
    db: Database,
    entries: Sequence[Entry],
    asked: Asked,
    findings: Findings,
    called: Mapping[str, str],
) -> list[Entry]:
    """Return what would happen to each entry; ``called`` names the fields of a row."""
    return _Judging(db, entries, asked, findings, called).judged()
