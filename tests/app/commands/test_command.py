"""Who types a command: the name is asked for where there are several, and the role says what is done."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import demo, opening
from app.ground import jobs
from app.opening import open_school
from app.school import users
from tests.conftest import CHEAP, PASSWORD

ROLES = ("admin", "registrar", "class_teacher", "leader", "reader")


@pytest.fixture
def staffed(demo_path: Path) -> Path:
    """The demonstration school with a user of every role, named after it, all with one password."""
    with open_school(demo_path, PASSWORD, runner=jobs.Inline()) as session:
        for role in ROLES:
            opening.add_user(session, role, PASSWORD, role=role, cost=CHEAP)
    return demo_path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_on_the_command_line_what_its_rights_say(  # type: ignore[no-untyped-def]
    role: str, run, staffed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGXIAO_USER", role)
    with open_school(staffed, PASSWORD) as session:
        held = {r.code for r in session.read(users.table) if role in r.roles}
        before = session.operations(1)[0].id
    wants = {
        "libraries": ("import-courses", staffed, demo.workbook("师资课程.xlsx")),
        "students": ("import-roster", staffed, demo.workbook("学员名册.xlsx")),
        "backup": ("backup", staffed, "--out", tmp_path / "备份.dxjw"),
        "export": ("export-sqlite", staffed, "--out", tmp_path / "plain.db"),
        "sql": ("sql", staffed, "--write", "UPDATE class SET remark = '技术员'"),
    }
    for right, command in wants.items():
        told = run(*command)
        assert told.status == (0 if right in held else 1), told.err
        if right not in held:
            assert "来做，您是" in told.err and "没有写入任何数据" in told.err
            assert "Traceback" not in told.err
    assert (tmp_path / "备份.dxjw").exists() is ("backup" in held)
    assert (tmp_path / "plain.db").exists() is ("export" in held)
    pdf = tmp_path / "课程表.pdf"
    assert run("print", staffed, demo.CLASS_CODE, "--kind", "timetable", "--out", pdf).status == 0
    assert run("sql", staffed, "SELECT count(*) FROM class").status == 0
    with open_school(staffed, PASSWORD, name=role) as session:
        new = [e for e in session.operations(20) if e.id > before]
        assert {e.user_name for e in new} == ({role} if "sql" in held else set())


def test_a_file_of_several_users_asks_who_it_is(  # type: ignore[no-untyped-def]
    run, staffed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run("sql", staffed, "SELECT 1")
    assert (told.status, told.out) == (1, "")
    assert "几位用户" in told.err and "DANGXIAO_USER" in told.err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "reader" if prompt == "姓名：" else "")
    assert run("sql", staffed, "SELECT 1").status == 0
    monkeypatch.setenv("DANGXIAO_USER", "nobody")
    told = run("sql", staffed, "SELECT 1")
    assert told.status == 1 and told.err.startswith("姓名或密码不正确")


def test_a_file_of_one_user_asks_for_no_name(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("sql", demo_path, "SELECT 1").status == 0
