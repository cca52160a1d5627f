"""db/schema.sql keeps to what PostgreSQL 15 understands once it is translated; needs no server."""

from __future__ import annotations

import pytest

from app.ground import paths
from tests.db import postgresql

# what PostgreSQL would not understand of today's tables, indexes and views
NOT_UNDERSTOOD: list[str] = []

TABLE = "CREATE TABLE t (a INTEGER, b TEXT);"


def test_tables_indexes_and_views_are_understood() -> None:
    assert postgresql.strange(paths.SCHEMA.read_text("utf-8")) == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("query", "doubt"),
    [
        ("SELECT strftime('%Y', b) AS y FROM t", "a function that has no translation"),
        ("SELECT max(a, 2) AS n FROM t", "a function that has no translation"),
        ("SELECT group_concat(b) AS n FROM t", "a function that has no translation"),
        ("SELECT CAST(sum(a = 1) AS INTEGER) AS n FROM t", "a truth value where a number is meant"),
        ("SELECT a = 1 AS yes FROM t", "a truth value where a number is meant"),
        ("SELECT EXISTS (SELECT 1 FROM t) AS yes FROM t", "a truth value where a number is meant"),
        ("SELECT a FROM t WHERE NOT a", "a number where a truth value is meant"),
        ("SELECT iif(a, 1, 2) AS n FROM t", "a number where a truth value is meant"),
        ("SELECT CASE WHEN a THEN 1 END AS n FROM t", "a number where a truth value is meant"),
        ("SELECT b, count(*) AS n FROM t GROUP BY a", "neither grouped by nor summed up"),
        ("SELECT b, count(*) AS n FROM t", "neither grouped by nor summed up"),
        ("SELECT sum(a) / 2 AS half FROM t", "a sum that would be a fraction"),
        ("SELECT x.a FROM t x CROSS JOIN t y ON y.a = x.a", "CROSS JOIN with ON"),
        ("SELECT a FROM (SELECT a FROM t)", "a subquery without a name"),
        ("SELECT a FROM t WHERE a = b", "compares a number with a text"),
        ("SELECT a FROM t UNION ALL SELECT b FROM t", "unites a number with a text"),
        ("SELECT b FROM t WHERE b LIKE 'x%'", "compares by other rules"),
        ("SELECT b FROM t WHERE b GLOB 'x*'", "compares by other rules"),
        ("SELECT a AS c FROM t WHERE c = 1", "Column 'c' could not be resolved"),
        ("SELECT rowid FROM t", "Column 'rowid' could not be resolved"),
        ('SELECT a FROM t WHERE b = "x"', "Column 'x' could not be resolved"),
    ],
)
def test_what_only_sqlite_understands_is_found(query: str, doubt: str) -> None:
    found = postgresql.strange(f"{TABLE} CREATE VIEW v AS {query};")
    assert any(f"v: {doubt}" in line for line in found), found


def test_what_both_understand_is_not_doubted() -> None:
    query = (
        "SELECT x.a, CASE x.b WHEN 'n' THEN 1 ELSE 0 END AS n, coalesce(x.b, '#' || x.a) AS k,"
        " (SELECT CAST(coalesce(sum(y.a), 0) AS INTEGER) FROM t y WHERE y.b IS x.b) AS s"
        " FROM t x CROSS JOIN t z WHERE x.a = z.a AND (z.a > 1 OR NOT EXISTS (SELECT 1 FROM t))"
    )
    assert postgresql.strange(f"{TABLE} CREATE VIEW v AS {query};") == []


def test_the_words_of_a_translation() -> None:
    assert postgresql.translate(
        "CREATE TABLE user (id INTEGER PRIMARY KEY, at TEXT DEFAULT (datetime('now', 'localtime')),"
        " day TEXT CHECK (day IS date(day, '+0 days')), clock TEXT CHECK (clock GLOB '[0-2][0-9]')) STRICT"
    ) == (
        'CREATE TABLE "user" ("id" INT PRIMARY KEY,'
        " \"at\" TEXT DEFAULT (TO_CHAR(CURRENT_TIMESTAMP, 'YYYY-MM-DD HH24:MI:SS')),"
        ' "day" TEXT CHECK ("day" IS NOT DISTINCT FROM CAST(CAST("day" AS DATE) AS TEXT)),'
        ' "clock" TEXT CHECK ("clock" ~ \'^[0-2][0-9]$\'))'
    )
    assert postgresql.translate(
        "SELECT julianday(a) - julianday(b), json_object('n', 1) FROM t"
    ) == ('SELECT CAST("a" AS DATE) - CAST("b" AS DATE), JSON_BUILD_OBJECT(\'n\', 1) FROM "t"')
