"""Undo and its names in a school of 100,000 operations: each under 5 ms, however long the journal is.

Milliseconds are printed. What is asserted is a bound that only a scan of the journal would break.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.file.session import Session
from app.ground import jobs
from app.opening import create, open_school
from app.people import students
from tests.conftest import CHEAP, PASSWORD

OPERATIONS = 100_000
BOUND = 0.005  # seconds


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A school with a long journal: most of it done, some taken back and dropped, some in runs."""
    path = tmp_path_factory.mktemp("long") / "党校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.with_key(lambda held: fill(held.writer))
        for number in range(30):
            session.run(students.create({"name": f"学员{number}"}))
        yield session


def fill(db: Any) -> None:
    db.execute("BEGIN")
    for trigger in ("operation_kept_insert", "change_kept_insert"):
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [trigger]).fetchone()[0]
        db.execute(f"DROP TRIGGER {trigger}")
        if trigger.startswith("operation"):
            db.execute(
                "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= ?)"
                " INSERT INTO operation (id, name, state, undo, reverses_id, run_id, hash)"
                " SELECT i, '修改学员', CASE i % 9 WHEN 0 THEN 'dropped' ELSE 'done' END,"
                " CASE i % 7 WHEN 0 THEN 'apart' ELSE 'stack' END,"
                " CASE i % 9 WHEN 1 THEN i - 1 END, CASE WHEN i % 5 < 2 THEN i - i % 5 END, 'x' FROM n",
                [OPERATIONS],
            )
        else:
            db.execute(
                "INSERT INTO change (operation_id, table_name, row_id, action, before, after)"
                " SELECT id, 'unit', id, 'update', '{}', '{}' FROM operation WHERE id > 1"
            )
        db.execute(sql)
    db.execute("COMMIT")


def quickest(work: Callable[[], Any], times: int = 20) -> float:
    took: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def test_undo_and_its_names_do_not_ask_the_whole_journal(
    long: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    number = iter(range(10_000))
    taken: list[float] = []

    def undone_and_redone() -> None:
        start = time.perf_counter()
        long.undo()
        taken.append(time.perf_counter() - start)
        long.redo()

    found = {
        "undo_name": quickest(long.undo_name),
        "redo_name": quickest(long.redo_name),
        "undo_missing": quickest(long.undo_missing),
        "a write": quickest(
            lambda: long.run(students.update(1, {"remark": f"第 {next(number)} 次"}))
        ),
        "operations": quickest(lambda: long.operations(200)),
    }
    quickest(undone_and_redone)
    found["undo"] = min(taken)
    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {took * 1000:.2f} ms" for name, took in found.items()))
    assert found["undo_name"] < BOUND
    assert found["redo_name"] < BOUND
    assert found["undo_missing"] < BOUND
    assert found["undo"] < 4 * BOUND  # it writes, and waits for the disk
    assert found["a write"] < 4 * BOUND
