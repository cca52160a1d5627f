"""export-sqlite and sql, as a technician types them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

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
