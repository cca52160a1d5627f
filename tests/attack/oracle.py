"""What a single statement may not have done, found by comparing the rows before it with those after it.

``wrongs(before, after)`` tells all that the issue of the judge forbids: a class approved against the rules,
a plan altered under its approval, people, hours and papers altered behind a closing, a ledger rewritten.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.text import chinese
from tests.attack.judging import CODES, JOURNAL, Row, Rows

OWN = 1  # the file's own school, which the guards bind
VOIDING = {"status", "void_date", "void_reason"}
SAID_OF_APPROVAL = (
    "approved_at", "approved_on", "closed_at", "approved_by", "minutes", "document_number",
)  # fmt: skip
# of a certificate brought in, what is mended with its class
COPIED = {
    "class_code", "class_name", "student_name", "start_date", "end_date", "quarter_hours",
    "issue_date",
}  # fmt: skip


def wrongs(before: Rows, after: Rows) -> list[str]:
    """Return what is wrong with the rows after a statement, in words; nothing: it is upheld."""
    found: list[str] = []
    for part in (_classes, _attendance, _ledger, _rules, _people, _fixed, _journal):
        found += part(before, after)
    return found


def _own(rows: Rows, table: str) -> list[Row]:
    return [row for row in rows.all(table) if row["school_id"] == OWN]


def _approved_once(one: Row) -> bool:
    return one["brought_in"] == 0 and (one["status"] != "draft" or one["version"] > 1)


def _now(text: Any) -> bool:
    """Whether a moment is that of the statement, give or take."""
    try:
        said = datetime.datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return False
    return abs((datetime.datetime.now() - said).total_seconds()) < 30


# ------------------------------------------------------------------------------------------ classes


def _classes(before: Rows, after: Rows) -> Iterator[str]:
    for one in _own(after, "class"):
        earlier = before.get("class", one["id"])
        if one["brought_in"] == 1 or (earlier and earlier["brought_in"] == 1):
            yield from _brought_in(earlier, one, after)
            continue
        if earlier is None or earlier["uid"] != one["uid"]:
            if _approved_once(one) or one["approved_at"] or one["closed_at"]:
                yield f"class {one['id']} did not begin as a draft"
            continue
        yield from _class(before, after, earlier, one)
        if one["status"] != "draft" and (why := after.blocking(one)):
            yield f"class {one['id']} is {one['status']} against the rules: {why}"
    for earlier in _own(before, "class"):
        one = after.get("class", earlier["id"])
        gone = one is None or one["uid"] != earlier["uid"]
        if (
            gone
            and earlier["brought_in"] == 1
            and after.of("certificate", "class_id", earlier["id"])
        ):
            yield f"class {earlier['id']} is gone, of which certificates were brought in"
        if gone and _approved_once(earlier):
            yield f"class {earlier['id']} is gone, which was approved once"
    if _standing(before) == _standing(after) and before.periods() != after.periods():
        yield "the shares of a period changed without a reopening"


def _brought_in(earlier: Row | None, one: Row, after: Rows) -> Iterator[str]:
    """One of before is over, before the school kept its work here; there is nothing of it to judge."""
    number = one["id"]
    if earlier and earlier["uid"] == one["uid"] and earlier["brought_in"] != one["brought_in"]:
        yield f"class {number} was brought in, or is now: {one['brought_in']}"
        return
    state = [one[c] for c in ("status", "version", *SAID_OF_APPROVAL)]
    if state != ["closed", 1, None, None, None, "", "", ""]:
        yield f"class {number} was brought in and is {state}"
    spans = after.of("class_span", "class_id", number)
    school = after.get("school", OWN)
    if school and any(p["end_date"] >= school["own_from"] for p in spans):
        yield f"class {number} was brought in and ends after {school['own_from']}"
    parts = [one[c] or 0 for c in ("typed_party_spirit", "typed_interactive", "typed_leaders")]
    if max(parts) > (one["typed_quarter_hours"] or 0):
        yield f"class {number} was brought in with more hours in a part than in all"
    if after.of("lesson", "class_id", number) or after.of("hour_entry", "class_id", number):
        yield f"class {number} was brought in and has lessons"


def _standing(rows: Rows) -> set[Any]:
    return {(c["id"], c["version"]) for c in rows.all("class")
            if c["status"] != "draft" and c["brought_in"] == 0}  # fmt: skip


def _class(before: Rows, after: Rows, earlier: Row, one: Row) -> Iterator[str]:
    number = one["id"]
    was, now = earlier["status"], one["status"]
    if now not in ("draft", "approved", "running", "closed"):
        yield f"class {number} is {now!r}"
    reopened = was != "draft" and now == "draft"
    if one["version"] != earlier["version"] + reopened:
        yield f"class {number} went from version {earlier['version']} to {one['version']}"
    if was == "draft" and now != "draft":
        if not _now(one["approved_at"]):
            yield f"class {number} was approved at {one['approved_at']}"
        if before.plan(earlier) != after.plan(one):
            yield f"class {number} was judged as one thing and approved as another"
    elif was != "draft" and now != "draft":
        if one["approved_at"] != earlier["approved_at"]:
            yield f"class {number}: its approval is dated anew"
        if before.plan(earlier) != after.plan(one):
            yield f"class {number}: its plan changed under the approval"
        if before.verdicts(earlier) != after.verdicts(one):
            yield f"class {number}: its verdicts changed under the approval"
    elif one["approved_at"] is not None:
        yield f"class {number} is a draft with a date of approval"
    yield from _closing(earlier, one)


def _closing(earlier: Row, one: Row) -> Iterator[str]:
    if (one["closed_at"] is not None) != (one["status"] == "closed"):
        yield f"class {one['id']} is {one['status']} and closed at {one['closed_at']}"
    elif one["status"] == earlier["status"] == "closed":
        if one["closed_at"] != earlier["closed_at"]:
            yield f"class {one['id']}: its closing is dated anew"
    elif one["status"] == "closed" and not _now(one["closed_at"]):
        yield f"class {one['id']} was closed at {one['closed_at']}"


# ----------------------------------------------------------------------------- people, hours, papers


def _attendance(before: Rows, after: Rows) -> Iterator[str]:
    for one in _own(after, "class"):
        if one["status"] != "closed" or one["brought_in"] == 1:
            continue
        earlier = before.get("class", one["id"])
        if (
            earlier
            and earlier["status"] == "closed"
            and before.attended(earlier) != after.attended(one)
        ):
            yield f"class {one['id']}: people or hours changed behind the closing"
        done = Counter(
            e["student_id"]
            for e in after.of("enrolment", "class_id", one["id"])
            if e["status"] == "completed"
        )
        entries = after.of("hour_entry", "class_id", one["id"])
        if Counter(h["student_id"] for h in entries) != done:
            yield f"class {one['id']}: who has hours is not who completed it"
        if {h["quarter_hours"] for h in entries} - {after.hours(one)}:
            yield f"class {one['id']}: hours are not those of the plan"
    for entry in after.all("hour_entry"):
        held = after.get("class", entry["class_id"]) if entry["class_id"] is not None else None
        if entry["school_id"] == OWN and entry["class_id"] is not None:
            earlier = before.get("hour_entry", entry["id"])
            if earlier != entry and after.get("student", entry["student_id"]) is None:
                yield f"hours {entry['id']} were written for nobody"
            if earlier != entry and (held is None or held["status"] == "draft"):
                yield f"hours {entry['id']} were written for a class that is no more than planned"


def _ledger(before: Rows, after: Rows) -> Iterator[str]:
    kept = _own(after, "certificate")
    for earlier in _own(before, "certificate"):
        one = after.get("certificate", earlier["id"])
        if one is None:
            if earlier["brought_in"] == 0:
                yield f"certificate {earlier['number']} is gone"
            continue
        changed = {c for c in earlier if one[c] != earlier[c]}
        if earlier["brought_in"] == 1 and changed <= COPIED and earlier["status"] == one["status"]:
            held = after.get("class", one["class_id"])
            if "class_name" in changed and (held is None or one["class_name"] != _title(held)):
                yield f"certificate {one['number']} names another class"
            continue
        if changed and (earlier["status"] != "issued" or one["status"] != "voided"):
            yield f"certificate {earlier['number']} changed: {sorted(changed)}"
        elif changed - VOIDING:
            yield f"certificate {earlier['number']} changed what is printed: {sorted(changed)}"
    for one in kept:
        earlier = before.get("certificate", one["id"])
        if earlier is None or earlier["school_id"] != OWN:
            yield from _issued(after, one)
        if one["brought_in"] == 1 and one["issue_date"] > datetime.date.today().isoformat():
            yield f"certificate {one['number']} was brought in from a day to come"
        if (one["status"] == "voided") != (one["void_date"] is not None):
            yield f"certificate {one['number']} is {one['status']}, void since {one['void_date']}"
        if one["status"] not in ("issued", "voided"):
            yield f"certificate {one['number']} is {one['status']!r}"
    own = [c for c in kept if c["brought_in"] == 0]
    copied = [c["number"] for c in kept if c["brought_in"] == 1]
    for series in {c["series"] for c in own}:
        serials = {c["serial"] for c in own if c["series"] == series}
        first = [s for s in serials if s > 1 and s - 1 not in serials]
        if min(serials) < 1 or len(serials) < sum(c["series"] == series for c in own):
            yield f"series {series} has the numbers {sorted(serials)}"
        for serial in first:
            head, _, tail = series.partition("*")
            like = re.compile(re.escape(head) + "0*" + str(serial - 1) + re.escape(tail))
            if not any(map(like.fullmatch, copied)):
                yield f"series {series} jumps to {serial}"
    valid = Counter((c["class_id"], c["student_id"]) for c in kept if c["status"] == "issued")
    if any(count > 1 for count in valid.values()) or len({c["number"] for c in kept}) < len(kept):
        yield "a person has two certificates of a class, or two have one number"
    for class_id, student_id in valid:
        enrolled = after.of("enrolment", "class_id", class_id)
        if not any(e["student_id"] == student_id and e["status"] != "withdrawn" for e in enrolled):
            yield f"student {student_id} has a certificate of class {class_id}, and is not in it"


def _title(held: Row) -> str:
    return chinese.class_title(held["name"], held["issue"])


def _issued(after: Rows, one: Row) -> Iterator[str]:
    held, person = after.get("class", one["class_id"]), after.get("student", one["student_id"])
    if held is None or person is None or held["status"] == "draft":
        yield f"certificate {one['number']} is for nobody, or for a draft"
        return
    said = [
        one[c] for c in ("class_code", "student_name", "quarter_hours", "start_date", "end_date")
    ]
    hours = after.hours(held)
    if one["brought_in"] == 1:
        for e in after.of("enrolment", "class_id", held["id"]):
            if e["student_id"] == person["id"] and e["quarter_hours"] is not None:
                hours = e["quarter_hours"]
    if said != [held["code"], person["name"], hours, *after.days(held)]:
        yield f"certificate {one['number']} does not say what class and record say"
    if one["brought_in"] != held["brought_in"]:
        yield f"certificate {one['number']} is of before, or its class is, and not both"
    if one["brought_in"] == 1:
        school = after.get("school", OWN)
        if one["class_name"] != _title(held) or (school and one["school_name"] != school["name"]):
            yield f"certificate {one['number']} was brought in and names another class or school"
        if (
            any(
                one[c]
                for c in (
                    "series",
                    "serial",
                    "signature",
                    "wording",
                    "verification_code",
                    "photo_id",
                )
            )
            or not one["number"].strip()
        ):
            yield f"certificate {one['number']} was brought in and says it is of here"
        return
    if one["status"] != "issued" or one["void_reason"] or one["signature"] is None:
        yield f"certificate {one['number']} began as {one['status']}, or unsigned"
    if one["replaces_id"] is not None:
        older = after.get("certificate", one["replaces_id"])
        same = older and all(older[c] == one[c] for c in ("class_id", "student_id"))
        if not same or not older or older["status"] != "voided":
            yield f"certificate {one['number']} replaces {one['replaces_id']}"


def _rules(before: Rows, after: Rows) -> Iterator[str]:
    for profile_id in {c["profile_id"] for c in _own(before, "class")}:
        used = {c["profile_id"] for c in _own(after, "class")}
        if profile_id in used and before.rules(profile_id) != after.rules(profile_id):
            yield f"profile {profile_id} changed, under which classes are planned"


def _people(before: Rows, after: Rows) -> Iterator[str]:
    """Whoever and whatever an approved class, a certificate or hours name is there, and the same."""
    for table, column, target in (
        ("lesson_lecturer", "teacher_id", "teacher"),
        ("lesson", "venue_id", "venue"),
        ("lesson", "course_id", "course"),
        ("certificate", "student_id", "student"),
        ("certificate", "photo_id", "photo"),
        ("hour_entry", "student_id", "student"),
        ("enrolment", "student_id", "student"),
    ):
        for row in before.all(table):
            if row[column] is None or not _rests(before, table, row):
                continue
            was, now = before.get(target, row[column]), after.get(target, row[column])
            if was and (now is None or now.get("uid") != was.get("uid")):
                yield f"{target} {row[column]} is gone, which {table} {row['id']} names"
    for table, column, target in (
        ("lesson_topic", "topic", "course_topic"),
        ("lesson", "module", "course_module"),
    ):
        held = {row[column] for row in after.all(table) if _rests(after, table, row)} - {None}
        if gone := held - {row["code"] for row in after.all(target)}:
            yield f"{target} {gone} is gone, which approved lessons name"
    halves = {s["half"] for s in after.all("lesson") if _rests(after, "lesson", s)}
    if halves - {h["code"] for h in after.all("half_day")}:
        yield "a half-day is gone in which approved lessons lie"


def _rests(rows: Rows, table: str, row: Row) -> bool:
    """Whether something judged or printed rests on this row; a certificate and hours always do."""
    if table in ("lesson_lecturer", "lesson_topic"):
        lesson = rows.get("lesson", row["lesson_id"])
        return lesson is not None and _rests(rows, "lesson", lesson)
    if table in ("lesson", "enrolment"):
        held = rows.get("class", row["class_id"])
        return held is not None and held["status"] != "draft"
    return row["school_id"] == OWN


# ----------------------------------------------------------------------------- school, users, journal


def _fixed(before: Rows, after: Rows) -> Iterator[str]:
    for table in CODES:
        if before.tables.get(table) != after.tables.get(table):
            yield f"the table {table} changed"
    if not before.tables["secret"].items() <= after.tables["secret"].items():
        yield "a secret changed"
    if (was := before.get("school", OWN)) is not None:
        now = after.get("school", OWN)
        if now is None or any(now[c] != was[c] for c in ("uid", "public_key", "package_id")):
            yield "the school is another"
    for user in before.all("user"):
        now = after.get("user", user["id"])
        if now is not None and any(now[c] != user[c] for c in ("uid", "ring_entry")):
            yield f"user {user['id']} is another"
    if not any(user["role"] == "admin" for user in after.all("user")):
        yield "nobody is administrator"
    for number, photo in before.tables["photo"].items():
        if after.tables["photo"].get(number, photo) != photo:
            yield f"photo {number} is another"
    for table, rows in before.tables.items():
        for number, row in rows.items():
            later = after.tables[table].get(number)
            if later and "school_id" in row and later["school_id"] != row["school_id"]:
                yield f"{table} {number} went to another school"


def _journal(before: Rows, after: Rows) -> Iterator[str]:
    for table in JOURNAL:
        if before.tables.get(table) != after.tables.get(table):
            yield f"{table} changed"
    was, now = before.tables["change"], after.tables["change"]
    if any(now.get(number) != row for number, row in was.items()):
        yield "entries of the journal changed"
    fresh = [row for number, row in now.items() if number not in was]
    if any(row["operation_id"] is not None for row in fresh):
        yield "an entry of the journal names an operation that did not write it"
