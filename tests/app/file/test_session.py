"""An open school: read and written by one object, on any runner."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.file import vault
from app.file.operation import Change, Operation, Transaction
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.opening import create, open_school
from app.people import students

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def test_a_write_says_what_kinds_it_changed(school_session: Session) -> None:
    change = school_session.run(students.create({"name": "张伟", "unit_name": "县水利局"}))
    assert isinstance(change, Change)
    assert change.kinds == {"student", "unit"}
    assert change.name == "添加学员 张伟"
    assert school_session.operations(1)[0].id == change.operation_id
    assert school_session.undo().kinds == {"student", "unit"}


def test_an_inner_operation_keeps_the_outer_name_and_fate(school_session: Session) -> None:
    def work(tx: Transaction) -> None:
        tx.name("导入两人")
        for name in ("张伟", ""):
            tx.call(students.create({"name": name}))

    with pytest.raises(UserError, match="请填写学员姓名"):
        school_session.run(Operation("导入", work, right="students"))
    assert school_session.read(students.count) == 0
    assert school_session.run(students.create({"name": "李娜"}).named("另一个名字")).name == (
        "添加学员 李娜"
    )


def test_the_writer_is_one_thread_and_every_reader_has_its_own_connection(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD) as opened:
        inside, go = threading.Event(), threading.Event()

        def slow(tx: Transaction) -> str:
            tx.insert("student", {"name": "张伟"})
            inside.set()
            assert go.wait(10)
            return threading.current_thread().name

        first = opened.submit(Operation("慢", slow, right="students"))
        second = opened.submit(students.create({"name": "李娜"}))
        assert inside.wait(10)
        assert opened.read(students.count) == 0  # reading does not wait, and sees what is committed
        counted: list[int] = []
        reader = threading.Thread(target=lambda: counted.append(opened.read(students.count)))
        reader.start()
        reader.join(10)
        assert counted == [0]
        go.set()
        assert first.result(10).value.startswith("dangxiao-writer")
        second.result(10)
        assert opened.read(students.count) == 2


def test_closing_finishes_what_was_queued(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    opened = open_school(path, PASSWORD)
    queued = [opened.submit(students.create({"name": f"学员{n}"})) for n in range(20)]
    opened.close()
    opened.close()
    assert all(f.done() and f.exception() is None for f in queued)
    with open_school(path, PASSWORD, write=False, runner=jobs.Inline()) as again:
        assert again.read(students.count) == 20


def test_a_cancelled_write_is_told_through_its_future(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD) as opened:
        ids = [opened.run(students.create({"name": f"学员{n}"})).value for n in range(3)]
        progress = Progress()
        progress.cancel()
        future = opened.submit(students.delete(ids), progress)
        assert isinstance(future.exception(10), jobs.Cancelled)
        assert opened.read(students.count) == 3
