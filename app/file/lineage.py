"""Whether a copy is an earlier state of this school: asked in one way by all that replace or thin copies."""

from __future__ import annotations

from sqlite_utils import Database

from app.file import archiving, vault, wholeness
from app.file.wholeness import Last


def last_of(copy: Database, school: Database) -> int | None:
    """Return the last operation of an earlier state of this school, 0 where it has none.

    None where the copy is another school's, or something else was done in it. ``school`` is of this
    version, ``copy`` of any. Raises StoreError where that operation is archived, and the archive is not
    where it was written or cannot be read: then nobody can say.
    """
    whose = "SELECT uid FROM school WHERE id = 1"
    if copy.execute(whose).fetchone() != school.execute(whose).fetchone():
        return None
    held = wholeness.last_operation(copy)
    return _own(held, school) if held.number else 0


def last_seen(mark: vault.Mark, school: Database) -> int | None:
    """Return the last operation of a copy that nobody can open, as its own ring remembers it.

    None where the ring tells no hash, or one that this school's journal does not have there. Raises
    StoreError as ``last_of`` does.
    """
    return _own(Last(mark.operation, hash=mark.hash), school) if mark.hash else None


def _own(held: Last, school: Database) -> int | None:
    here = wholeness.numbered(school, held.number) or archiving.archived(school, held)
    return held.number if here is not None and _same(held, here) else None


def _same(held: Last, here: Last) -> bool:
    """A copy of an earlier version has no chain yet; its entries are compared by what they say."""
    if held.hash:
        return held.hash == here.hash
    return (held.at, held.name) == (here.at, here.name)
