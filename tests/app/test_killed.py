"""Killed in the middle of an export, a paper, a marked copy: the next start leaves nothing of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import xlwt

from app.commands.main import main
from app.ground import paths
from tests.conftest import PASSWORD

# Runs a command, and kills itself as soon as the system is asked for a call on a file so named.
KILLED = """
import os, sys
call, wanted = sys.argv[1:3]
def heard(event, given):
    if event == call and any(wanted in str(one) for one in given):
        os.kill(os.getpid(), 9)
sys.addaudithook(heard)
from app.commands.main import main
sys.exit(main(sys.argv[3:]))
"""
# Kills itself while the copy is being written, in a process of its own.
MARKING = """
import os, sys
from pathlib import Path
from app.exchange import roster
from app.exchange.engine.marked import save_marked_copy
from app.ground.jobs import Progress
from app.opening import open_school
with open_school(Path(sys.argv[1]), os.environ["DANGXIAO_PASSWORD"], write=False) as session:
    review = session.read(roster.review, Path(sys.argv[2]))
    save_marked_copy(review, Path(sys.argv[3]), Progress(lambda *_: os.kill(os.getpid(), 9)))
"""
PAPER = ("print", "{file}", "2026-03", "--kind", "roster", "--identity", "--out", "{out}")
MARKED = ("import-roster", "{file}", "{source}", "--dry-run", "--marked", "{out}")
KILLS = {
    "paper": ("os.rename", "名册.pdf", PAPER),
    "workbook": ("os.rename", "名册.xlsx", PAPER),
    "openpyxl's own": ("os.remove", "名册.xlsx", PAPER),
    "marked copy": ("os.rename", "标注.xlsx", MARKED),
    "plain copy": ("os.rename", "明文.db", ("export-sqlite", "{file}", "--out", "{out}")),
}


def run(script: str, *arguments: str) -> int:
    command = [sys.executable, "-c", script, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT), "DANGXIAO_PASSWORD": PASSWORD}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    return abs(done.returncode)  # on Windows a process that is ended gives the number as it is


def files(*folders: Path) -> set[Path]:
    """Every file that may hold something; locks and the log are empty or impersonal."""
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path for path in found if path.stat().st_size and path.suffix not in (".lock", ".log")}


def of_nobody(found: set[Path]) -> set[str]:
    return {path.name for path in found if not path.name.startswith("示范学校.dxjw")}


@pytest.mark.parametrize("kill", KILLS)
def test_what_was_being_written_goes_at_the_next_start(
    demo_path: Path, tmp_path: Path, home: Path, kill: str
) -> None:
    call, target, command = KILLS[kill]
    source = shutil.copy(paths.RESOURCES / "demo" / "学员名册.xlsx", tmp_path)
    before = of_nobody(files(tmp_path, home))
    told = {"file": str(demo_path), "source": source, "out": str(tmp_path / target)}
    wanted = target if call == "os.rename" else "openpyxl"
    assert run(KILLED, call, wanted, *(word.format(**told) for word in command)) == 9
    assert of_nobody(files(tmp_path, home)) - before != set()
    with pytest.raises(SystemExit):
        main(["--version"])
    assert of_nobody(files(tmp_path, home)) == before


def test_what_a_process_of_its_own_was_writing_goes_too(
    demo_path: Path, tmp_path: Path, home: Path
) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for row in range(5000):
        for column, text in enumerate(("张三1", "县财政局") if row else ("姓名", "单位")):
            sheet.write(row, column, text)
    book.save(str(tmp_path / "名册.xls"))
    before = of_nobody(files(tmp_path, home))
    target = tmp_path / "标注.xlsx"
    assert run(MARKING, str(demo_path), str(tmp_path / "名册.xls"), str(target)) == 9
    with pytest.raises(SystemExit):
        main(["--version"])
    assert of_nobody(files(tmp_path, home)) == before
