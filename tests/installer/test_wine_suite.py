from __future__ import annotations

import re
from itertools import chain

import pytest

from tests.installer.wine import suite


def test_every_test_file_stands_in_one_batch() -> None:
    files = suite.plan(suite._files(()))
    found = sorted(chain.from_iterable(chain.from_iterable(files.values())))
    assert found == sorted(set(found)) and "tests/installer/test_wine_suite.py" in found
    assert {name for name in found if "/ui/" in name} == set(
        chain.from_iterable(files["the window"])
    )
    assert all(batch for lane in files.values() for batch in lane)


@pytest.mark.parametrize(("count", "files"), [(1, 2), (3, 2), (4, 0)])
def test_a_few_files_need_no_more_batches(count: int, files: int) -> None:
    names = ["tests/test_walls.py", "tests/conftest.py"][:files]
    batches = suite.split(names, count)
    assert len(batches) == count
    assert list(chain.from_iterable(batches)) == names


def test_what_cannot_run_is_little_and_there_and_has_its_reason() -> None:
    assert len(suite.CANNOT) < 10
    for test, reason in suite.CANNOT.items():
        name, _, function = test.partition("::")
        source = (suite.ROOT / name).read_text("utf-8")
        assert re.search(rf"^def {re.escape(function.partition('[')[0])}\(", source, re.MULTILINE)
        assert reason.strip()


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("..\n===== 12 passed in 3.04s =====\n", {"passed": 12}),
        (
            "== short test summary info ==\r\nFAILED a.py::b - 3 failed in 1.0s\r\n"
            "= 1 failed, 930 passed, 2 deselected in 430.08s (0:07:10) =\r\n",
            {"failed": 1, "passed": 930, "deselected": 2},
        ),
        ("=== 2 errors in 0.5s ===\nafter the end", {"errors": 2}),
        ("tests\\app\\test_files.py ....", {}),
        ("", {}),
    ],
)
def test_a_verdict_is_read_from_the_last_line(said: str, counts: dict[str, int]) -> None:
    assert suite.counted(said) == counts


def test_what_qt_says_for_nothing_is_not_shown_with_a_failure() -> None:
    said = (
        "start\n==== FAILURES ====\nassert 1 == 2\nQtWarningMsg: x (IGNORED)\n== 1 failed in 1s =="
    )
    assert suite._failures(said).splitlines() == [
        "==== FAILURES ====",
        "assert 1 == 2",
        "== 1 failed in 1s ==",
    ]
