"""What belongs to one thing in a backup: its own rows, and those of others that it needs.

What belongs is read from the schema: what goes with a row when that goes (ON DELETE CASCADE) is its own,
what it refers to is needed. Certificates and the journal are nobody's: they are never taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

# what belongs to a person besides: not gone with it, since nobody with such rows is ever deleted
OWNED = {"student": (("enrolment", "student_id"), ("hour_entry", "student_id"))}
NEVER = frozenset(
    [
        *(
            "certificate",
            "user",
            "school",
            "half_day",
            "package",
            "rehearsal",
            "mending",
            "holiday",
        ),
        "known_heading",
    ]
)
# what is brought along where it is missing; a class is only ever brought by itself
# lists that a school edits, whose rows are named by their code
LISTS = frozenset(["class_kind", "course_topic", "course_module"])
BROUGHT_ALONG = LISTS | {"unit", "student", "teacher", "venue", "course", "policy_profile"}
# codes that no foreign key holds, since which list they are of stands beside them
_TAGGED = dict.fromkeys(("rule_tag", "profile_label"), ("dimension", "topic", "course_topic"))


@dataclass(frozen=True)
class Link:
    """A column that refers to a row of another table, by ``to``: its id, or the code of a list.

    ``only``: a column and the value of it with which it does so.
    """

    column: str
    parent: str
    cascades: bool
    to: str = "id"
    only: tuple[str, str] = ("", "")

    def of(self, row: Mapping[str, Any]) -> object:
        """Return what a row refers by, None where it does not."""
        column, value = self.only
        return row[self.column] if not column or row[column] == value else None


@dataclass(frozen=True)
class Piece:
    """A row of the backup: ``row`` holds every column, ``refers`` the uid behind each link.

    ``own``: it belongs to the thing; else the thing needs it.
    """

    table: str
    uid: str
    row: dict[str, Any]
    refers: dict[str, tuple[str, str]]  # column -> (table, uid)
    own: bool


@dataclass
class Bundle:
    """The rows of one thing, each after what it refers to; ``photos`` are JPEG bytes by photo_id."""

    root: Piece
    pieces: list[Piece] = field(default_factory=list[Piece])
    photos: dict[int, tuple[str, bytes]] = field(default_factory=dict[int, tuple[str, bytes]])


def collect(db: Database, table: str, row_id: int) -> Bundle:
    """Gather a row of the backup with all that belongs to it. Raises KeyError where there is none."""
    gathering = _Gathering(db)
    gathering.take(table, [row_id], own=True)
    gathering.take_needed()
    return gathering.bundle(table, row_id)


def links(db: Database, table: str) -> list[Link]:
    """Return what a table refers to, but for fixed codes and photos."""
    rows = db.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    found = [
        Link(column, parent, on_delete == "CASCADE", to)
        for _, _, parent, column, to, _, on_delete, _ in rows
        if (to == "id" and parent not in ("photo", "school")) or (to == "code" and parent in LISTS)
    ]
    if table in _TAGGED:
        column, value, parent = _TAGGED[table]
        found.append(Link("code", parent, False, "code", (column, value)))
    return found


def recorded(db: Database) -> list[str]:
    """Return the tables whose rows have a uid and may be taken."""
    rows = db.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'uid'"
        " WHERE m.type = 'table' ORDER BY m.name"
    ).fetchall()
    return [name for (name,) in rows if name not in NEVER]


class _Gathering:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._links = {table: links(db, table) for table in recorded(db)}
        self._rows: dict[str, dict[int, dict[str, Any]]] = {}
        self._own: set[tuple[str, int]] = set()

    def take(self, table: str, ids: Iterable[int], *, own: bool) -> None:
        """Take rows and all that goes with them."""
        fresh = [i for i in dict.fromkeys(ids) if i not in self._rows.get(table, {})]
        if not fresh:
            return
        held = self._rows.setdefault(table, {})
        marks = ", ".join("?" * len(fresh))
        found = self._db.query(
            f'SELECT * FROM "{table}" WHERE id IN ({marks}) AND {self._ours(table)}', fresh
        )
        for row in found:
            held[row["id"]] = row
            if own:
                self._own.add((table, row["id"]))
        for child, column in self._children(table):
            rows = self._db.execute(
                f'SELECT id FROM "{child}" WHERE "{column}" IN ({marks}) ORDER BY id', fresh
            ).fetchall()
            if own or table == "policy_profile" or table == "rule":
                self.take(child, (row_id for (row_id,) in rows), own=own)

    def take_needed(self) -> None:
        """Take what the rows taken refer to, until nothing is missing."""
        before = -1
        while before != (before := sum(map(len, self._rows.values()))):
            for table, rows in list(self._rows.items()):
                for link in self._links[table]:
                    if link.parent in BROUGHT_ALONG:
                        wanted = {link.of(row) for row in rows.values()} - {None}
                        self.take(link.parent, self._ids(link, wanted), own=False)

    def bundle(self, table: str, row_id: int) -> Bundle:
        pieces = [
            self._piece(name, row)
            for name in self._in_turn()
            for row in self._upper_first(name, [*self._rows[name].values()])
        ]
        root = next(p for p in pieces if p.table == table and p.row["id"] == row_id)
        photos = [p.row["photo_id"] for p in pieces if p.row.get("photo_id") is not None]
        return Bundle(root, pieces, self._photos(photos))

    def _piece(self, table: str, row: dict[str, Any]) -> Piece:
        refers: dict[str, tuple[str, str]] = {}
        for link in self._links[table]:
            if link.of(row) is not None:
                uid = self._db.execute(
                    f'SELECT uid FROM "{link.parent}" WHERE "{link.to}" = ?', [row[link.column]]
                ).fetchone()
                refers[link.column] = (link.parent, uid[0] if uid else "")
        return Piece(table, row["uid"], row, refers, (table, row["id"]) in self._own)

    def _children(self, table: str) -> list[tuple[str, str]]:
        return [
            *(
                (child, link.column)
                for child, found in self._links.items()
                for link in found
                if link.parent == table and link.cascades
            ),
            *OWNED.get(table, ()),
        ]

    def _in_turn(self) -> list[str]:
        """The tables taken, each after those it refers to."""
        turn: list[str] = []

        def place(table: str) -> None:
            if table in self._rows and table not in turn:
                for link in self._links[table]:
                    if link.parent != table:
                        place(link.parent)
                turn.append(table)

        for table in sorted(self._rows):
            place(table)
        return turn

    def _ids(self, link: Link, wanted: Collection[object]) -> list[int]:
        marks = ", ".join("?" * len(wanted))
        rows = self._db.execute(
            f'SELECT id FROM "{link.parent}" WHERE "{link.to}" IN ({marks}) ORDER BY id', [*wanted]
        ).fetchall()
        return [row_id for (row_id,) in rows]

    def _upper_first(self, table: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows of a tree, each after the one above it; of another table as they are."""
        above = next((link for link in self._links[table] if link.parent == table), None)
        if above is None:
            return rows
        turn: list[dict[str, Any]] = []
        while rows:
            waiting = {row[above.to] for row in rows}
            turn += [row for row in rows if row[above.column] not in waiting]
            rows = [row for row in rows if row[above.column] in waiting]
        return turn

    def _ours(self, table: str) -> str:
        columns = self._db.execute(f'PRAGMA table_info("{table}")').fetchall()
        return "school_id = 1" if any(c[1] == "school_id" for c in columns) else "1"

    def _photos(self, ids: Iterable[int]) -> dict[int, tuple[str, bytes]]:
        found: dict[int, tuple[str, bytes]] = {}
        for photo_id in ids:
            row = self._db.execute(
                "SELECT sha256, jpeg FROM photo WHERE id = ?", [photo_id]
            ).fetchone()
            if row is not None:
                found[photo_id] = (row[0], bytes(row[1]))
        return found
