"""``make verify-windows``: the built setup installed, used and removed under wine.

Proves that the installed folder is whole: Windows Python, every library, the real ``windows`` screen.
What wine cannot show stands in installer/RELEASE-CHECKLIST.md.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pypdfium2

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "build/windows/wine"
DRIVE = WORK / "prefix/drive_c"
FOLDER = "党校 教务/程序 甲"  # Chinese characters and spaces on every level
PICTURES = WORK / "pictures"
LOOKING = 100  # seconds; the start page, the classes and a timetable come first
CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")  # of a certificate; made with the file's own secret
ENVIRONMENT = {
    "WINEARCH": "win64",
    "WINEPREFIX": str(WORK / "prefix"),
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "winemenubuilder.exe=d;winedbg.exe=d;mscoree=d;mshtml=d",
    "WINEQT_QPA_PLATFORM": "windows",
    "HOME": str(WORK / "home"),  # wine's desktop and documents
    "LC_ALL": "C.UTF-8",
}


def main() -> int:
    """Run every step; 1 and the step's name at the first that fails."""
    setups = sorted((ROOT / "dist").glob("dangxiao-*-setup.exe"))
    if not setups:
        print("There is no setup in dist/: run make installer first.", file=sys.stderr)
        return 1
    shutil.rmtree(WORK, ignore_errors=True)
    for folder in (WORK / "home/Desktop", WORK / "home/Documents", PICTURES):
        folder.mkdir(parents=True)
    shutil.copyfile(setups[-1], WORK / "setup.exe")
    with screen() as display:
        os.environ.update(ENVIRONMENT, DISPLAY=display)
        steps: tuple[Callable[[], str], ...] = (
            *(prepare, install, demonstrate, compare, look, refuse, uninstall),
        )
        step = steps[0]
        try:
            for step in steps:
                started = time.monotonic()
                print(
                    f"{step.__name__}: {step()}  [{time.monotonic() - started:.0f} s]", flush=True
                )
        except (AssertionError, subprocess.SubprocessError) as error:
            print(f"{step.__name__} failed: {error}", file=sys.stderr)
            return 1
        finally:
            subprocess.run(["wineserver", "-k"], check=False, timeout=60)  # of this prefix only
    return 0


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen of its own for the time of the run; yields its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        yield ":" + os.fdopen(reading).readline().strip()
    finally:
        server.terminate()
        server.wait()


def wine(*arguments: str, seconds: int = 120, tries: int = 2) -> tuple[int, str]:
    """Run a Windows program; its status and words. A start that hangs is tried once more."""
    for left in reversed(range(tries)):
        try:
            done = subprocess.run(
                ["wine", *arguments],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            subprocess.run(["wineserver", "-k"], check=False, timeout=60)
            if not left:
                raise
        else:
            return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")
    raise AssertionError("no try is left")


def prepare() -> str:
    """A new prefix that says it is Windows 10, with the two stand-ins that wine 8 lacks."""
    subprocess.run(["wineboot", "-i"], check=True, timeout=180, capture_output=True)
    wine("winecfg", "-v", "win10")
    system = DRIVE / "windows/system32"
    compiler = ["x86_64-w64-mingw32-gcc", "-O1", "-s", "-shared", "-o"]
    for source, target, libraries in (
        ("uisettings.c", "windows.ui.dll", ()),
        ("bcryptprimitives.c", "bcryptprimitives.dll", ("-ladvapi32",)),
    ):
        command = [*compiler, str(system / target), str(HERE / source), *libraries]
        subprocess.run(command, check=True, timeout=60)
    status, words = wine("regedit", "/S", str(HERE / "uisettings.reg"))
    assert status == 0, words
    return "wine is ready"


def install() -> str:
    """Silently, into a folder with Chinese characters and spaces."""
    status, words = _setup()
    assert status == 0, words
    assert (DRIVE / FOLDER / "党校教务.exe").is_file()
    assert (WORK / "home/Desktop/党校教务.lnk").is_file()
    assert wine("reg", "query", _ENTRY)[0] == 0
    return f"{len(_files())} files"


def demonstrate() -> str:
    """The whole demonstration with the installed program, and the same here."""
    target = DRIVE / "演示 结果"
    for command in (
        ["wine", str(DRIVE / FOLDER / "dangxiao.exe"), "demo", "--out", "C:\\演示 结果"],
        [str(Path(sys.executable).parent / "dangxiao"), "demo", "--out", str(WORK / "here")],
    ):
        done = subprocess.run(command, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return f"{len(list(target.iterdir()))} files"


def compare() -> str:
    """Papers and workbook say on Windows what they say here, but for the codes of certificates."""
    there, here = DRIVE / "演示 结果", WORK / "here"
    lines = cells = 0
    for paper in sorted(here.glob("*.pdf")):
        expected, found = lines_of(paper), lines_of(there / paper.name)
        assert found == expected, f"{paper.name} reads differently"
        lines += len(expected)
    for book in sorted(here.glob("*.xlsx")):
        wanted, got = cells_of(book), cells_of(there / book.name)
        assert got == wanted, f"{book.name} holds something else"
        cells += len(wanted)
    assert lines and cells
    return f"{lines} lines of papers and {cells} cells are the same"


def lines_of(paper: Path) -> list[str]:
    """The text of a PDF, line by line, with the codes of certificates made alike."""
    document = pypdfium2.PdfDocument(paper)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return [CODE.sub("CODE", line) for line in "\n".join(pages).splitlines()]


def cells_of(book: Path) -> list[object]:
    """Every cell of a workbook, sheet by sheet, row by row."""
    return [c.value for sheet in openpyxl.load_workbook(book) for row in sheet.rows for c in row]


def look() -> str:
    """Photographs of the pages on the real ``windows`` screen: as many as come in LOOKING seconds."""
    target = "Z:" + str(PICTURES)
    with contextlib.suppress(subprocess.TimeoutExpired):
        wine(
            *(str(DRIVE / FOLDER / "dangxiao.exe"), "tour", "--out", target),
            seconds=LOOKING,
            tries=1,
        )
    names = {path.name for path in PICTURES.iterdir()}
    for sight in ("start", "classes", "class-curriculum"):
        assert any(name.endswith(f"-{sight}-1366.png") for name in names), f"no picture of {sight}"
    return f"{len(names)} pictures in {PICTURES.relative_to(ROOT)}"


def refuse() -> str:
    """With the window open neither setup nor uninstaller changes anything."""
    before = _files()
    log = next(DRIVE.glob("users/*/AppData/Local/dangxiao/dangxiao.log"))
    log.unlink()
    window = subprocess.Popen(
        ["wine", str(DRIVE / FOLDER / "党校教务.exe")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(90):  # it writes its log once it runs
            if log.exists():
                break
            time.sleep(1)
        assert log.exists(), "the window does not start"
        assert _uninstaller()[0] == 2
        assert _setup()[0] == 2
    finally:
        window.kill()
        subprocess.run(["wineserver", "-k"], check=False, timeout=60)
        window.communicate(timeout=60)
    assert _files() == before
    return "both ask to close the program first"


def uninstall() -> str:
    """Only what is the school's stays: the demonstration's files and one put beside the program."""
    (DRIVE / FOLDER / "本校.dxjw").write_bytes(b"a school's file")
    status, words = _uninstaller()
    assert status == 0, words
    # Working in place it cannot take itself away.
    assert _files() == ["uninstall.exe", "本校.dxjw"], _files()
    made = {path.name for path in (WORK / "here").iterdir() if path.suffix != ".lock"}
    assert made <= {path.name for path in (DRIVE / "演示 结果").iterdir()}, (
        "a school's file is gone"
    )
    assert not (WORK / "home/Desktop/党校教务.lnk").exists()
    assert not list(DRIVE.rglob("党校教务.lnk"))
    assert wine("reg", "query", _ENTRY)[0] != 0
    return "only the school's files are left"


_ENTRY = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Dangxiao"


def _setup() -> tuple[int, str]:
    # NSIS wants the folder without quotes; wine quotes what holds a space, so it gets the pieces.
    target = ("/D=C:\\" + FOLDER.replace("/", "\\")).split(" ")
    return wine(str(WORK / "setup.exe"), "/S", *target, seconds=300)


def _uninstaller() -> tuple[int, str]:
    # With _?= it works in place, so that its end and its status are those of this call.
    place = ("_?=C:\\" + FOLDER.replace("/", "\\")).split(" ")
    return wine(str(DRIVE / FOLDER / "uninstall.exe"), "/S", *place, seconds=180)


def _files() -> list[str]:
    folder = DRIVE / FOLDER
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main())
