"""new: a school founded at the terminal, asked what the window asks."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from app.opening import open_school, open_with_recovery
from app.rules import answering, shipped
from app.school import school
from tests.conftest import CHEAP, PASSWORD

ASKED = ("--name", "中共青山县委党校", "--on-site", "no", "--base", "courses")


class Terminal(io.StringIO):
    """Somebody who answers in turn, and copies the last group of the code from the screen."""

    def __init__(self, *lines: str, screen: io.StringIO) -> None:
        super().__init__()
        self.lines, self.screen = [*lines], screen

    def isatty(self) -> bool:
        """It is one."""
        return True

    def readline(self, size: int = -1, /) -> str:
        """Type a line."""
        line = self.lines.pop(0)
        if line == "EOF":
            return ""
        if line == "CODE":
            shown = next(t for t in self.screen.getvalue().split() if t.count("-") == 13)
            line = shown[-5:].lower()
        return line + "\n"


def test_a_school_is_founded_as_in_the_window(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path, code = tmp_path / "新.dxjw", tmp_path / "恢复码.txt"
    more = ("--user", "李敏", "--profile", "2025条例·县级", "--leading-cadre", "县级领导。")
    told = run("new", tmp_path / "新", *ASKED, *more, "--code-to", code)
    assert (told.status, told.err) == (0, "")
    assert "已建立「中共青山县委党校」" in told.out and "「2025 条例 · 县级」评定" in told.out
    with open_school(path, PASSWORD) as opened:
        one = opened.read(school.get)
        assert (one.name, one.default_profile) == ("中共青山县委党校", "regulation-2025-county")
        assert opened.user_name == "李敏"
        assert opened.read(shipped.answers) == shipped.Answers(False, "courses")
        assert "领导干部指：县级领导。" in opened.read(answering.notes)[1]
    written = code.read_text("utf-8").splitlines()
    assert "与公章一样保管" in written[0]
    open_with_recovery(path, written[-1], "brand-new-word", cost=CHEAP).close()


def test_who_sits_at_a_terminal_is_asked_and_copies_the_code(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    answers = ("也许", "算", "课程门数", "XXXXX", "CODE")
    monkeypatch.setattr(sys, "stdin", Terminal(*answers, screen=screen))
    assert run("new", tmp_path / "新.dxjw", "--name", "校").status == 0
    assert "与恢复码的最后一组不一样" in screen.getvalue()
    with open_school(tmp_path / "新.dxjw", PASSWORD) as opened:
        assert opened.read(shipped.answers) == shipped.Answers(True, "courses")


def test_who_leaves_a_question_makes_nothing_and_the_code_can_be_left_unchecked(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answers, status, told in (
        (("EOF",), 1, "已中断，没有写入的都未写入。"),
        (("算", "学时", "EOF"), 0, "没有核对恢复码。学校已经建立"),
    ):
        assert not (tmp_path / "新.dxjw").exists()
        screen = io.StringIO()
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(sys, "stdin", Terminal(*answers, screen=screen))
        assert run("new", tmp_path / "新.dxjw", "--name", "校").status == status
        assert told in screen.getvalue()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--name", "校", "--base", "hours", "--code-to", "码.txt"), "请写明 --on-site"),
        (("--name", "校", "--on-site", "no", "--code-to", "码.txt"), "请写明 --base"),
        (ASKED, "用 --code-to 指定写恢复码的文件"),
        ((*ASKED, "--code-to", "码.txt", "--profile", "火星"), "可用的是：现行 · 县级（current"),
        ((*ASKED, "--code-to", "有.txt"), "「有.txt」已经存在"),
        (("--name", " ", *ASKED[2:], "--code-to", "码.txt"), "请填写学校名称"),
    ],
)
def test_what_is_missing_is_said_and_nothing_made(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("有.txt").write_text("去年的恢复码", "utf-8")
    told = run("new", "新.dxjw", *words)
    assert told.status == 1 and why in told.err
    assert [p.name for p in tmp_path.iterdir()] == ["有.txt"]


def test_a_weak_password_and_a_file_that_is_there_are_refused(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = demo_path.read_bytes()
    told = run("new", demo_path, *ASKED, "--code-to", tmp_path / "码.txt")
    assert told.status == 1 and "已经存在" in told.err and demo_path.read_bytes() == before
    monkeypatch.setenv("DANGXIAO_PASSWORD", "12345678")
    told = run("new", tmp_path / "新.dxjw", *ASKED, "--code-to", tmp_path / "码.txt")
    assert told.status == 1 and "密码不能全是数字" in told.err
    assert not (tmp_path / "码.txt").exists() and not (tmp_path / "新.dxjw").exists()
