"""场地、现场教学点、教学基地."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.file.listing import Listing, Sort
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.text import codes, search

FIELDS = ("name", "kind", "address", "capacity", "remark")

LISTING = Listing(
    table="venue",
    columns={
        "name": "t.name",
        "kind": "t.kind",
        "kind_name": codes.case("t.kind", codes.VENUE_KINDS),
        "address": "t.address",
        "capacity": "t.capacity",
        "remark": "t.remark",
        "used_count": "(SELECT count(*) FROM lesson s WHERE s.venue_id = t.id)",
    },
    sorts={"name": Sort("t.pinyin"), "kind_name": Sort("t.kind"), "capacity": Sort("t.capacity")},
    default_sort="name",
    chips={"": "1", **{kind: f"t.kind = '{kind}'" for kind in codes.VENUE_KINDS}},
)


@dataclass(frozen=True)
class Venue:
    """A place where lessons are held; ``kind`` is classroom, site or base."""

    id: int
    name: str
    kind: str
    address: str
    capacity: int | None
    remark: str


def all(db: Database) -> list[Venue]:
    """Return every venue, classrooms first, by name."""
    rows = db.execute(
        "SELECT id, name, kind, address, capacity, remark FROM venue ORDER BY kind, pinyin"
    ).fetchall()
    return [Venue(*row) for row in rows]


def get(db: Database, venue_id: int) -> Venue:
    """Return one venue. Raises UserError where it is gone."""
    row = db.execute(
        "SELECT id, name, kind, address, capacity, remark FROM venue WHERE id = ?", [venue_id]
    ).fetchone()
    if row is None:
        raise UserError("这个场地已被删除。")
    return Venue(*row)


@operation("添加场地")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a venue and return its id."""
    row = _row(values)
    tx.name(f"添加场地 {row['name']}")
    return tx.insert("venue", row)


@operation("修改场地")
def update(tx: Transaction, venue_id: int, values: Mapping[str, object]) -> None:
    """Change columns of a venue."""
    tx.name(f"修改场地 {get(tx.db, venue_id).name}")
    tx.update("venue", venue_id, _row(values))


@operation("删除场地")
def delete(tx: Transaction, venue_id: int) -> None:
    """Delete a venue that nothing uses. Raises UserError otherwise."""
    tx.name(f"删除场地 {get(tx.db, venue_id).name}")
    tx.delete("venue", venue_id)


def ensure(tx: Transaction, name: str, kind: str = "classroom") -> int | None:
    """Return the id of the venue of this name, made if it is new; None for an empty name."""
    name = name.strip()
    if not name:
        return None
    row = tx.db.execute("SELECT id FROM venue WHERE name = ?", [name]).fetchone()
    return row[0] if row else tx.call(create({"name": name, "kind": kind}))


def _row(values: Mapping[str, object]) -> dict[str, object]:
    row = {k: values[k] for k in FIELDS if k in values}
    if "name" in row:
        name = str(row["name"]).strip()
        if not name:
            raise UserError("请填写场地名称。没有写入任何数据。")
        row |= {"name": name, "pinyin": search.sort_key(name), "terms": search.terms(name)}
    return row
