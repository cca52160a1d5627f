"""Makes the small school file that is kept for every schema version, in tests/data/db.

    python -m tests.data.make_school_file [FOLDER]

writes ``vN.dxjw`` with its key ring, N being the program's schema version, and ``vN.json`` with what the
file's own views say of it. It is the last thing of a schema change; a released version's is never made
again. The file holds a bit of everything that an upgrade and an undo over its border must carry: every
table, every kind of journal entry, classes in every state, a plan that is refused, certificates issued,
voided, reissued.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app import opening
from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import migrate, vault
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import jobs
from app.people import students
from app.school import school
from app.teaching import courses, teachers, venues

FOLDER = Path(__file__).parent / "db"
PASSWORD, SECOND = "secret-word", "other-secret"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
VIEWS = ("class_share", "class_presence", "class_problem", "period_share", "class_statistics")
# The smallest JPEG that is one: a grey pixel.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912"
    "130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001"
    "000101011100ffc40014000100000000000000000000000000000009ffc40014100100000000000000000000000000"
    "00000000ffda0008010100003f0054dfffd9"
)
TEACHERS = (
    ("陈立群", "full_time", "中共示范县委党校", "教研室主任"),
    ("何军", "leading_cadre", "中共示范县委", "县委常委、组织部部长"),
    ("赵勇", "expert", "示范大学", "教授"),
)
COURSES = (
    ("党章与党的纪律", "party_spirit", "lecture", "何军", None),
    ("党性分析", "party_spirit", "discussion", "陈立群", "party_analysis"),
    ("基层治理案例", "professional", "case", "陈立群", None),
    ("数字政府建设", "knowledge", "lecture", "赵勇", None),
)
STUDENTS = (
    ("李㛃", "990000198501010027", "示范县财政局", "副局长"),
    ("欧阳䶮", "990000198203040033", "示范县青山镇", "副镇长"),
    ("王小明", None, "示范县水利局", "科员"),
    ("张伟", None, "示范县财政局", "股长"),
)


def make(path: Path) -> None:
    """Make the file at ``path``; raises UserError where it is there already."""
    opening.create(path, name="中共示范县委党校", password=PASSWORD, user_name="李敏", cost=CHEAP)
    with opening.open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        opening.add_user(opened, "王芳", SECOND, role="registrar", cost=CHEAP)
        library, people = _libraries(opened)
        _finished(opened, library, people)
        _approved(opened, library, people)
        _refused(opened, library)
        _worked_on(opened, library, people)
    Path(f"{path}.lock").unlink(missing_ok=True)


def verdicts(db: Database) -> dict[str, Any]:
    """What the judging views say, row by row, and what undo would take back."""
    found: dict[str, Any] = {}
    for view in VIEWS:
        rows = [dict(row) for row in db.query(f"SELECT * FROM {view}")]
        found[view] = sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False))
    return found


def _run(opened: Session, work: Operation[Any]) -> Any:
    return opened.run(work).value


def _libraries(opened: Session) -> tuple[dict[str, int], list[int]]:
    staff = {}
    for name, kind, unit, post in TEACHERS:
        values = {"name": name, "kind": kind, "unit_name": unit, "post": post, "phone": "0000"}
        staff[name] = _run(opened, teachers.create(values))
    room = _run(opened, venues.create({"name": "一号教室", "capacity": 60}))
    library = {}
    for title, category, method, teacher, topic in COURSES:
        values = {"title": title, "category": category, "method": method, "topics": topic}
        values |= {"teacher_id": staff[teacher], "venue_id": room}
        library[title] = _run(opened, courses.create(values))
    people = []
    for name, number, unit, post in STUDENTS:
        values = {"name": name, "id_number": number, "unit_name": unit, "post": post}
        people.append(_run(opened, students.create(values)))
    _run(opened, students.set_photo(people[0], JPEG))
    return library, people


def _class(opened: Session, code: str, name: str, first: str, last: str) -> int:
    values = {"code": code, "name": name, "issue": "第1期", "audience": "乡科级干部"}
    return _run(opened, classes.create(values, [Span(first, last)]))


def _plan(opened: Session, class_id: int, library: dict[str, int], days: list[str]) -> list[int]:
    """Every course in turn, morning and afternoon: 25 % of each kind, all shares hold."""
    made, titles = [], list(library)
    for place, (day, half) in enumerate((d, h) for d in days for h in ("morning", "afternoon")):
        course = library[titles[place % len(titles)]]
        made.append(_run(opened, lessons.add_course(class_id, course, day, half)))
    return made


def _finished(opened: Session, library: dict[str, int], people: list[int]) -> None:
    one = _class(opened, "2026-01", "春季进修班", "2026-03-02", "2026-03-03")
    held = _plan(opened, one, library, ["2026-03-02", "2026-03-03"])
    _run(opened, lessons.update(held[3], {"method": "case"}))
    _run(opened, enrolment.enrol(one, people[:3]))
    _run(opened, enrolment.assign_groups(one, 2))
    _run(opened, classes.approve(one))
    _run(opened, classes.reopen(one))
    _run(opened, classes.approve(one))
    _run(opened, classes.start(one))

    def mark(tx: Transaction) -> None:  # no verb has written attendance yet, but its table is there
        enrolled = tx.db.execute("SELECT min(id) FROM enrolment").fetchone()[0]
        row = {"enrolment_id": enrolled, "lesson_id": held[0], "status": "late"}
        tx.insert("attendance", row)

    _run(opened, Operation("登记考勤", mark, right="enrolment"))
    issued = _run(opened, ledger.issue(one))
    _run(opened, ledger.void(issued[0], "姓名有误"))
    _run(opened, ledger.reissue(issued[0]))
    _run(opened, classes.close(one))


def _approved(opened: Session, library: dict[str, int], people: list[int]) -> None:
    two = _class(opened, "2026-02", "秋季进修班", "2026-11-02", "2026-11-03")
    held = _plan(opened, two, library, ["2026-11-02", "2026-11-03"])
    _run(opened, lessons.update(held[3], {"method": "debate"}))
    _run(opened, enrolment.enrol(two, people[1:3]))
    _run(opened, classes.approve(two))


def _refused(opened: Session, library: dict[str, int]) -> None:
    three = _class(opened, "2026-03", "村书记班", "2026-11-02", "2026-11-04")
    lecture = library["数字政府建设"]
    for day in (
        "2026-11-02",
        "2026-11-03",
    ):  # on the second of November in the same room as 2026-02
        _run(opened, lessons.add_course(three, lecture, day, "afternoon"))


def _worked_on(opened: Session, library: dict[str, int], people: list[int]) -> None:
    """What Ctrl+Z is to take back over the border, newest last, and one thing that redo does again."""
    four = _class(opened, "2026-04", "专题班", "2026-12-01", "2026-12-02")
    held = _plan(opened, four, library, ["2026-12-01"])
    _run(opened, lessons.move(held[0], "2026-12-02", "morning"))
    _run(opened, lessons.remove(held[1]))
    _run(opened, enrolment.enrol(four, people[:2]))
    _run(opened, students.update(people[1], {"education": "大学", "unit_name": "示范县发改局"}))
    _run(opened, students.delete([people[3]]))
    settings = opened.read(school.get)
    changed = {"contact": "教务科 0000", "default_profile": "regulation-2025-county"}
    _run(opened, school.update(replace(settings, **changed)))
    _run(opened, classes.delete(four))
    _run(opened, teachers.create({"name": "将被撤销", "kind": "expert"}))
    opened.undo()


def main(folder: Path = FOLDER) -> None:
    """Write the file of this version, its key ring, and what its views say."""
    path = folder / f"v{migrate.LATEST}.dxjw"
    folder.mkdir(exist_ok=True)
    make(path)
    # opened to write, so that closing it leaves one plain file
    with opening.open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        told = opened.read(verdicts)
    Path(f"{path}.lock").unlink(missing_ok=True)
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    path.with_suffix(".json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
