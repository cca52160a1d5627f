"""A backup to look through: read only, by noun, with search. Nothing is ever written into it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from app import opening
from app.file import migrate, rehearsal, steps, store
from app.file.listing import Listing, Sort, by_student_terms
from app.ground.jobs import Progress
from app.text import codes

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Noun:
    """What can be taken out: its table, what it is called, and how its rows are listed."""

    table: str
    name: str
    listing: Listing


def _listing(table: str, name: str, note: str) -> Listing:
    """Rows by name, with a note that tells them apart; archived ones and retired ones, too."""
    return Listing(
        table=table,
        columns={"name": name, "note": note},
        sorts={"name": Sort("t.pinyin"), "note": Sort(note)},
        default_sort="name",
        search=by_student_terms if table == "student" else None,
    )


_DATES = "(SELECT min(p.start_date) || ' 至 ' || max(p.end_date) FROM class_span p WHERE p.class_id = t.id)"
NOUNS = (
    Noun("class", "班次", _listing("class", "t.name", f"t.code || '　' || coalesce({_DATES}, '')")),
    Noun(
        "student",
        "学员",
        _listing(
            "student",
            "t.name",
            "concat_ws('　', (SELECT u.name FROM unit u WHERE u.id = t.unit_id),"
            " nullif(t.post, ''), t.birth_date)",
        ),
    ),
    Noun(
        "course",
        "课程",
        _listing("course", "t.title", codes.called_sql("course_category", "t.category")),
    ),
    Noun("teacher", "教师", _listing("teacher", "t.name", "concat_ws('　', t.unit_name, t.post)")),
    Noun("venue", "场地", _listing("venue", "t.name", "t.address")),
    Noun("unit", "单位", _listing("unit", "t.name", "''")),
    Noun(
        "policy_profile",
        "政策指标",
        Listing(
            table="policy_profile",
            columns={"name": "t.title", "note": "'第 ' || t.version || ' 版'"},
            sorts={"name": Sort("t.code, t.version"), "note": Sort("t.version")},
            default_sort="name",
            search=lambda text: ("t.title LIKE '%' || :asked || '%'", {"asked": text.strip()}),
        ),
    ),
)


class Shelf:
    """An open backup. Close it when done; ``with`` does.

    One of an older program is brought up in memory, so that it reads like today's.
    """

    def __init__(self, path: Path, key: bytes, progress: Progress | None = None) -> None:
        """Raises StoreError where the key does not open it, UserError of a newer program, Cancelled."""
        self.path = path
        self._open = ExitStack()
        progress = progress or Progress()
        db = store.look(path, key)
        self._open.callback(db.close)
        try:
            with store.explaining(path):
                migrate.check(db, path)
                if migrate.version_of(db) < steps.LATEST:
                    db = self._open.enter_context(rehearsal.restored(path, key, progress))
                    migrate.bring_up(db, path, progress, derive=opening.renew_words)
                row = db.execute("SELECT at FROM operation ORDER BY id DESC LIMIT 1").fetchone()
        except BaseException:
            self.close()
            raise
        self._db: Database = db
        self.at = row[0] if row else ""  # the last operation's moment

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self, query: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return ``query(db, ...)``. Raises StoreError where it cannot be read any more."""
        with store.explaining(self.path):
            return query(self._db, *args, **kwargs)

    def close(self) -> None:
        """Let go of the file."""
        self._open.close()
