"""What must hold of a school whatever statement was run, reckoned from the bare rows in Python.

None of the file's views and triggers is asked: plans are judged here by the words of the rules, and what
a statement did is found by comparing the rows before with those after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]
CODES = (
    "course_category", "teaching_method", "lecturer_kind", "sex",
    "ethnic_group", "political_status", "post_level", "role", "user_right", "role_right",
)  # fmt: skip
# what a lesson names, and where that is
REFERS = {
    "half": "half_day", "category": "course_category", "method": "teaching_method",
    "module": "course_module", "course_id": "course", "venue_id": "venue",
}  # fmt: skip
_JUDGED = ("share", "presence", "hours", "modules")
JOURNAL = ("operation", "baseline", "journal_archive", "journal_head")


class Rows:
    """Every row of the file, by table and id."""

    def __init__(self, conn: Any) -> None:
        names = conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'student_find%'"
            " AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        self.tables: dict[str, dict[Any, Row]] = {}
        for (name,) in names:
            cursor = conn.execute(f'SELECT rowid AS "_row", * FROM "{name}"')
            columns = [d[0] for d in cursor.description][1:]
            self.tables[name] = {
                row[0]: dict(zip(columns, row[1:], strict=True)) for row in cursor.fetchall()
            }
        self._parts: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def all(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return list(self.tables.get(table, {}).values())

    def of(self, table: str, column: str, value: Any) -> list[Row]:
        """Return the rows of a table with this value in a column."""
        found = self._parts.get((table, column))
        if found is None:
            found = self._parts[table, column] = defaultdict(list)
            for row in self.all(table):
                found[row[column]].append(row)
        return found.get(value, [])

    def get(self, table: str, row_id: Any) -> Row | None:
        """Return the row of this id."""
        return self.tables[table].get(row_id)

    # ------------------------------------------------------------------------------ one class

    def plan(self, one: Row) -> list[Any]:
        """Return all that an approved plan consists of."""
        lessons = self.of("lesson", "class_id", one["id"])
        lecturers = [
            who for s in lessons for who in self.of("lesson_lecturer", "lesson_id", s["id"])
        ]
        topics = [x for s in lessons for x in self.of("lesson_topic", "lesson_id", s["id"])]
        spans = self.of("class_span", "class_id", one["id"])
        judged = ("id", "uid", "school_id", "kind", "profile_id", "study_length", "study_unit")
        head = {c: one[c] for c in judged}
        return [head, *map(_by_id, (lessons, lecturers, topics, spans))]

    def rules(self, profile_id: Any) -> list[Any]:
        """Return all that a version of a profile consists of."""
        rules = self.of("rule", "profile_id", profile_id)
        parts = [
            _by_id(self.of(table, "rule_id", rule["id"]))
            for table in ("rule_tag", "rule_class_kind", "rule_level", "rule_step")
            for rule in _by_id(rules)
        ]
        labels = self.of("profile_label", "profile_id", profile_id)
        return [self.get("policy_profile", profile_id), _by_id(rules), parts, _by_id(labels)]

    def attended(self, one: Row) -> list[Any]:
        """Return who was in a class and how it ended for them, their absences and their hours."""
        enrolled = self.of("enrolment", "class_id", one["id"])
        absences = [a for e in enrolled for a in self.of("attendance", "enrolment_id", e["id"])]
        hours = self.of("hour_entry", "class_id", one["id"])
        core = [
            {c: e[c] for c in ("id", "uid", "class_id", "student_id", "status")} for e in enrolled
        ]
        return [_by_id(core), _by_id(absences), _by_id(hours)]

    def hours(self, one: Row) -> int:
        """Return the counted quarter-hours of a class."""
        if one["brought_in"] == 1:
            return one["typed_quarter_hours"] or 0
        lessons = self.of("lesson", "class_id", one["id"])
        return sum(s["quarter_hours"] for s in lessons if s["counted"] == 1)

    def days(self, one: Row) -> tuple[str, str]:
        """Return first and last day of a class."""
        spans = self.of("class_span", "class_id", one["id"])
        return min(p["start_date"] for p in spans), max(p["end_date"] for p in spans)

    # ------------------------------------------------------------------------------- judgment

    def blocking(self, one: Row) -> list[str]:
        """Return what stands against the approval of a class."""
        if one["brought_in"] == 1:
            return []
        spans = self.of("class_span", "class_id", one["id"])
        found = [] if spans else ["no dates"]
        lessons = self.of("lesson", "class_id", one["id"])
        for s in lessons:
            if spans and not any(p["start_date"] <= s["date"] <= p["end_date"] for p in spans):
                found.append(f"lesson {s['id']} outside the dates")
        found += [f"{code} {verdict}" for code, verdict, severity in self.verdicts(one)
                  if severity == "block" and verdict != "passed"]  # fmt: skip
        found += self._own_leaders(one, lessons)
        return found + list(self._clashes(one, lessons)) + list(self._missing(one, lessons))

    def _own_leaders(self, one: Row, lessons: list[Row]) -> list[str]:
        """Lecturers down as leading cadres who are the school's own people."""
        school = self.get("school", one["school_id"])
        name = school["name"] if school else ""
        return [
            f"lesson {s['id']} has one of the school's own as a leading cadre"
            for s in lessons
            for who in self.of("lesson_lecturer", "lesson_id", s["id"])
            if who["kind"] == "leading_cadre" and (unit := who["unit_name"])
            if unit.startswith(name) or (len(unit) > 1 and name.endswith(unit))
        ]

    def _missing(self, one: Row, lessons: list[Row]) -> Iterator[str]:
        """What a plan names and is not there."""
        if self.get("policy_profile", one["profile_id"]) is None:
            yield "no rules"
        if not self.of("class_kind", "code", one["kind"]):
            yield "no such kind of class"
        for s in lessons:
            for column, table in REFERS.items():
                key = "id" if column.endswith("_id") else "code"
                if s[column] is not None and not self.of(table, key, s[column]):
                    yield f"lesson {s['id']} has no {column}"
            for tagged in self.of("lesson_topic", "lesson_id", s["id"]):
                if not self.of("course_topic", "code", tagged["topic"]):
                    yield f"lesson {s['id']} is of a topic that is not there"
            for who in self.of("lesson_lecturer", "lesson_id", s["id"]):
                if self.get("teacher", who["teacher_id"]) is None:
                    yield f"lesson {s['id']} is held by nobody"

    def verdicts(self, one: Row) -> list[tuple[str, str, str]]:
        """Return (rule, verdict, severity) of every rule that judges a class by itself."""
        found: list[tuple[str, str, str]] = []
        if one["brought_in"] == 1:
            return found
        for rule in _by_id(self.of("rule", "profile_id", one["profile_id"])):
            limits = self.limits(rule, one)
            if rule["scope"] == "class" and rule["metric"] in _JUDGED and limits:
                found.append((rule["code"], self._verdict(rule, one, limits), rule["severity"]))
        return found

    def periods(self) -> dict[Any, tuple[int, int]]:
        """Return part and total of every rule of wider scope, by class: what statistics add up."""
        found: dict[Any, tuple[int, int]] = {}
        for one in self.all("class"):
            school = self.get("school", one["school_id"])
            if one["status"] == "draft" or one["brought_in"] == 1 or school is None:
                continue
            for rule in self.of("rule", "profile_id", one["profile_id"]):
                if rule["scope"] == "class" or not self.limits(rule, one):
                    continue
                limits = rule["code"], rule["minimum"], rule["maximum"]
                if rule["metric"] in ("classes", "class_share"):
                    period = _period(self.days(one)[1], rule["scope"], school)
                    key = (one["id"], one["version"], period, *limits)
                    found[key] = self._share(rule, [one])
                for s in self.of("lesson", "class_id", one["id"]):
                    if rule["metric"] not in ("share", "hours"):
                        break
                    period = _period(s["date"], rule["scope"], school)
                    key = (one["id"], one["version"], period, *limits)
                    part, total = self._share(rule, [one], s)
                    before = found.get(key, (0, 0))
                    found[key] = (before[0] + part, before[1] + total)
        return found

    def limits(self, rule: Row, one: Row) -> tuple[Any, Any] | None:
        """Return minimum and maximum that a rule asks of a class, None where it does not bind it."""
        school = self.get("school", one["school_id"])
        levels = {v["level"] for v in self.of("rule_level", "rule_id", rule["id"])}
        kinds = {k["class_kind"]: k for k in self.of("rule_class_kind", "rule_id", rule["id"])}
        nearest = next((kinds[k] for k in self._line(one["kind"]) if k in kinds), None)
        days, months = self._length(one)
        long = days >= rule["minimum_days"] and months >= rule["minimum_months"]
        steps = self.of("rule_step", "rule_id", rule["id"])
        reached = [t for t in steps if t["minimum_days"] <= days]
        if school is None or school["level"] not in levels or nearest is None or not long:
            return None
        if steps and not reached:
            return None
        least, most = (
            nearest[side] if nearest[side] is not None else rule[side]
            for side in ("minimum", "maximum")
        )
        if reached and rule["metric"] in ("hours", "modules"):
            least = max(reached, key=lambda t: t["minimum_days"])["minimum"]
        return least, most

    def _line(self, kind: Any) -> Iterator[Any]:
        """A kind and those above it; one that is nowhere has nothing above."""
        yield kind
        for _ in range(2):
            row = next(iter(self.of("class_kind", "code", kind)), None)
            if row is None or row["parent"] is None:
                return
            kind = row["parent"]
            if not self.of("class_kind", "code", kind):
                yield kind
                return
            yield kind

    def _length(self, one: Row) -> tuple[int, int]:
        """Days and months of a class: as typed, else by the calendar and its teaching."""
        typed, unit = one["study_length"], one["study_unit"]
        if typed is not None:
            days = typed * {"day": 1, "week": 7, "month": 30}[unit]
            return days, typed if unit == "month" else typed // (4 if unit == "week" else 28)
        calendar = sum(
            (date.fromisoformat(p["end_date"]) - date.fromisoformat(p["start_date"])).days + 1
            for p in self.of("class_span", "class_id", one["id"])
        )
        taught = len({s["date"] for s in self.of("lesson", "class_id", one["id"])})
        return calendar, max(calendar // 28, taught // 20)

    def _verdict(self, rule: Row, one: Row, limits: tuple[Any, Any]) -> str:
        least, most = limits
        lessons = self.of("lesson", "class_id", one["id"])
        part, total = self._share(rule, [one])
        if rule["metric"] == "share":
            if total == 0:
                return "unassessed"
            part, least, most = (
                100 * part,
                (least or 0) * total,
                (100 if most is None else most) * total,
            )
        elif rule["metric"] == "presence":
            part, least, most = (
                sum(bool(self._tags(s) & self._wanted(rule)) for s in lessons),
                1,
                None,
            )
        elif rule["metric"] == "modules":
            taught: dict[Any, int] = defaultdict(int)
            for s in lessons:
                if s["module"] is not None and s["counted"] == 1:
                    taught[s["module"]] += s["quarter_hours"]
            part = sum(hours >= rule["counts_from"] for hours in taught.values())
        if least is not None and part < least:
            return "below"
        return "above" if most is not None and part > most else "passed"

    def _wanted(self, rule: Row) -> set[tuple[str, Any]]:
        return {(t["dimension"], t["code"]) for t in self.of("rule_tag", "rule_id", rule["id"])}

    def _share(self, rule: Row, held: list[Row], only: Row | None = None) -> tuple[int, int]:
        wanted = self._wanted(rule)
        lessons = [s for one in held for s in self.of("lesson", "class_id", one["id"])]
        counting = [
            s
            for s in ([only] if only else lessons)
            if s["counted"] == 1 and s["quarter_hours"] > 0
            and (rule["base"] != "category_hours" or s["category"] == rule["base_category"])
        ]  # fmt: skip
        every = rule["metric"] == "hours" and not wanted
        hits = [s for s in counting if every or self._tags(s) & wanted]
        if rule["base"] == "courses":
            return len(set(map(_course, hits))), len(set(map(_course, counting)))
        return sum(s["quarter_hours"] for s in hits), sum(s["quarter_hours"] for s in counting)

    def _tags(self, s: Row) -> set[tuple[str, Any]]:
        lecturers = self.of("lesson_lecturer", "lesson_id", s["id"])
        topics = {("topic", x["topic"]) for x in self.of("lesson_topic", "lesson_id", s["id"])}
        own = {("category", s["category"]), ("method", s["method"]), *topics}
        return own | {("lecturer_kind", who["kind"]) for who in lecturers}

    def _clashes(self, one: Row, lessons: list[Row]) -> Iterator[str]:
        """Two lessons at once of which one must give way: within the class, or against an approved one."""
        for a in lessons:
            for b in self.of("lesson", "date", a["date"]):
                if a["id"] == b["id"] or not _overlap(a, b):
                    continue
                other = self.get("class", b["class_id"])
                own = b["class_id"] == one["id"]
                if other is None or (not own and (other["status"] == "draft" or _joint(a, b))):
                    continue
                teachers = self._teachers(a) & self._teachers(b)
                same_room = a["venue_id"] is not None and a["venue_id"] == b["venue_id"]
                if own or teachers or same_room:
                    yield f"lessons {a['id']} and {b['id']} clash"

    def _teachers(self, s: Row) -> set[Any]:
        found = {who["teacher_id"] for who in self.of("lesson_lecturer", "lesson_id", s["id"])}
        return {t for t in found if self.get("teacher", t)}


def _by_id(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row["id"])


def _course(s: Row) -> tuple[str, Any]:
    return ("id", s["course_id"]) if s["course_id"] is not None else ("title", s["title"])


def _overlap(a: Row, b: Row) -> bool:
    return a["starts_at"] < b["ends_at"] and b["starts_at"] < a["ends_at"]


def _joint(a: Row, b: Row) -> bool:
    same = ("course_id", "venue_id", "starts_at", "ends_at")
    known = a["course_id"] is not None and a["venue_id"] is not None
    return known and all(a[c] == b[c] for c in same)


def _period(day: str, scope: str, school: Row) -> str:
    if scope == "year":
        return day[:4]
    if day[5:] < school["spring_from"]:
        return f"{int(day[:4]) - 1}秋"
    return day[:4] + ("春" if day[5:] < school["autumn_from"] else "秋")
