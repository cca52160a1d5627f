"""The import contracts of pyproject.toml name modules one by one; nothing may slip between them."""

from __future__ import annotations

import tomllib

import pytest

from app.paths import ROOT

# What a noun stands on and what stands on the nouns. Every other module of app/ is a noun.
FRAME = {
    *(
        "__init__",
        "__main__",
        "cli",
        "components",
        "errors",
        "filenames",
        "files",
        "jobs",
        "journal",
        "log",
        "migrate",
    ),
    *("operation", "paths", "places", "search", "session", "settings", "store", "vault", "backup"),
    *("demo", "sql"),
}
ABOVE_NOUNS = {"documents", "exchange", "planner", "session"}


@pytest.fixture(scope="module")
def nouns_contract() -> dict[str, list[str]]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"].startswith("nouns"))


def test_every_noun_is_under_the_contract(nouns_contract: dict[str, list[str]]) -> None:
    modules = {path.stem for path in (ROOT / "app").glob("*.py")}
    assert {f"app.{name}" for name in modules - FRAME} == set(nouns_contract["source_modules"])


def test_nouns_are_kept_from_every_room_above_them(nouns_contract: dict[str, list[str]]) -> None:
    modules = {path.stem for path in (ROOT / "app").iterdir() if not path.name.startswith("__")}
    above = {f"app.{name}" for name in modules & ABOVE_NOUNS}
    assert above == set(nouns_contract["forbidden_modules"])
