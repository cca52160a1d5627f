"""Workbooks that grow: refused or read within seconds, and never in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.exchange.engine import marked
from app.file.session import Session
from app.ground import paths
from tests.app.exchange import bombs

SECONDS = 20  # of the processor, for what one of them may take; most take a tenth of one
GROWN = 60_000  # KB that all of them together may take here
HEAVY = {"shared", "spaced", "nested"}
READ = """
import json, resource, sys
from pathlib import Path
from app.exchange.engine import books
from app.ground.errors import UserError
def used(who): return resource.getrusage(who)
told = {}
before = used(resource.RUSAGE_SELF).ru_maxrss
for path in map(Path, sys.argv[1:]):
    begun = used(resource.RUSAGE_CHILDREN)
    try:
        text = "" if books.read(path) else ""
    except UserError as error:
        text = error.text
    ended = used(resource.RUSAGE_CHILDREN)
    took = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    told[path.stem] = text, took
print(json.dumps([told, used(resource.RUSAGE_SELF).ru_maxrss - before]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every bomb, by its name."""
    folder = tmp_path_factory.mktemp("bombs")
    ods = bombs.spaced, bombs.nested
    return {
        one.__name__: one(folder / f"{one.__name__}.{'ods' if one in ods else 'xlsx'}")
        for one in bombs.ALL
    }


def test_each_is_read_or_refused_and_takes_no_memory_here(made: dict[str, Path]) -> None:
    command = [sys.executable, "-c", READ, *map(str, made.values())]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    told, grown = json.loads(done.stdout)
    assert {name for name, (text, _) in told.items() if text} == HEAVY
    assert all("没有写入任何数据" in text for text, _ in told.values() if text)
    assert {name: took for name, (_, took) in told.items() if took > SECONDS} == {}
    assert grown < GROWN


@pytest.mark.parametrize("name", [one.__name__ for one in bombs.MARKED])
def test_a_marked_copy_of_one_has_the_values_alone(
    school_session: Session, made: dict[str, Path], tmp_path: Path, name: str
) -> None:
    from app.exchange import roster

    review = school_session.read(roster.review, made[name])
    target = tmp_path / "标注.xlsx"
    assert not marked.save_marked_copy(review, target)
    assert target.stat().st_size < 1_000_000
