"""课程安排表: a class's timetable as teachers enter it, read against the libraries."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.classes import classes, lessons
from app.exchange import lecturers
from app.exchange.engine import dates, fields, readers, tables, unit_post
from app.exchange.engine.asked import Asked
from app.exchange.engine.books import Cell
from app.exchange.engine.entries import CellReader, Entry, Line, Told
from app.exchange.engine.fields import EMPTY, Reading
from app.exchange.engine.findings import Choice, Disposition, Findings
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.parts import LineReader, Part
from app.exchange.engine.tables import Column, Record, Table
from app.exchange.engine.unit_post import UnitPosts
from app.exchange.lecturers import KIND, Staff
from app.exchange.libraries import ask_topic
from app.exchange.teaching_list import method_of
from app.file.operation import Transaction
from app.ground.errors import UserError
from app.school import holidays, school
from app.teaching import courses, teachers, venues
from app.text import clock

STARTS, ENDS = "starts", "ends"  # the clock in two columns
COLUMNS = (
    *(
        tables.column(lessons.FACTS[key])
        for key in (
            *("title", "date", "half", "chair", "method", "category"),
            *("quarter_hours", "counted", "remark"),
        )
    ),
    tables.column(lessons.FACTS["venue_id"], "venue"),
    Column("topics", ("专题标记", "教学专题标记")),
    Column("clock", ("时间", "起止时间", "时间段", "课时时间", "起讫时间"), spread=False),
    Column(STARTS, ("开始时间", "起始时间"), spread=False),
    Column(ENDS, ("结束时间", "终止时间"), spread=False),
    tables.column(courses.FACTS["teacher_id"], "lecturer", of=("lecturer", *lecturers.BESIDE)),
    *lecturers.COLUMNS,
)
_DAY_AND_CLOCK = re.compile(
    r"((?:[0-9]{4}[年./-])?[0-9]{1,2}[月./-][0-9]{1,2}[日号]? ?(?:[（(]?(?:星期|周|礼拜).[）)]?)?) ?"
    r"((?:上午|下午|中午|早|晚|[0-9]{1,2}[:：点时]).*)"
)
_WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)([一二三四五六日天])[）)]?")
# what a plan has beside what is written down of a lesson
_OTHERS = {"clock": "时间", STARTS: "开始时间", ENDS: "结束时间",
           "lecturer": "授课人", "venue": "场地", KIND: "授课人类别"}  # fmt: skip
_DAY = 24 * 60  # minutes


def _reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
    days = _Days(db, _draft(db, asked.class_code).id)
    told = Told(db, lessons.FACTS, findings, _OTHERS)
    parting = UnitPosts(db)
    own: dict[str, CellReader] = {
        "date": days.read,
        "half": readers.plain,
        "title": readers.prose,
        **dict.fromkeys(("unit_name", "post"), readers.plain),
        KIND: readers.reader(db, teachers.FACTS["kind"]),
        "quarter_hours": lambda cell: EMPTY if _uncounted(cell) else readers.hours(cell),
    }
    read = {
        column.key: own.get(column.key)
        or (
            readers.plain
            if column.key in _OTHERS
            else readers.reader(db, lessons.FACTS[column.key])
        )
        for column in COLUMNS
        if column.key not in ("lecturer", unit_post.KEY)
    }

    def entry(record: Record) -> Entry:
        cells = asked.filled(record.cells)
        cells["category"] = record.cells.get(
            "category", ""
        )  # the library's comes before what is usual
        line = Line(table, replace(record, cells=_joined(_parted(cells))), findings)
        line.read(read)
        if _uncounted(record.cells.get("quarter_hours", "")):
            line.values.setdefault("counted", "0")
        parting.read(line)
        people = lecturers.read(line, "lecturer", parting)
        if people:
            line.values["lecturer"] = "、".join(one.words for one in people)
        beside = {"people": lecturers.kept(people)}
        line.ask({"title": "缺课程名称。", "date": "缺日期。"})
        read_so = line.entry("lesson", beside=beside)
        return read_so if line.broken else days.placed(read_so, told)

    return entry


def _uncounted(cell: Cell) -> bool:
    """Whether a cell of hours says that there are none to be counted, as a printed timetable does."""
    return fields.compact(cell) in ("不计", "不计学时", "不计入", "不计课时")


def _draft(db: Database, class_code: str) -> classes.Class:
    found = classes.by_code(db, class_code)
    if found.status != "draft":
        raise UserError(f"「{found.name}」已审定，课程安排不能更改；请先重开。没有写入任何数据。")
    return found


def _put(tx: Transaction, reviewed: Review, class_code: str | None) -> int:
    if class_code is not None and class_code.strip() != reviewed.asked.class_code:
        raise UserError("核对的是另一个班次的课程安排，请重新读取。没有写入任何数据。")
    class_id = _draft(tx.db, reviewed.asked.class_code).id
    library, staff = _Library(tx.db, reviewed.asked), Staff(tx.db, ())
    total = len(reviewed.entries)
    for place, entry in enumerate(reviewed.entries):
        tx.progress.step(place, total, "正在写入课程安排")
        if entry.disposition == "new":
            held_by = staff.ids(tx, entry, "lecturer")
            _put_one(tx, class_id, entry, library.planned(entry, tuple(held_by)))
    tx.progress.step(total, total, "已写入")
    return 0


def _put_one(tx: Transaction, class_id: int, entry: Entry, planned: _Planned) -> None:
    values: dict[str, object] = {
        "starts_at": entry.values["starts_at"],
        "ends_at": entry.values["ends_at"],
        **planned.values,
    }
    if "venue" in entry.values:
        kind = "site" if values.get("method") == "on_site" else "classroom"
        values["venue_id"] = venues.ensure(tx, entry.values["venue"], kind)
    date, half = entry.values["date"], entry.values["half"]
    tx.call(lessons.add(class_id, date, half, values, planned.teachers))


def _parted(cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Return cells with the clock that stands behind the day where the list has no column for it."""
    day = cells.get("date", "")
    if not isinstance(day, str) or not all(
        fields.empty(cells.get(k, "")) for k in ("half", "clock")
    ):
        return cells
    both = _DAY_AND_CLOCK.fullmatch(fields.text(day))
    return {**cells, "date": both[1], "clock": both[2]} if both else cells


def _joined(cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Return cells with the clock of two columns as one, and numbers that lost their format as clocks."""
    timed = {key: _as_clock(cells[key]) for key in ("clock", STARTS, ENDS) if key in cells}
    starts, ends = timed.pop(STARTS, ""), timed.pop(ENDS, "")
    if fields.empty(timed.get("clock", "")) and not fields.empty(starts):
        both = [fields.text(one) for one in (starts, ends) if not fields.empty(one)]
        timed["clock"] = "-".join(both)
    return {**cells, **timed, STARTS: "", ENDS: ends if fields.empty(starts) else ""}


def _as_clock(cell: Cell) -> Cell:
    """Return 08:30 for 0.354166…, as a spreadsheet keeps a clock; anything else as it is."""
    if not isinstance(cell, float) or not 0 < cell < 1:
        return cell
    minutes = round(cell * _DAY)
    return f"{minutes // 60:02}:{minutes % 60:02}"


class _Days:
    """Dates and half-days as they are written, for a class with its spans."""

    def __init__(self, db: Database, class_id: int) -> None:
        self._spans = classes.spans(db, class_id)
        self._halves = {h.name: h for h in school.half_days(db)}
        self._codes = {h.code: h for h in school.half_days(db)}

    def read(self, cell: Cell) -> Reading:
        """Read a date; '11月2日（星期一）' takes its year from the class's dates.

        A weekday that is not the day's is asked about: one of the two is a slip.
        """
        found = self._date(cell)
        named = _WEEKDAY.search(fields.compact(cell)) if isinstance(cell, str) else None
        if named is None or found.value is None or found.text:
            return found
        weekday = datetime.date.fromisoformat(found.value).weekday()
        if named[1].replace("天", "日") == "一二三四五六日"[weekday]:
            return found
        text = f"{found.value} 是星期{'一二三四五六日'[weekday]}，日期和星期有一个写错了。"
        return Reading(found.value, text, "warn")

    def _date(self, cell: Cell) -> Reading:
        if isinstance(cell, str):
            plain = _WEEKDAY.sub("", fields.compact(cell))
            short = re.fullmatch(r"([0-9]{1,2})[月./-]([0-9]{1,2})[日号]?", plain)
            if short:
                return self._in_span(int(short.group(1)), int(short.group(2)))
            return dates.read(plain) if plain else EMPTY
        return dates.read(cell)

    def _in_span(self, month: int, day: int) -> Reading:
        years = {int(d[:4]) for s in self._spans for d in (s.start_date, s.end_date)}
        found: list[str] = []
        for year in sorted(years):
            try:
                date = datetime.date(year, month, day).isoformat()
            except ValueError:
                continue
            if any(s.start_date <= date <= s.end_date for s in self._spans):
                found.append(date)
        if len(found) == 1:
            return Reading(found[0])
        return Reading(None, "没有年份，班次的起止日期里也没有这一天；请写成“2026-11-02”。")

    def placed(self, entry: Entry, told: Told) -> Entry:
        """Return the entry with half, starts_at and ends_at filled in, broken where that failed."""
        values = dict(entry.values)
        halved, timed = values.pop("half", ""), values.pop("clock", "")
        if values.pop(ENDS, ""):
            told.say(entry, ENDS, "error", "只有结束时间，缺开始时间。")
            return replace(entry, broken=True)
        half = next((h for name, h in self._halves.items() if name in halved), None)
        code = half.code if half else clock.read(halved).half
        times = clock.read(timed or halved, code if timed else "")
        key = "clock" if timed or "half" not in entry.places else "half"
        if key == "clock" and key not in entry.places and STARTS in entry.places:
            key = STARTS
        if times.fault:
            told.say(entry, key, "error", times.fault, value=timed or halved)
            return replace(entry, broken=True)
        half = half or self._codes.get(times.half)
        if half is None:
            key = "half" if "half" in entry.places else "clock"
            told.say(entry, key, "error", "看不出是上午、下午还是晚上，请补上。")
            return replace(entry, broken=True)
        values |= {
            "half": half.code,
            "starts_at": times.start or half.starts_at,
            "ends_at": times.end or half.ends_at,
        }
        wrong = not "00:00" < values["starts_at"] < values["ends_at"] < "24:00"
        if wrong:
            text = "结束时间应晚于开始时间，写成“08:30-11:50”的样子。"
            told.say(entry, "clock", "error", text)
        spans = self._spans
        if spans and not any(s.start_date <= values["date"] <= s.end_date for s in spans):
            told.say(entry, "date", "error", f"{values['date']} 不在班次的起止日期之内。")
            wrong = True
        return replace(entry, values=values, broken=wrong)


@dataclass(frozen=True)
class _Planned:
    """What a row comes to: the lesson's columns and lecturers, or why it cannot be one."""

    values: Mapping[str, object]
    teachers: tuple[int, ...] = ()
    column: str = ""
    problem: str = ""
    asks: bool = False
    note: str = ""


class _Library:
    """The course and teacher libraries, by title and name."""

    def __init__(self, db: Database, asked: Asked) -> None:
        self._methods = dict(lessons.FACTS["method"].options(db))
        usual = readers.reader(db, lessons.FACTS["category"])(asked.usual.get("category", ""))
        self._category = usual.value  # of what is in no library, where the list does not say
        self._courses: dict[str, list[courses.Course]] = defaultdict(list)
        for course in courses.FACTS.read(
            db, "WHERE t.school_id = 1 AND t.active = 1 ORDER BY t.id"
        ):
            self._courses[_key(course.title)].append(course)

    def planned(self, entry: Entry, teachers: tuple[int, ...]) -> _Planned:
        """Return what the row comes to; ``teachers`` are those of its lecturers who are known."""
        given = entry.values
        found = self._courses.get(_key(given["title"]), [])
        if len(found) > 1:
            found = [c for c in found if c.teacher_id in teachers] or found
        if len(found) > 1:
            return _Planned({}, column="title", problem="课程库里有几门同名课程，请写明授课人。")
        own = {
            k: given[k] for k in ("method", "category", "chair", "topics", "remark") if k in given
        }
        values: dict[str, object] = {"title": given["title"], **own}
        for column in ("quarter_hours", "counted"):
            if column in given:
                values[column] = int(given[column])
        if found:
            course = found[0]
            usual = (course.teacher_id,) if course.teacher_id is not None else ()
            held = replace(course, method=given.get("method", course.method))
            of_course = lessons.from_library(held)
            return _Planned({**of_course, **values, "title": course.title}, teachers or usual)
        note = ""
        if "method" not in given:
            method = values["method"] = method_of(given["title"])
            note = f"没有写教学方式，按「{self._methods[method]}」读入，请核对。"
        if "category" not in given and values["method"] == "ceremony":
            values["category"] = "other"
        elif "category" not in given and self._category:
            values["category"] = self._category
        if "category" not in values:
            text = "课程库里没有这门课，这里也没有写类别，请选定；全部一样的可以一次选定。"
            return _Planned({}, column="category", problem=text, asks=True)
        if values["method"] in courses.UNCOUNTED_METHODS:
            values.setdefault("counted", 0)
        return _Planned(values, teachers, note=note)


def _say(plan: _Planned, entry: Entry, told: Told) -> Disposition:
    """Say why a row cannot be a lesson, or ask of which category it is."""
    if not plan.asks:
        told.say(entry, plan.column, "error", plan.problem)
        return "error"
    choices = tuple(Choice(name, name) for name in told.names(plan.column).values())
    told.say(entry, plan.column, "doubt", plan.problem, choices=choices)
    return "doubtful"


def _ask_days(db: Database, entries: Sequence[Entry], told: Told) -> None:
    """Ask about days off and weekends, each at the first of its lessons."""
    calendar = holidays.calendar(db)
    first: dict[str, Entry] = {}
    for entry in entries:
        if "starts_at" in entry.values:  # its day could be read
            first.setdefault(entry.values["date"], entry)
    for day, entry in first.items():
        if question := holidays.of_day(calendar, day):
            told.say(entry, "date", "warn", question)


def _judge(db: Database, entries: Sequence[Entry], asked: Asked, findings: Findings) -> list[Entry]:
    library, staff = _Library(db, asked), Staff(db, ())
    told = Told(db, lessons.FACTS, findings, _OTHERS)
    there: dict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
    for s in lessons.of_class(db, _draft(db, asked.class_code).id):
        there[s.date].append((s.starts_at, s.ends_at, s.title, s.id))
    planned: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    judged: list[Entry] = []
    _ask_days(db, entries, told)
    for entry in entries:
        disposition: Disposition = "error"
        lesson_id = None
        if not entry.broken:
            v = entry.values
            entry, state = staff.settled(entry, "lecturer", told)
            plan = library.planned(entry, staff.known(entry, "lecturer"))
            start, end = v["starts_at"], v["ends_at"]
            same = [s for s in there[v["date"]] if _key(s[2]) == _key(v["title"]) and s[0] == start]
            clash = [s for s in there[v["date"]] if s[0] < end and start < s[1] and s not in same]
            double = [p for p in planned[v["date"]] if p[0] < end and start < p[1]]
            if state:
                disposition = "error" if state == "error" else "doubtful"
            if plan.problem and not same:
                asked_of = _say(plan, entry, told)
                disposition = "error" if state == "error" else asked_of
            elif double:
                disposition = "error"
                text = f"与第 {double[0][2]} 行的时间重叠；同一半天有两项内容时，请写明起止时间。"
                told.say(entry, "date", "error", text)
            elif clash:
                disposition = "error"
                text = f"这段时间已安排「{clash[0][2]}」；请先在课程编排里移开。"
                told.say(entry, "date", "error", text)
            elif state:
                pass  # told already
            elif same:
                disposition, lesson_id = "same", same[0][3]
            else:
                disposition = "new"
                ask_topic(entry, told, str(plan.values.get("topics", "")))
                if plan.note:
                    told.say(entry, "method", "warn", plan.note)
            planned[v["date"]].append((start, end, entry.row))
        judged.append(replace(entry, disposition=disposition, record_id=lesson_id, changes=()))
    return judged


def _key(title: str) -> str:
    """Return a title as it is compared: no spaces, dashes and quotation marks alike."""
    return re.sub(r"[\s—–\-―“”\"'‘’《》〈〉·:：,，、。]", "", title).lower()


IMPORTER = Importer(
    name="课程安排",
    right="plan",
    parts=(Part("lesson", "课程安排", COLUMNS, ("title", "date"), _reader, lessons.FACTS),),
    judge=_judge,
    put=_put,
    size=lambda reviewed: f"{len(reviewed.entries)} 节",
    stale="核对之后课程安排又有改动，请重新读取再导入。",
    begin=lambda db, asked: _draft(db, asked.class_code),
)
review, write = IMPORTER.review, IMPORTER.write
