"""What a fork does to the school in its folder: works in it, is struck, looks at what is left.

A deed takes the folder of the try and ``say``, by which it tells what is done: what it has said is
``{"done": …}`` must be there whatever comes next.
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import demo, papers
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.exchange import roster
from app.file import backup, steps
from app.opening import add_user, change_password, create, remove_user
from app.papers.engine import workbook
from app.people import students
from app.text import search
from tests.attack import forging, program, sitting, survey
from tests.attack import states as guarded
from tests.attack.program import ADMIN, CHEAP, OTHERS, PASSWORD, Say, school

try:
    from tests.attack import upkeep
except ImportError:  # an older program has none of it
    upkeep = None

NEW_PASSWORD = "河东-compass-27"
IDENTITY = "990000198501010027"  # what must not lie about in clear

# ------------------------------------------------------------------------------ schools to attack


def found(folder: Path, say: Say, kind: str) -> None:
    """Make a school to be copied for every try: 'small' with a little of everything, or 'demo'."""
    path = school(folder)
    path.parent.mkdir()
    if kind == "demo":
        demo.build(path, PASSWORD, cost=CHEAP)  # its user is 李敏
        return
    create(path, name="中共示范县委党校", password=PASSWORD, user_name=ADMIN, cost=CHEAP)
    with program.opened(path) as session:
        for name, password in OTHERS.items():
            add_user(session, name, password, role="registrar", cost=CHEAP)
        for number in range(3):
            session.run(program.pair(f"前{number}"))
        people = [
            {
                "name": f"学员{n}",
                "id_number": IDENTITY if n == 0 else None,
                "unit_name": "示范县财政局",
            }
            for n in range(6)
        ]
        who = session.run(students.create_many(people)).value
        values = {"code": "2026-01", "name": "第一期", "kind": "other"}
        one = session.run(classes.create(values, [Span("2026-11-02", "2026-11-06")])).value
        session.run(enrolment.enrol(one, who))
        session.run(lessons.add(one, "2026-11-02", "morning", {"title": "开班式"}))


def leave_log(folder: Path, say: Say) -> None:
    """Write, and die with the window open: the school lies there with its log.

    Says the digest of what is in it after each write.
    """
    session = program.opened(school(folder))
    for number in range(4):
        session.run(program.pair(f"末{number}"))
        say({"digest": session.read(survey.digest)})
        if number % 2:  # so that the file grows, and its first page is in the log
            people = [{"name": "众人", "remark": "甲" * 400} for _ in range(80)]
            session.run(students.create_many(people))
            say({"digest": session.read(survey.digest)})
    os.kill(os.getpid(), signal.SIGKILL)


# ------------------------------------------------------------------------------ work on them


def make(folder: Path, say: Say) -> None:
    """A school is made."""
    path = school(folder)
    path.parent.mkdir(exist_ok=True)
    create(path, name="中共示范县委党校", password=PASSWORD, user_name=ADMIN, cost=CHEAP)
    say({"done": "created"})


def write(folder: Path, say: Say) -> None:
    """Operations, each of two rows, an undo and a redo, the file closed and opened again."""
    for turn in range(2):
        with program.opened(school(folder)) as session:
            say({"done": "opened"})
            for number in range(4):
                session.run(program.pair(f"{turn}{number}"))
                say({"done": f"{turn}{number}"})
            session.undo()
            say({"undone": f"{turn}3"})
            session.redo()
            say({"done": f"{turn}3"})
        say({"done": "closed"})


def work_of_a_class(folder: Path, say: Say) -> None:
    """A class from draft to its end: a lesson, a student, groups."""
    with program.opened(school(folder)) as session:
        who = session.run(students.create({"name": "新学员", "id_number": None})).value
        values = {"code": "2026-02", "name": "第二期", "kind": "other"}
        one = session.run(classes.create(values, [Span("2026-12-07", "2026-12-11")])).value
        session.run(enrolment.enrol(one, [who]))
        for day in range(7, 12):
            session.run(lessons.add(one, f"2026-12-{day:02}", "morning", {"title": f"讲座{day}"}))
            session.run(program.pair(f"班{day}"))
            say({"done": f"班{day}"})


def back_up(folder: Path, say: Say, older: bool = True) -> None:
    """A backup is written over an older one, then a second beside it."""
    copy = folder / "stick" / "备份.dxjw"
    with program.opened(school(folder)) as session:
        session.run(program.pair("备"))
        say({"done": "备"})
        backup.snapshot(session, copy)
        say({"copied": copy.name})
        backup.snapshot(session, copy.with_name("另一份.dxjw"))
        say({"copied": "另一份.dxjw"})


def before_back_up(folder: Path, say: Say) -> None:
    """Make the older backup that ``back_up`` writes over."""
    with program.opened(school(folder)) as session:
        backup.snapshot(session, folder / "stick" / "备份.dxjw")


def export(folder: Path, say: Say) -> None:
    """The plain copy, which only the one who asked for it may find, under the name that was asked."""
    (folder / "out").mkdir(exist_ok=True)
    with program.opened(school(folder)) as session:
        backup.plain_copy(session, folder / "out" / "plain.db")
    say({"done": "exported"})


def print_papers(folder: Path, say: Say) -> None:
    """A roster with identity numbers as a page and as a workbook."""
    (folder / "out").mkdir(exist_ok=True)
    with program.opened(school(folder)) as session:
        one = session.read(classes.by_code, "2026-01").id
        kind = next(kind for kind in papers.KINDS if kind.key == "roster")
        kind.write(session.read, one, folder / "out" / "roster.pdf", {"identity": True})
        kind.write_workbook(session.read, one, folder / "out" / "roster.xlsx", {"identity": True})
    say({"done": "printed"})


def write_workbook(folder: Path, say: Say) -> None:
    """A paper as a workbook, without a school."""
    column = workbook.Field("姓名", 10)
    workbook.write(folder / "名单.xlsx", [workbook.Page("名单", "名单", [column], [["示范"]] * 90)])


def import_roster(folder: Path, say: Say) -> None:
    """The demonstration's roster comes in as one operation."""
    with program.opened(school(folder)) as session:
        review = session.read(roster.review, demo.workbook("学员名册.xlsx"))
        session.run(roster.write(review, "2026-01"))
        say({"done": "imported"})


def upgrade(folder: Path, say: Say, name: str, password: str) -> None:
    """A school of an earlier version is opened."""
    with program.opened(school(folder), name, password):
        say({"done": "upgraded"})


def users(folder: Path, say: Say) -> None:
    """A user comes, one changes the password, one goes."""
    with program.opened(school(folder)) as session:
        add_user(session, "孙丽", NEW_PASSWORD, role="registrar", cost=CHEAP)
        say({"added": "孙丽", "password": NEW_PASSWORD})
        change_password(session, PASSWORD, NEW_PASSWORD, CHEAP)
        say({"changed": ADMIN, "password": NEW_PASSWORD})
        everyone = session.read(lambda db: db.execute("SELECT name, id FROM user").fetchall())
        remove_user(session, dict(everyone)["赵芳"])
        say({"removed": "赵芳"})


def copy_without_log(folder: Path, say: Say) -> None:
    """The two files are copied as the manual says, and nothing else."""
    path = school(folder)
    for file in (path, path.with_suffix(".dxkey")):
        shutil.copyfile(file, folder / file.name)


def review(folder: Path, say: Say, book: str) -> dict[str, Any]:
    """A workbook is reviewed, and the copy in which findings are marked is saved: what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    words = ("import-roster", school(folder), folder / book, "--dry-run")
    status, out, err = program.command(*words, "--marked", folder / "标注.xlsx")
    mine, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    cpu = sum(r.ru_utime + r.ru_stime for r in (mine, others))
    return {
        "status": status,
        "out": out[-400:],
        "err": err[-400:],
        "cpu": cpu - before.ru_utime - before.ru_stime,
        "mine": mine.ru_maxrss * 1024,
        "others": others.ru_maxrss * 1024,
    }


def warm(papers: bool) -> None:
    """Load what the program loads when it is first needed, so that a fork has it already."""
    if papers:
        import openpyxl  # noqa: F401
        import reportlab.pdfgen.canvas  # noqa: F401

    importlib.import_module("app.commands.main")
    search.sort_key("示范")


def known(folder: Path, say: Say) -> list[str]:
    """Return the names of all deeds that can be done to this program."""
    return list(DEEDS)


def latest(folder: Path, say: Say) -> int:
    """Return the tree's schema version."""
    return steps.LATEST


def states(folder: Path, say: Say) -> None:
    """Make the school on which statements are tried, and put its key beside it."""
    key = guarded.make(folder / "states.dxjw")
    (folder / "key").write_text(key.hex(), "ascii")


Deed = Callable[..., Any]
DEEDS: dict[str, Deed] = {
    deed.__name__: deed
    for deed in (
        found,
        leave_log,
        make,
        write,
        work_of_a_class,
        back_up,
        before_back_up,
        export,
        print_papers,
        write_workbook,
        import_roster,
        upgrade,
        users,
        latest,
        known,
        review,
        survey.look,
        survey.open_twice,
        forging.forge,
        forging.kinds,
        forging.key,
        forging.bare,
        sitting.held,
        sitting.sit,
        states,
        *(upkeep.deeds() if upkeep else ()),
    )
}
