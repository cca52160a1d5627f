"""export-sqlite and sql, as a technician types them."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from app import demo
from app.opening import open_school
from tests.conftest import PASSWORD


def test_export_is_plain_sqlite_with_its_views(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain = tmp_path / "plain.db"
    told = run("export-sqlite", demo_path, "--out", plain)
    assert told.status == 0 and "不加密" in told.err
    db = sqlite3.connect(plain)
    assert db.execute("SELECT count(*) FROM class_share").fetchone()[0] > 10
    db.close()


def test_a_plain_copy_that_is_refused_is_not_spoken_of_as_made(  # type: ignore[no-untyped-def]
    run, demo_path: Path
) -> None:
    told = run("export-sqlite", demo_path, "--out", demo_path)
    assert told.status == 1 and "不加密" not in told.err


def test_sql_loses_no_column_and_stays_json(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("sql", demo_path, "SELECT 1 AS a, 2 AS a, 3 AS a_2, 1e999 AS b, -1e999 AS c")
    row = json.loads(told.out, parse_constant=lambda word: pytest.fail(f"no JSON: {word}"))
    assert row == {"a": 1, "a_2": 2, "a_2_2": 3, "b": "inf", "c": "-inf"}


def test_sql_of_two_statements_is_refused_in_chinese_alone(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("sql", demo_path, "SELECT 1; SELECT 2")
    assert told.status == 1 and "一次只能执行一条语句" in told.err
    assert not re.search("[a-z]{3}", told.err)


def test_sql_prints_json_and_writes_only_when_told(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("sql", demo_path, "SELECT code, name FROM class WHERE code = '2026-03'")
    assert json.loads(told.out) == {"code": "2026-03", "name": demo.CLASS["name"]}
    rename = "UPDATE class SET remark = '技术员' WHERE code = '2026-03'"
    assert run("sql", demo_path, rename).status == 1
    assert run("sql", "--write", demo_path, rename).status == 0
    with open_school(demo_path, PASSWORD) as session:
        assert (session.undo_name() or "").startswith("执行 SQL：UPDATE class")
    approve = "UPDATE class SET status = 'approved' WHERE code = '2026-03'"
    told = run("sql", demo_path, "--write", approve)
    assert told.status == 1 and "不能审定" in told.err
    for wrong in ("SELEC 1", "SELECT 1; SELECT 2", "DROP TABLE class", "COMMIT"):
        told = run("sql", demo_path, "--write", wrong)
        assert told.status == 1 and told.err.strip() and "Traceback" not in told.err
