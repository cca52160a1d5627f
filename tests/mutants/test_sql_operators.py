"""Views and triggers are cut out of a schema, and their mutants are SQL that SQLite takes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.mutants import areas, sql_operators

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = """\
CREATE TABLE t (a INTEGER, b TEXT CHECK (a > 1 AND b = 'x'));
-- 班次; a view
CREATE VIEW v AS
SELECT min(a) AS least FROM t WHERE a >= 2 AND b = 'draft' OR NOT EXISTS (SELECT 1 FROM t);
CREATE TRIGGER g BEFORE UPDATE OF b ON t WHEN NEW.a BETWEEN 1 AND OLD.a AND NEW.b IS NOT OLD.b BEGIN
  UPDATE t SET a = 5 WHERE b = '';
END;
CREATE VIEW w AS SELECT * FROM v;
"""


def test_things_of_a_schema() -> None:
    found = sql_operators.things(SCHEMA.encode())
    assert [(thing.label, thing.name, thing.table) for thing in found] == [
        ("VIEW v", "v", ""),
        ("TRIGGER g", "g", "t"),
        ("VIEW w", "w", ""),
    ]
    with pytest.raises(ValueError, match="line 2"):
        sql_operators.things(b"SELECT 1;\n?;")


def test_mutants_of_a_view() -> None:
    source = SCHEMA.encode()
    found = {(m.before, m.after) for m in sql_operators.mutants("s.sql", source, "VIEW")}
    assert found == {
        ("min", "max"),
        *((">=", other) for other in (">", "<")),
        *(("2", other) for other in ("3", "1")),
        ("AND", "OR"),
        ("OR", "AND"),
        ("=", "<>"),
        ("'draft'", "'nothing'"),
        ("NOT", ""),
        ("AND b = 'draft'", ""),
        ("OR NOT EXISTS (SELECT 1 FROM t)", ""),
        ("WHERE a >= 2 AND b = 'draft' OR NOT EXISTS (SELECT 1 FROM t)", ""),
    }


def test_mutants_of_a_trigger() -> None:
    source = SCHEMA.encode()
    mutants = list(sql_operators.mutants("s.sql", source, "TRIGGER"))
    (dropped,) = (m for m in mutants if m.operator == "guard")
    assert b"TRIGGER" not in dropped.apply(source)
    found = {(m.before, m.after) for m in mutants if m.operator != "guard"}
    assert found == {
        *(("NEW", "OLD"), ("OLD", "NEW"), ("NOT", ""), ("AND", "OR"), ("=", "<>")),
        *(("1", other) for other in ("2", "0")),
        *(("5", other) for other in ("6", "4")),
        ("AND NEW.b IS NOT OLD.b", ""),
        ("WHERE b = ''", ""),
    }


@pytest.mark.parametrize("name", ["views", "triggers"])
def test_every_mutant_drawn_is_a_schema_that_can_be_made(name: str) -> None:
    (area,) = (area for area in areas.AREAS if area.name == name)
    source = (ROOT / areas.SCHEMA).read_bytes()
    for mutant in areas.draw(area, ROOT, area.share, 7):
        with sqlite3.connect(":memory:") as db:
            db.executescript(mutant.apply(source).decode())
            for (view,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'view'"):
                db.execute(f"SELECT * FROM {view}").fetchone()
        db.close()
