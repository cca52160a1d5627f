"""班次类别: the tree of kinds, of at most three; a rule on a kind binds those below it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.ground.errors import UserError


@record
class ClassKind:
    """A kind of class; ``parent`` is the code of the kind above it, None at the top."""

    id: int
    code: str = fact("代码", required=True, kept=True)
    name: str = fact("班次类别", required=True)
    parent: str | None = fact("上级类别", "code", codes="class_kind")
    position: int = fact("次序", "count", required=True, usual=0, kept=True)


FACTS = Facts(ClassKind, "class_kind", "班次类别")


def all(db: Database) -> list[ClassKind]:
    """Return the kinds, each after the one above it."""
    found = FACTS.read(db, "ORDER BY t.position, t.id")
    ordered: list[ClassKind] = []

    def take(parent: str | None) -> None:
        for one in found:
            if one.parent == parent:
                ordered.append(one)
                take(one.code)

    take(None)
    return ordered


def line(db: Database, code: str) -> list[str]:
    """Return a kind and all above it, itself first."""
    rows = db.execute(
        "SELECT above FROM class_kind_line WHERE kind = ? ORDER BY distance", [code]
    ).fetchall()
    return [above for (above,) in rows]


@operation("添加班次类别", right="rules")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a kind and return its id. Raises UserError: name taken, more than three deep."""
    row = FACTS.new(tx.db, values)
    _check(tx, row, 0)
    place = tx.db.execute(
        "SELECT coalesce(max(position), 0) + 1 FROM class_kind WHERE parent IS ?",
        [row.get("parent")],
    ).fetchone()[0]
    tx.name(f"添加班次类别 {row['name']}")
    code = free_code(tx.db, "class_kind")
    return tx.insert("class_kind", row | {"code": code, "position": place})


@operation("修改班次类别", right="rules")
def update(tx: Transaction, kind_id: int, values: Mapping[str, object]) -> None:
    """Change name or parent of a kind. Raises UserError; one of an approved class keeps its parent."""
    before = FACTS.one(tx.db, kind_id, "这个班次类别已被删除。")
    row = FACTS.changed(tx.db, kind_id, values)
    _check(tx, row, kind_id)
    tx.name(f"修改班次类别 {before.name}")
    tx.update("class_kind", kind_id, row)


@operation("删除班次类别", right="rules")
def delete(tx: Transaction, kind_id: int) -> None:
    """Delete a kind that no class, no rule and no other kind needs. Raises UserError otherwise."""
    before = FACTS.one(tx.db, kind_id, "这个班次类别已被删除。")
    for sql, what in (
        ("SELECT count(*) FROM class_kind WHERE parent = ?", "个下级类别"),
        ("SELECT count(*) FROM class WHERE kind = ?", "个班次"),
        ("SELECT count(*) FROM rule_class_kind WHERE class_kind = ?", "条政策规则"),
    ):
        used = tx.db.execute(sql, [before.code]).fetchone()[0]
        if used:
            raise UserError(
                f"「{before.name}」还有 {used} {what}在用，不能删除。没有写入任何数据。"
            )
    tx.name(f"删除班次类别 {before.name}")
    tx.delete("class_kind", kind_id)


def _check(tx: Transaction, row: Mapping[str, object], kind_id: int) -> None:
    taken = tx.db.execute(
        "SELECT 1 FROM class_kind WHERE name = ? AND id <> ?", [row.get("name"), kind_id]
    ).fetchone()
    if taken:
        raise UserError(f"已有名为“{row['name']}”的班次类别。没有写入任何数据。")


def free_code(db: Database, table: str) -> str:
    """Return a code that no row of a list has had: own-1. A code is what rules find it by."""
    taken = {code for (code,) in db.execute(f"SELECT code FROM {table}").fetchall()}
    taken |= {
        code
        for (code,) in db.execute(
            "SELECT json_extract(coalesce(after, before), '$.code') FROM change WHERE table_name = ?",
            [table],
        ).fetchall()
    }
    return next(c for n in range(1, 100_000) if (c := f"own-{n}") not in taken)
