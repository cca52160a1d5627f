"""场地、现场教学点、教学基地."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.listing import Listing, Sort, by_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.text import codes


@record
class Venue:
    """A place where lessons are held; ``kind`` is classroom, site or base."""

    id: int
    name: str = fact("名称", required=True, words="name")
    kind: str = fact("类别", "code", codes=codes.VENUE_KINDS, required=True, usual="classroom")
    address: str = fact("地址")
    capacity: int | None = fact("容纳人数", "count", least=1)
    remark: str = fact("备注", "lines")


FACTS = Facts(Venue, "venue", "场地")

LISTING = Listing(
    table="venue",
    columns={
        **FACTS.listed(),
        "used_count": "(SELECT count(*) FROM lesson s WHERE s.venue_id = t.id)",
    },
    sorts={"name": Sort("t.pinyin"), "kind_name": Sort("t.kind"), "capacity": Sort("t.capacity")},
    default_sort="name",
    chips={"": "1", **{kind: f"t.kind = '{kind}'" for kind in codes.VENUE_KINDS}},
)


def all(db: Database) -> list[Venue]:
    """Return every venue, classrooms first, by name."""
    return FACTS.read(db, "WHERE t.school_id = 1 ORDER BY t.kind, t.pinyin")


def choices(db: Database, text: str = "", limit: int = 200) -> list[Venue]:
    """Return the venues that ``text`` finds by name, pinyin or initials, classrooms first."""
    condition, values = by_terms(text) if text.strip() else ("1", {})
    return FACTS.read(
        db,
        f"WHERE t.school_id = 1 AND {condition} ORDER BY t.kind, t.pinyin LIMIT {int(limit)}",
        values,
    )


def get(db: Database, venue_id: int) -> Venue:
    """Return one venue. Raises UserError where it is gone."""
    return FACTS.one(db, venue_id, "这个场地已被删除。")


@operation("添加场地", right="libraries")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a venue and return its id."""
    row = FACTS.new(tx.db, values)
    tx.name(f"添加场地 {row['name']}")
    return tx.insert("venue", row)


@operation("修改场地", right="libraries")
def update(tx: Transaction, venue_id: int, values: Mapping[str, object]) -> None:
    """Change columns of a venue."""
    tx.name(f"修改场地 {get(tx.db, venue_id).name}")
    tx.update("venue", venue_id, FACTS.changed(tx.db, venue_id, values))


@operation("删除场地", right="libraries")
def delete(tx: Transaction, venue_id: int) -> None:
    """Delete a venue that nothing uses. Raises UserError otherwise."""
    before = get(tx.db, venue_id)
    tx.name(f"删除场地 {before.name}")
    used = tx.db.execute(
        "SELECT (SELECT count(*) FROM lesson WHERE venue_id = ?1),"
        " (SELECT count(*) FROM course WHERE venue_id = ?1),"
        " (SELECT count(*) FROM class WHERE venue_id = ?1)",
        [venue_id],
    ).fetchone()
    if any(used):
        what = zip(used, ("个课次", "门课程", "个班次"), strict=True)
        told = "、".join(f"{number} {one}" for number, one in what if number)
        raise UserError(f"「{before.name}」有 {told}在用，不能删除。没有写入任何数据。")
    tx.delete("venue", venue_id)


def ensure(tx: Transaction, name: str, kind: str = "classroom") -> int | None:
    """Return the id of the venue of this name, made if it is new; None for an empty name."""
    name = name.strip()
    if not name:
        return None
    row = tx.db.execute("SELECT id FROM venue WHERE school_id = 1 AND name = ?", [name]).fetchone()
    return row[0] if row else tx.call(create({"name": name, "kind": kind}))
