"""专题、模块: what a lesson is about besides its category; lists that the school edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.school.class_kinds import free_code


@record
class Topic:
    """A topic that lessons and courses carry any number of; offered within its dates."""

    id: int
    code: str = fact("代码", required=True, kept=True)
    name: str = fact("专题", required=True)
    clause: str = fact("依据")
    valid_from: str | None = fact("起始日期", "date")
    valid_to: str | None = fact("截止日期", "date")


@record
class Module:
    """A module that a course or lesson belongs to."""

    id: int
    code: str = fact("代码", required=True, kept=True)
    name: str = fact("模块", required=True)


@record
class CourseTopic:
    """A topic of a course."""

    topic: str = fact("专题", "code", codes="course_topic", required=True)


FACTS = Facts(Topic, "course_topic", "专题", beside="position")
MODULE_FACTS = Facts(Module, "course_module", "模块", beside="position")
OF_COURSE_FACTS = Facts(
    CourseTopic,
    "course_topic_of",
    "课程的专题",
    label="course_id",
    course_id=fact("课程", "row", of="course", required=True, kept=True),
)


def all(db: Database, on: str | None = None) -> list[Topic]:
    """Return the topics in their order: all, or those that hold on a day ('2026-11-02')."""
    found = FACTS.read(db, "ORDER BY t.position, t.id")
    return [t for t in found if on is None or (t.valid_from or "") <= on <= (t.valid_to or "9")]


# by code: what titles say instead of a topic's name
_ALSO = {
    "xi_thought": ("新时代中国特色社会主义思想", "党的创新理论"),
    "party_analysis": ("党性剖析", "党性检视", "党性体检", "党性对照检查"),
    "united_front": ("统战",),
    "ethnic": ("民族政策", "民族团结", "铸牢中华民族共同体"),
    "religion": ("宗教",),
    "emergency": ("突发事件应对",),
}


def of_title(title: str, topics: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of ``topics``, (code, name), that a title says it is about."""
    plain = title.replace(" ", "")
    return [
        (code, name)
        for code, name in topics
        if any(word in plain for word in (name, *_ALSO.get(code, ())))
    ]


def unasked(title: str, chosen: str, topics: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the topics that a title says and that are not among those ``chosen`` (codes, a space between)."""
    return [one for one in of_title(title, topics) if one[0] not in chosen.split()]


def modules(db: Database) -> list[Module]:
    """Return the modules in their order."""
    return MODULE_FACTS.read(db, "ORDER BY t.position, t.id")


@operation("添加专题", right="libraries")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a topic and return its id. Raises UserError where the name is taken or missing."""
    return _add(tx, FACTS, "专题", values)


@operation("修改专题", right="libraries")
def update(tx: Transaction, topic_id: int, values: Mapping[str, object]) -> None:
    """Change name, clause or dates of a topic. Raises UserError."""
    _change(tx, FACTS, "专题", topic_id, values)


@operation("删除专题", right="libraries")
def delete(tx: Transaction, topic_id: int) -> None:
    """Delete a topic that nothing carries and no rule looks for. Raises UserError otherwise."""
    _remove(tx, FACTS, "专题", topic_id, ("lesson_topic", "course_topic_of"))


@operation("添加模块", right="libraries")
def create_module(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a module and return its id. Raises UserError where the name is taken or missing."""
    return _add(tx, MODULE_FACTS, "模块", values)


@operation("修改模块", right="libraries")
def update_module(tx: Transaction, module_id: int, values: Mapping[str, object]) -> None:
    """Change the name of a module. Raises UserError."""
    _change(tx, MODULE_FACTS, "模块", module_id, values)


@operation("删除模块", right="libraries")
def delete_module(tx: Transaction, module_id: int) -> None:
    """Delete a module that nothing belongs to. Raises UserError otherwise."""
    _remove(tx, MODULE_FACTS, "模块", module_id, ("lesson", "course"))


def _add(
    tx: Transaction, facts: Facts[Topic] | Facts[Module], noun: str, values: Mapping[str, object]
) -> int:
    row = facts.new(tx.db, values)
    _check(tx, facts, noun, row, 0)
    place = tx.db.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {facts.table}").fetchone()[0]
    tx.name(f"添加{noun} {row['name']}")
    code = free_code(tx.db, facts.table)
    return tx.insert(facts.table, row | {"code": code, "position": place})


def _change(
    tx: Transaction,
    facts: Facts[Topic] | Facts[Module],
    noun: str,
    row_id: int,
    values: Mapping[str, object],
) -> None:
    before = facts.one(tx.db, row_id, f"这个{noun}已被删除。")
    row = facts.changed(tx.db, row_id, values)
    _check(tx, facts, noun, row, row_id)
    tx.name(f"修改{noun} {before.name}")
    tx.update(facts.table, row_id, row)


def _remove(
    tx: Transaction,
    facts: Facts[Topic] | Facts[Module],
    noun: str,
    row_id: int,
    users: tuple[str, ...],
) -> None:
    before = facts.one(tx.db, row_id, f"这个{noun}已被删除。")
    column = "topic" if noun == "专题" else "module"
    used = sum(
        tx.db.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", [before.code]).fetchone()[
            0
        ]
        for table in users
    )
    if used:
        raise UserError(
            f"「{before.name}」还有 {used} 处课程、课次在用，不能删除。没有写入任何数据。"
        )
    ruled = tx.db.execute(
        "SELECT count(DISTINCT r.profile_id) FROM rule_tag t JOIN rule r ON r.id = t.rule_id"
        " WHERE t.dimension = ? AND t.code = ?",
        [column, before.code],
    ).fetchone()[0]
    if ruled:
        raise UserError(
            f"「{before.name}」有政策指标要用，不能删除；不再用的可以填截止日期。没有写入任何数据。"
        )
    tx.name(f"删除{noun} {before.name}")
    tx.delete(facts.table, row_id)


def _check(
    tx: Transaction,
    facts: Facts[Topic] | Facts[Module],
    noun: str,
    row: Mapping[str, object],
    row_id: int,
) -> None:
    taken = tx.db.execute(
        f"SELECT 1 FROM {facts.table} WHERE name = ? AND id <> ?", [row.get("name"), row_id]
    ).fetchone()
    if taken:
        raise UserError(f"已有名为“{row['name']}”的{noun}。没有写入任何数据。")
    since, until = row.get("valid_from"), row.get("valid_to")
    if since and until and str(until) < str(since):
        raise UserError(f"{noun}的截止日期不能早于起始日期。没有写入任何数据。")
