"""The chain of operations: each has a hash over the one before it, over itself and all that it wrote.

An entry that is altered, put in, taken out or moved no longer fits. The state of undo is left out, since
that alone changes later. The hash is SHA-256 and no secret: who holds the file's key and rewrites all of
the chain makes another that fits. What they cannot rewrite is the head that was seen before, in the key
ring, in every backup and in every archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.file import keeper
from app.file.finding import Finding, several
from app.ground.jobs import Progress

BEGINNING = ""  # what the first operation of a file goes on from


@dataclass(frozen=True)
class Link:
    """An operation in the chain: what it says it goes on from, its hash, and what is hashed of it."""

    id: int
    name: str
    at: str
    previous: str
    hash: str
    content: str  # digest of its row, its changes and what it laid down besides

    @property
    def fits(self) -> bool:
        """Whether the hash is that of the content."""
        return self.hash == self.hash_as(self.id)

    def hash_as(self, operation_id: int) -> str:
        """Return the hash that this content has under an id."""
        text = f"{self.previous} {operation_id} {self.content}"
        return hashlib.sha256(text.encode("ascii", "replace")).hexdigest()


def close(db: Database, operation_id: int, border: str | None = None) -> str:
    """Give a finished operation its place in the chain, and return its hash.

    It goes on from the one before it in the file, or from ``border``.
    """
    row = db.execute(
        "SELECT hash FROM operation WHERE id < ? ORDER BY id DESC LIMIT 1", [operation_id]
    ).fetchone()
    previous = border if border is not None else row[0] if row else BEGINNING
    link = Link(operation_id, "", "", previous, "", _content(db, operation_id))
    made = link.hash_as(operation_id)
    with keeper.keeping():
        db.execute(
            "UPDATE operation SET previous_hash = ?, hash = ? WHERE id = ?",
            [previous, made, operation_id],
        )
    return made


def close_all(db: Database) -> None:
    """Give every operation that has none a place, in their order: those of a file of before the chain."""
    for (operation_id,) in db.execute(
        "SELECT id FROM operation WHERE hash = '' ORDER BY id"
    ).fetchall():
        close(db, operation_id)


def head(db: Database) -> tuple[int, str]:
    """Return id and hash of the last operation; (0, "") where there is none."""
    row = db.execute("SELECT id, hash FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, BEGINNING)


def links(db: Database, progress: Progress | None = None) -> Iterator[Link]:
    """Yield the operations in order, with what is hashed of each as it is now. Raises Cancelled."""
    progress = progress or Progress()
    rows = db.execute(
        "SELECT id, name, at, previous_hash, hash FROM operation ORDER BY id"
    ).fetchall()
    for place, (number, name, at, previous, found) in enumerate(rows):
        if place % 100 == 0:
            progress.step(place, len(rows), "正在核对操作记录")
        yield Link(number, name, at, previous, found, _content(db, number))


@dataclass
class _Walk:
    """The links as the chain goes through them, and what is wrong with each."""

    altered: list[Link] = field(default_factory=list[Link])
    erased: list[Link] = field(default_factory=list[Link])  # before these something is missing
    inserted: list[Link] = field(default_factory=list[Link])
    moved: list[Link] = field(default_factory=list[Link])


def faults(found: Sequence[Link], border: str = BEGINNING, border_id: int = 0) -> list[Finding]:
    """Return where links, in the order of their ids, are no chain that goes on from ``border``.

    That is the hash of the operation ``border_id``, the last one in an archive, or the beginning.
    """
    walk = _walk(found, border, border_id)
    return [
        Finding(f"操作记录中 {several([_called(one) for one in links])}{what}", means)
        for links, what, means in (
            (walk.altered, "与校验值不符", "它或它的明细后来被改过，记下的不是当时所做的"),
            (walk.erased, "与之前的记录接不上", "在它之前有操作记录被删除或替换"),
            (walk.inserted, "不在校验链里", "它是后来塞进去的，并没有在本程序里做过"),
            (walk.moved, "的次序不对", "操作记录的先后被调换过"),
        )
        if links
    ]


def _walk(found: Sequence[Link], border: str, border_id: int) -> _Walk:
    walk = _Walk()
    following: dict[str, list[Link]] = {}
    for one in found:
        following.setdefault(one.previous, []).append(one)
    left = {one.id: one for one in found}
    at, place, highest, sound = border, border_id, border_id, True
    while left:
        one = _next(following.get(at, []), left)
        if one is None:  # the chain is torn, or ends
            one = left[next(iter(left))]
            if not one.fits and (not one.hash or one.hash not in following):
                walk.inserted.append(left.pop(one.id))
                continue
            if one.fits and (sound or one.id != place + 1):
                walk.erased.append(one)
        del left[one.id]
        meant = one.id if one.fits else place + 1
        sound = one.hash == one.hash_as(meant)
        if not sound:
            walk.altered.append(one)
        elif meant != one.id or one.id < highest:
            walk.moved.append(one)
        at, place, highest = one.hash, meant if sound else one.id, max(highest, one.id)
    return walk


def _next(following: list[Link], left: Mapping[int, Link]) -> Link | None:
    """Of those that say they go on from a link, the one that does so best."""
    there = [one for one in following if one.id in left]
    return min(there, key=lambda one: (not one.fits, one.id), default=None)


def _called(one: Link) -> str:
    return f"第 {one.id} 项「{one.name}」（{one.at[:16]}）"


# One text for each row, which can be read in one way only: the lengths of what follows stand first. A column
# that comes later is not in it: what is hashed stays what it was when it was hashed.
_ROW = (
    "octet_length(name) || ' ' || octet_length(at) || ' ' || octet_length(user_name)"
    " || ' ' || coalesce(reverses_id, '') || ' ' || coalesce(run_id, '')"
    " || ' ' || octet_length(joins) || ' ' || octet_length(run_name) || ' ' || octet_length(rights)"
    " || ' ' || undo || char(10) || name || at || user_name || joins || run_name || rights"
)
_CHANGE = (
    "id || ' ' || schema_version || ' ' || octet_length(table_name) || ' ' || row_id || ' ' || action"
    " || ' ' || coalesce(octet_length(before), '') || ' ' || coalesce(octet_length(after), '')"
    " || char(10) || table_name || coalesce(before, '') || coalesce(after, '')"
)
_BASELINE = (
    "id || ' ' || change_id || ' ' || part || ' ' || row_count"
    " || ' ' || octet_length(table_name) || char(10) || table_name || digest"
)
_ARCHIVE = (
    "id || ' ' || operation_id || ' ' || first_id || ' ' || last_id || ' ' || last_change_id"
    " || ' ' || operation_count || ' ' || change_count || ' ' || previous_hash || ' ' || last_hash"
    " || ' ' || octet_length(first_at) || ' ' || octet_length(last_at) || ' ' || octet_length(file_name)"
    " || ' ' || octet_length(folder) || char(10) || first_at || last_at || file_name || folder"
)
_WHOLE = tuple(
    f"SELECT CAST({text} AS BLOB) FROM {table} WHERE {which} ORDER BY id"
    for table, text, which in (
        ("operation", _ROW, "id = ?1"),
        ("change", _CHANGE, "operation_id = ?1"),
        ("baseline", _BASELINE, "operation_id = ?1"),
        # an archive is vouched for with all those before it
        (
            "journal_archive",
            _ARCHIVE,
            "operation_id <= ?1 AND EXISTS"
            " (SELECT 1 FROM journal_archive a WHERE a.operation_id = ?1)",
        ),
    )
)


def _content(db: Database, operation_id: int) -> str:
    digest = hashlib.sha256()
    for place, sql in enumerate(_WHOLE):
        digest.update(b"\n%d\n" % place)
        for (text,) in db.execute(sql, [operation_id]):
            digest.update(text)
    return digest.hexdigest()
