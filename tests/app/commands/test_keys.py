"""rekey, as a technician types it: the new recovery code before the old one dies."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from app.file import vault
from app.opening import open_with_recovery

CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_rekey_writes_the_new_code_first_and_it_opens(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before, code = vault.load(demo_path).keys, tmp_path / "恢复码.txt"
    told = run("rekey", demo_path, "--code-to", code)
    assert (told.status, told.err) == (0, "")
    assert "已更换密钥，请用新恢复码；每个人的密码不变" in told.out
    assert vault.load(demo_path).keys != before
    assert "文件完好" in run("check", demo_path).out
    text = code.read_text("utf-8").splitlines()[-1]
    open_with_recovery(demo_path, text, "brand-new-word", cost=CHEAP).close()


def test_rekey_goes_on_only_once_the_code_is_on_paper(  # type: ignore[no-untyped-def]
    run, demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = vault.load(demo_path).keys
    told = run("rekey", demo_path)
    assert told.status == 1 and "请在终端里做，或用 --code-to" in told.err
    monkeypatch.setattr(sys, "stdin", Terminal("ABCDE\n"))
    told = run("rekey", demo_path)
    assert told.status == 1 and "不一样。文件没有改动" in told.err
    assert vault.load(demo_path).keys == keys
    shown: list[str] = []
    monkeypatch.setattr(sys, "stdin", typing_from_paper(shown))
    out = Shown(shown)
    monkeypatch.setattr(sys, "stdout", out)
    assert run("rekey", demo_path).status == 0
    assert vault.load(demo_path).keys != keys


class Shown(io.StringIO):
    """The screen, from which the code is copied onto paper."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def write(self, text: str) -> int:
        """Show a text."""
        self.lines.append(text)
        return super().write(text)


def typing_from_paper(shown: list[str]) -> Terminal:
    """Somebody who types the last group of the code that was shown."""

    class Typing(Terminal):
        def readline(self, size: int = -1, /) -> str:
            """Type a line."""
            code = next(t for t in shown if t.count("-") == 13)
            return code.strip()[-5:].lower() + "\n"

    return Typing()
