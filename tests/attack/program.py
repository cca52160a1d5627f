"""The program under attack, as its users meet it: the command line, and sessions opened by a password.

It may be another tree than the one this harness lies in, an older one say: what is asked of it here is
what every one of them has.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.file import vault
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import UserError as UserError
from app.opening import open_school
from app.teaching import courses, teachers

SCHOOL = "党校.dxjw"
ADMIN, PASSWORD = "李敏", "湖边-lantern-48"
OTHERS = {"王强": "山前-harbour-61", "赵芳": "桥西-walnut-93"}
PASSWORDS = {ADMIN: PASSWORD, **OTHERS}
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def school(folder: Path) -> Path:
    """Return the path of the school in the folder of a try."""
    return folder / "school" / SCHOOL


def opened(path: Path, name: str = ADMIN, password: str = "", *, write: bool = True) -> Session:
    """Open a school as one of its users, with all work done in the caller's thread."""
    password = password or PASSWORDS[name]
    return open_school(path, password, write=write, name=name, runner=jobs.Inline())


def command(*words: object, name: str = ADMIN, password: str = "") -> tuple[int, str, str]:
    """Run a command line; return its status and what it printed: (status, out, err)."""
    main = importlib.import_module("app.commands.main").main
    os.environ["DANGXIAO_PASSWORD"] = password or PASSWORDS.get(name, PASSWORD)
    os.environ["DANGXIAO_USER"] = name
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(word) for word in words])
        except SystemExit as left:  # wrong usage: the tree has no such command
            status = int(left.code or 0)
    return status, out.getvalue(), err.getvalue()


def has_command(name: str) -> bool:
    """Tell whether the tree has a command of this name."""
    return name in command("--help")[1]


def has(module: str, name: str) -> bool:
    """Tell whether the tree has ``module.name``."""
    try:
        return hasattr(importlib.import_module(module), name)
    except ImportError:
        return False


def pair(name: str) -> Operation[None]:
    """A write of two rows that belong together: a teacher 甲… and the course 课… that only he holds."""

    def work(tx: Transaction) -> None:
        teacher = tx.call(teachers.create({"name": f"甲{name}", "kind": "full_time"}))
        values = {"title": f"课{name}", "category": "theory", "method": "lecture"}
        tx.call(courses.create({**values, "teacher_id": teacher, "quarter_hours": 12}))

    return Operation(f"添加甲{name}", work, right="libraries")


def pairs(session: Session) -> tuple[set[str], set[str]]:
    """Return the names of the pairs whose teacher is there, and of those whose course is."""

    def read(db: Any) -> tuple[set[str], set[str]]:
        one = db.execute("SELECT substr(name, 2) FROM teacher WHERE name LIKE '甲%'").fetchall()
        two = db.execute("SELECT substr(title, 2) FROM course WHERE title LIKE '课%'").fetchall()
        return {n for (n,) in one}, {n for (n,) in two}

    return session.read(read)


Say = Callable[[Any], None]
