"""Long work: its progress, its end, and two runners that keep one contract."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.ground import jobs
from app.ground.errors import UserError


@pytest.fixture(params=[jobs.Inline, lambda: jobs.Thread("test")], ids=["inline", "thread"])
def runner(request: pytest.FixtureRequest) -> Iterator[jobs.Runner]:
    made = request.param()
    yield made
    made.close()


def test_work_is_done_in_the_order_it_came(runner: jobs.Runner) -> None:
    done: list[int] = []
    futures = [runner.submit(lambda n=n: done.append(n) or n) for n in range(50)]
    assert [f.result(10) for f in futures] == list(range(50))
    assert done == list(range(50))


def test_what_the_work_raises_comes_out_of_its_future(runner: jobs.Runner) -> None:
    def work() -> None:
        raise UserError("不行")

    future = runner.submit(work)
    with pytest.raises(UserError, match="不行"):
        future.result(10)
    assert runner.submit(lambda: 7).result(10) == 7


def test_closing_waits_for_what_was_taken() -> None:
    runner = jobs.Thread("test")
    go, done = threading.Event(), threading.Event()

    def work() -> None:
        assert go.wait(10)
        done.set()

    runner.submit(work)
    go.set()
    runner.close()
    assert done.is_set()


def test_progress_is_shown_and_can_be_cancelled() -> None:
    shown: list[tuple[int, int, str]] = []
    progress = jobs.Progress(lambda *step: shown.append(step))
    progress.step(1, 3, "正在导入")
    progress.step(2, 3)
    assert shown == [(1, 3, "正在导入"), (2, 3, "")]
    threading.Thread(target=progress.cancel).run()
    with pytest.raises(jobs.Cancelled, match="没有写入任何数据"):
        progress.step(3, 3)
    assert len(shown) == 2


def test_progress_alone_is_silent() -> None:
    assert jobs.Progress().step(1, 1) is None
