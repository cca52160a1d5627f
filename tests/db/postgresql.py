"""db/schema.sql as PostgreSQL 15 would have it, and what of it PostgreSQL would not understand.

The translation is mechanical: sqlglot knows the two dialects, and ``_word`` says the rest, function by
function. ``strange`` finds, without a server, what the translation would carry over wrongly.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

# what means the same in both, and what _word translates
FUNCTIONS = (
    exp.Uuid,
    exp.And, exp.Or, exp.Exists, exp.Case, exp.If, exp.Cast, exp.Coalesce, exp.Count, exp.Sum, exp.Max,
    exp.Min, exp.Length, exp.Substring, exp.Trim, exp.JSONObject,
)  # fmt: skip
TRANSLATED = ("date", "datetime", "julianday")
NUMBERS = ("INT", "BIGINT", "DOUBLE", "DECIMAL")
TEXTS = ("TEXT", "VARCHAR", "CHAR")


@dataclass(frozen=True)
class Statement:
    """One table, index or view: its kind, its name, its SQL, in the order of the schema."""

    kind: str
    name: str
    sql: str


def statements(schema: str) -> list[Statement]:
    """Return the tables, indexes and views of a schema; triggers and the search index are SQLite's own."""
    conn = sqlite3.connect(":memory:")
    conn.executescript(schema)
    rows = conn.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
        " AND name NOT LIKE 'student_find%' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    ).fetchall()
    conn.close()
    return [Statement(*row) for row in rows]


def translate(sql: str) -> str:
    """Return a statement in PostgreSQL's words. Raises SqlglotError where sqlglot knows none."""
    tree = _parsed(sql)
    for strict in list(tree.find_all(exp.StrictProperty)):
        strict.pop()
    return tree.transform(_word).sql(
        "postgres", identify=True, comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE
    )


def _parsed(sql: str) -> exp.Expr:
    """A statement, in which the schema's way to make a random UUID is that one function."""
    tree = sqlglot.parse_one(sql, read="sqlite")
    for made in list(tree.find_all(exp.Format)):
        if made.this.name.startswith("%08x-%04x-4%03x-"):
            made.replace(exp.cast(exp.Uuid(), "TEXT"))
    return tree


def _word(node: exp.Expr) -> exp.Expr:
    """What sqlglot leaves as it is in SQLite."""
    given = node.expressions
    match node.name.lower() if isinstance(node, exp.Anonymous) else type(node):
        case "julianday":  # two days' difference is a number of days in both
            return exp.cast(given[0], "DATE")
        case "date":  # date(day, '+0 days'): the day itself, were it one
            return exp.cast(exp.cast(given[0], "DATE"), "TEXT")
        case "datetime":  # datetime('now', 'localtime')
            shown = exp.Literal.string("YYYY-MM-DD HH24:MI:SS")
            return exp.func("to_char", exp.CurrentTimestamp(), shown)
        case exp.JSONObject:
            pairs = [part for pair in given for part in (pair.this, pair.expression)]
            return exp.Anonymous(this="json_build_object", expressions=pairs)
        case exp.Glob:  # sets of characters only, which are the same in a regular expression
            pattern = exp.Literal.string(f"^{node.expression.name}$")
            return exp.RegexpLike(this=node.this, expression=pattern)
    return node


def strange(schema: str) -> list[str]:
    """Return 'name: what' for everything in a schema that PostgreSQL would not understand, or otherwise."""
    columns: dict[str, object] = {}
    found: list[str] = []
    for one in statements(schema):
        try:
            tree = _parsed(one.sql)
            translate(one.sql)
            if one.kind == "view":
                columns[one.name], doubts = _types(tree.expression, columns)
                found += [f"{one.name}: {doubt}" for doubt in doubts]
            elif one.kind == "table":
                columns[one.name] = {
                    c.name: c.args["kind"].sql() for c in tree.find_all(exp.ColumnDef)
                }
            found += [f"{one.name}: {doubt}" for doubt in _doubts(tree)]
        except SqlglotError as error:
            found.append(f"{one.name}: {error}")
    return found


def _types(query: exp.Expr, columns: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """The columns of a view with their types, and comparisons of a number with a text."""
    known = MappingSchema(columns, dialect="sqlite")
    query = qualify(query.copy(), schema=known, dialect="sqlite", expand_alias_refs=False)
    query = annotate_types(query, schema=known, dialect="sqlite")
    assert isinstance(query, exp.Query)
    doubts = [
        f"compares a number with a text: {pair.sql('sqlite')}"
        for pair in query.find_all(exp.Binary)
        if isinstance(pair, exp.Predicate) and {_family(pair.left), _family(pair.right)} == {1, 2}
    ]
    for union in query.find_all(exp.Union):
        for left, right in zip(union.left.selects, union.right.selects, strict=True):
            if {_family(left), _family(right)} == {1, 2}:
                doubts.append(f"unites a number with a text: {right.sql('sqlite')}")
    return {one.alias_or_name: _type(one) for one in query.selects}, doubts


def _type(node: exp.Expr) -> str:
    return node.type.sql() if node.type else ""


def _family(node: exp.Expr) -> int:
    return 1 if _type(node) in NUMBERS else 2 if _type(node) in TEXTS else 0


def _doubts(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if isinstance(node, exp.Func) and not _is_known(node):
            yield f"a function that has no translation: {_shown(node)}"
        if isinstance(node, (exp.Like, exp.Collate)) or _is_pattern(node):
            yield f"compares by other rules: {_shown(node)}"
        if isinstance(node, exp.Sum) and not _as_integer(node):
            yield f"a sum that would be a fraction when divided: {_shown(node)}"
        if isinstance(node, exp.Join) and node.args.get("kind") == "CROSS" and node.args.get("on"):
            yield f"CROSS JOIN with ON: {_shown(node)}"
        if isinstance(node, exp.Subquery) and not node.alias and isinstance(node.parent, exp.From):
            yield f"a subquery without a name: {_shown(node)}"
        if isinstance(node, exp.Select):
            yield from _bare(node)
        if isinstance(node, exp.Condition) and not isinstance(node, exp.Paren):
            yield from _truth(node)


def _is_known(node: exp.Func) -> bool:
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in TRANSLATED
    return isinstance(node, FUNCTIONS)


def _is_pattern(node: exp.Expr) -> bool:
    """Whether it is a GLOB of more than characters and sets of them."""
    return isinstance(node, exp.Glob) and any(c in node.expression.name for c in "*?.\\")


def _shown(node: exp.Expr) -> str:
    return node.sql("sqlite", comments=False)


def _as_integer(node: exp.Expr) -> bool:
    """Whether a sum is cast, of itself or after a coalesce, while it is still a whole number."""
    while isinstance(node.parent, (exp.Coalesce, exp.Paren)):
        node = node.parent
    return isinstance(node.parent, exp.Cast)


def _bare(select: exp.Select) -> Iterator[str]:
    """Columns beside an aggregate that no GROUP BY names: SQLite takes them from any row."""
    grouped = select.args.get("group")
    named = {one.sql() for one in grouped.expressions} if grouped else set()
    if not grouped and not any(_own(one, select) for one in select.find_all(exp.AggFunc)):
        return
    for column in (c for one in select.expressions for c in one.find_all(exp.Column)):
        summed = column.find_ancestor(exp.AggFunc) is not None or column.sql() in named
        if _own(column, select) and not summed:
            yield f"neither grouped by nor summed up: {column.sql()}"


def _own(node: exp.Expr, select: exp.Select) -> bool:
    return node.find_ancestor(exp.Select) is select


def _truth(node: exp.Expr) -> Iterator[str]:
    """A truth value where a number is meant, or the other way round: SQLite has no difference."""
    inner, place = node, node.parent
    while isinstance(place, exp.Paren):
        inner, place = place, place.parent
    asked = isinstance(
        place, (exp.Where, exp.Having, exp.Connector, exp.Not, exp.CheckColumnConstraint)
    )
    asked |= isinstance(place, exp.Join) and place.args.get("on") is inner
    if (
        isinstance(place, exp.If) and place.this is inner
    ):  # CASE x WHEN y compares, CASE WHEN y asks
        asked = not (isinstance(place.parent, exp.Case) and place.parent.this)
    if _is_truth(node):
        equal = isinstance(place, exp.EQ) and _is_truth(place.left) and _is_truth(place.right)
        if not asked and not equal and not isinstance(place, (exp.Check, exp.Schema)):
            yield f"a truth value where a number is meant: {_shown(node)}"
    elif asked:
        yield f"a number where a truth value is meant: {_shown(node)}"


def _is_truth(node: exp.Expr) -> bool:
    return isinstance(
        node.unnest(), (exp.Predicate, exp.Connector, exp.Not, exp.Exists, exp.Boolean)
    )
