"""A command as it is typed, and what it prints."""

from __future__ import annotations

import pytest

from app.commands.main import main
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGXIAO_PASSWORD", PASSWORD)


class Told:
    """What a command printed and returned."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: object) -> Told:
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        printed = capsys.readouterr()
        return Told(status, printed.out, printed.err)

    return call
