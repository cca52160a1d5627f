"""What every test stands on: no screen, nobody's own settings, the same inputs each time."""

from __future__ import annotations

import errno
import os

# Before anything imports Qt. A developer who wants to watch sets it to xcb or windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, settings

from app import papers
from app.file import vault
from app.file.session import Session
from app.ground import jobs
from app.opening import create, open_school
from app.papers import Kind
from app.papers.options import Tick
from tests import made_up_paper

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)  # a real key ring, without the deliberate delay

# The same examples at every run and no clock in the verdict: a slow machine fails nothing.
settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a long look at one test: pytest --hypothesis-profile=search
settings.register_profile("search", deadline=None, max_examples=5000)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to keep papers as they look now; see tests/app/papers/test_pictures.py."""
    parser.addoption("--renew-pictures", action="store_true", help="keep papers as they look now")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for settings and logs, so that no test sees another's or yours."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DANGXIAO_HOME", str(folder))
    monkeypatch.delenv("DANGXIAO_PASSWORD", raising=False)
    return folder


@pytest.fixture(scope="session")
def _empty_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("school") / "示范党校.dxjw"
    create(path, name="中共示范县委党校", password=PASSWORD, cost=CHEAP)
    return path


@pytest.fixture
def school_session(_empty_school: Path, tmp_path: Path) -> Iterator[Session]:
    """An empty school, open for writing, whose work is done in the caller's thread."""
    path = tmp_path / _empty_school.name
    shutil.copyfile(_empty_school, path)
    shutil.copyfile(vault.ring_path(_empty_school), vault.ring_path(path))
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        yield session


@pytest.fixture(scope="session")
def _demo_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from app import demo

    path = tmp_path_factory.mktemp("demo") / "示范学校.dxjw"
    demo.build(path, PASSWORD, cost=CHEAP)
    return path


@pytest.fixture
def demo_path(_demo_school: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration school's file and key ring; the password is PASSWORD."""
    path = tmp_path / _demo_school.name
    shutil.copyfile(_demo_school, path)
    shutil.copyfile(vault.ring_path(_demo_school), vault.ring_path(path))
    return path


@pytest.fixture
def demo_session(demo_path: Path) -> Iterator[Session]:
    """The demonstration school, open for writing, whose work is done in the caller's thread."""
    with open_school(demo_path, PASSWORD, runner=jobs.Inline()) as session:
        yield session


@pytest.fixture(scope="session")
def _worked_school(_demo_school: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from app.people import students

    path = tmp_path_factory.mktemp("worked") / _demo_school.name
    shutil.copyfile(_demo_school, path)
    shutil.copyfile(vault.ring_path(_demo_school), vault.ring_path(path))
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        student = session.run(students.create({"name": "郝检", "phone": "1"})).value
        for phone in ("2", "3", "4"):
            session.run(students.update(student, {"phone": phone}))
        session.run(students.create({"name": "李娜"}))
        session.undo()
    return path


@pytest.fixture
def worked_path(_worked_school: Path, tmp_path: Path) -> Path:
    """As demo_path, with some operations more: 郝检 made and changed three times, another made and undone."""
    path = tmp_path / _worked_school.name
    shutil.copyfile(_worked_school, path)
    shutil.copyfile(vault.ring_path(_worked_school), vault.ring_path(path))
    return path


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[Kind]:
    """The register with one paper more of a class, a person, a year and the school each."""
    loud = Tick("loud", "大字", "用大字印")
    kinds = [
        Kind(f"made-up-{of}", f"试验{of}", of, True, (loud,), "tests.made_up_paper")
        for of in get_args(papers.Of)
    ]
    monkeypatch.setattr(papers, "KINDS", (*papers.KINDS, *kinds))
    made_up_paper.gathered.clear()
    return kinds


@pytest.fixture
def hold_files(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Once called, no file can be replaced: another program holds it open, as happens on Windows."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    return lambda: monkeypatch.setattr(os, "replace", refuse)
