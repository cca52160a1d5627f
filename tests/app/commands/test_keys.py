"""rekey, as a technician types it: the new recovery code before the old one dies."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
import sqlcipher3

from app.file import connection, vault
from app.file.keeping import Keeper
from app.ground.settings import Settings
from app.opening import open_school, open_with_recovery
from tests.conftest import PASSWORD

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


def test_a_code_that_is_there_is_not_replaced(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    keys, code = vault.load(demo_path).keys, tmp_path / "恢复码.txt"
    code.write_text("去年的恢复码", "utf-8")
    told = run("rekey", demo_path, "--code-to", code)
    assert told.status == 1
    assert "「恢复码.txt」已经存在，里面可能是现在还有效的恢复码，没有覆盖它" in told.err
    assert code.read_text("utf-8") == "去年的恢复码"
    assert vault.load(demo_path).keys == keys


def test_a_code_of_a_change_that_came_to_nothing_does_not_stay(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path
) -> None:
    keys, code = vault.load(demo_path).keys, tmp_path / "恢复码.txt"
    reader = sqlcipher3.connect(f"{connection.uri(demo_path)}?mode=ro", uri=True)
    reader.execute(f"PRAGMA key = \"x'{vault.load(demo_path).unlock(PASSWORD)[0].hex()}'\"")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM school").fetchone()
    try:
        told = run("rekey", demo_path, "--code-to", code)
    finally:
        reader.close()
    assert told.status == 1 and "正被另一个程序读取" in told.err
    assert not code.exists()
    assert vault.load(demo_path).keys == keys


def test_the_copies_that_were_made_by_themselves_are_named(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    with open_school(demo_path, PASSWORD) as opened:
        [automatic] = Keeper(opened, Settings()).keep().made
    told = run("rekey", demo_path, "--code-to", demo_path.with_name("恢复码.txt"))
    assert told.status == 0
    assert f"仍用原来的密钥和恢复码：{automatic}" in told.out
    assert "\n别处的备份没有查看，更换以前的都用" in told.out
