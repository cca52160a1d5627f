"""The installed program: silently installed over an older one, used, and taken away again."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pypdfium2

from installer import assemble, package
from tests.installer.wine.prefix import Prefix, photograph, until

FOLDER = "党校 教务/程序 甲"  # Chinese characters and spaces on every level
RESULTS = "演示 结果"
ENTRY = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Dangxiao"
PROGRAM = "党校教务"
PORTABLE = ("-setup.exe", "-portable.zip")  # endings of the two files in dist/
CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")  # of a certificate; made with the file's own secret
SIGHTS = ("start", "classes", "class-curriculum")  # that there must be a photograph of
REMOVE = f"卸载{PROGRAM}.exe"
RUNNING, UNUSABLE = 2, 4  # exit statuses: the program runs, the folder cannot be used


class Installed:
    """The steps, in the order in which verify.py runs them."""

    def __init__(self, windows: Prefix, setup: Path) -> None:
        self.windows = windows
        self.setup = setup
        self.folder = windows.drive / FOLDER
        self.here = windows.folder / "here"
        self.pictures = windows.folder / "pictures"

    def prepare(self) -> str:
        """A new Windows 10."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.windows.make()
        return "wine is ready"

    def carry(self) -> str:
        """The portable archive, unpacked as on a stick: it keeps what it keeps beside itself."""
        stick = self.windows.drive / "U盘 一"
        with zipfile.ZipFile(self.setup.with_name(self.setup.name.replace(*PORTABLE))) as archive:
            archive.extractall(stick)
        process = self.windows.start(str(stick / PROGRAM / f"{PROGRAM}.exe"))
        self.see_window("=" + PROGRAM)
        self.hand("quit", "=" + PROGRAM)
        assert process.wait(60) == 0
        kept = sorted(path.name for path in (stick / PROGRAM / "设置").iterdir())
        assert "dangxiao.log" in kept, kept
        assert not list(self.windows.drive.glob("users/*/AppData/*/dangxiao")), (
            "kept on the computer"
        )
        return f"it runs and keeps {', '.join(kept)} beside itself"

    def install(self) -> str:
        """Silently, into a folder with Chinese characters and spaces."""
        status, words = self.run_setup(self.setup)
        assert status == 0, words
        assert (self.folder / f"{PROGRAM}.exe").is_file()
        assert (self.windows.home / f"Desktop/{PROGRAM}.lnk").is_file()
        assert list(self.windows.drive.glob(f"users/*/AppData/**/Start Menu/**/{PROGRAM}.lnk"))
        assert self.entry("DisplayVersion") == assemble.version()
        return f"{len(self.files())} files"

    def keep_apart(self) -> str:
        """In a folder that holds other things nothing is mixed, run or taken away."""
        other = self.windows.drive / "资料"
        theirs = {"重要.docx": b"work", "uninstall.exe": b"another program's", "lib/我的.txt": b"x"}
        for name, content in theirs.items():
            (other / name).parent.mkdir(parents=True, exist_ok=True)
            (other / name).write_bytes(content)
        for _ in ("new", "again"):
            assert self.windows.run(str(self.setup), "/S", "/D=C:\\资料", seconds=300)[0] == 0
            assert (other / PROGRAM / f"{PROGRAM}.exe").is_file()
        own = self.windows.run(
            str(other / PROGRAM / REMOVE), "/S", f"_?=C:\\资料\\{PROGRAM}", seconds=180
        )
        assert own[0] == 0, own[1]
        (other / PROGRAM / REMOVE).unlink()  # working in place it cannot take itself away
        (other / PROGRAM).rmdir()
        left = {p.relative_to(other).as_posix(): p.read_bytes() for p in other.rglob("*.*")}
        assert left == theirs, sorted(left)
        return "what lay in the folder lies there still"

    def replace_older(self) -> str:
        """An older version with a file of its own, and a school's file beside it; then ours over it."""
        tree = self.windows.folder / "older"
        for name in (f"{PROGRAM}.exe", "runtime/python311.dll", "program/app/gone.py"):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes(b"older")
        older = self.windows.folder / "older.exe"
        package.setup(tree, older, self.windows.folder, "0.0.9", package.Signer(None, None, ""))
        # The window of the step before may still be on its way out.
        until(lambda: self.run_setup(older)[0] == 0, 60, "the older version installed")
        assert self.entry("DisplayVersion") == "0.0.9"
        (self.folder / "本校.dxjw").write_bytes(b"a school's file")
        before = self.files()
        (self.windows.drive.parent / "dosdevices/r:").symlink_to("/proc")  # takes no files
        assert self.windows.run(str(self.setup), "/S", "/D=R:\\党校")[0] == UNUSABLE
        assert self.files() == before, "the older version is gone, and there is no newer one"
        said = self.install()
        assert not (self.folder / "program/app/gone.py").exists(), (
            "the older version is still there"
        )
        assert (self.folder / "本校.dxjw").read_bytes() == b"a school's file"
        return f"{said}, and nothing of the older version"

    def demonstrate(self) -> str:
        """The whole demonstration with the installed program, and the same here."""
        status, words = self.windows.run(
            *(str(self.folder / "dangxiao.exe"), "demo", "--out", f"C:\\{RESULTS}"), seconds=180
        )
        assert status == 0, words
        command = [str(Path(sys.executable).parent / "dangxiao"), "demo", "--out", str(self.here)]
        done = subprocess.run(command, capture_output=True, timeout=180, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return f"{len(list((self.windows.drive / RESULTS).iterdir()))} files"

    def compare(self) -> str:
        """Papers and workbook say on Windows what they say here, but for codes of certificates."""
        there = self.windows.drive / RESULTS
        lines = cells = 0
        for paper in sorted(self.here.glob("*.pdf")):
            expected, found = lines_of(paper), lines_of(there / paper.name)
            assert found == expected, f"{paper.name} reads differently"
            lines += len(expected)
        for book in sorted(self.here.glob("*.xlsx")):
            wanted, got = cells_of(book), cells_of(there / book.name)
            assert got == wanted, f"{book.name} holds something else"
            cells += len(wanted)
        assert lines and cells
        return f"{lines} lines of papers and {cells} cells are the same"

    def look(self) -> str:
        """Photographs of every page and dialog on the real ``windows`` screen."""
        status, words = self.windows.run(
            *(str(self.folder / "dangxiao.exe"), "tour", "--out", "Z:" + str(self.pictures)),
            seconds=400,
        )
        names = {path.name for path in self.pictures.iterdir()}
        for sight in SIGHTS:
            assert any(n.endswith(f"-{sight}-1366.png") for n in names), f"no picture of {sight}"
        assert status == 0, words
        return f"{len(names)} pictures in {self.pictures.relative_to(assemble.ROOT)}"

    def start(self) -> str:
        """The demonstration and the window, started and closed."""
        said = self.demonstrate()
        process = self.windows.start(str(self.folder / f"{PROGRAM}.exe"))
        self.see_window("=" + PROGRAM)
        photograph(self.windows.folder / "screen", self.pictures / "window.png")
        self.hand("quit", "=" + PROGRAM)
        assert process.wait(60) == 0
        return f"demo made {said}, the window opened and closed"

    def start_twice(self) -> str:
        """A double click on a school's file opens the window; a second start brings it to the front."""
        for kind in (
            ".dxjw",
            "Dangxiao.School",
        ):  # Windows shows a user's own kinds to all, wine not
            places = [f"{root}\\Software\\Classes\\{kind}" for root in ("HKCU", "HKLM")]
            assert self.windows.run("reg", "copy", *places, "/s", "/f")[0] == 0
        opened = self.windows.start("start", f"C:\\{RESULTS}\\demo.dxjw")
        self.see_window("打开学校")
        photograph(self.windows.folder / "screen", self.pictures / "double-click.png")
        self.hand("close", "打开学校")
        other = self.windows.start("notepad")
        until(lambda: self.in_front() not in ("", PROGRAM), 60, "another window in front")
        before, above = self.windows_open(), self.in_front()
        status, words = self.windows.run(str(self.folder / f"{PROGRAM}.exe"), seconds=60, tries=1)
        assert status == 0, words
        until(lambda: self.in_front() == PROGRAM, 10, "the first window in front")
        assert self.windows_open() == before, "a second window"
        status, words = self.windows.run(
            *(str(self.folder / f"{PROGRAM}.exe"), f"C:\\{RESULTS}\\demo.dxjw"), seconds=60, tries=1
        )
        assert status == 0, words
        self.see_window("打开学校")
        assert len(self.windows_open()) == len(before) + 1, self.windows_open()
        self.hand("close", "打开学校")
        self.hand("quit", "=" + PROGRAM)
        self.hand("quit", "=" + above)
        assert (opened.wait(60), other.wait(60)) == (0, 0)
        return "a double click opens it, a second start brings the first to the front"

    def uninstall(self) -> str:
        """Only what is the school's stays: the demonstration's files and one beside the program."""
        (self.folder / "本校.dxjw").write_bytes(b"a school's file")
        settings = set(self.windows.drive.glob("users/*/AppData/Local/dangxiao/*"))
        status, words = self.run_uninstaller()
        assert status == 0, words
        # Working in place it cannot take itself away.
        assert self.files() == [REMOVE, "本校.dxjw"], self.files()
        made = {p.name for p in self.here.iterdir() if p.suffix != ".lock"}
        left = {p.name for p in (self.windows.drive / RESULTS).iterdir()}
        assert made <= left, f"gone: {made - left}"
        assert settings and all(path.exists() for path in settings), "settings are gone"
        assert not list(self.windows.drive.rglob(f"{PROGRAM}.lnk"))
        assert not list(self.windows.home.rglob(f"{PROGRAM}.lnk"))
        assert self.windows.run("reg", "query", ENTRY)[0] != 0
        assert self.windows.run("reg", "query", "HKCU\\Software\\Classes\\.dxjw")[0] != 0
        return "only the school's files and the settings are left"

    # ------------------------------------------------------------------ what the steps are made of

    def run_setup(self, setup: Path) -> tuple[int, str]:
        """Install silently into FOLDER; status and words."""
        # NSIS wants the folder without quotes; wine quotes what holds a space, so it gets the pieces.
        target = ("/D=C:\\" + FOLDER.replace("/", "\\")).split(" ")
        return self.windows.run(str(setup), "/S", *target, seconds=300)

    def run_uninstaller(self) -> tuple[int, str]:
        """Uninstall silently and wait for the end; status and words."""
        # With _?= it works in place, so that its end and its status are those of this call.
        place = ("_?=C:\\" + FOLDER.replace("/", "\\")).split(" ")
        return self.windows.run(str(self.folder / REMOVE), "/S", *place, seconds=180)

    def files(self) -> list[str]:
        """Return the names of all installed files, sorted."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.folder)) for path in found)

    def entry(self, name: str) -> str:
        """Return a value of the uninstall entry, "" where there is none."""
        status, words = self.windows.run("reg", "query", ENTRY, "/v", name)
        return words.strip().split("REG_SZ")[-1].strip() if status == 0 else ""

    def hand(self, *arguments: str) -> str:
        """Look or press as a user would (hand.c); what it says."""
        return hand(self.windows, *arguments)

    def see_window(self, title: str) -> None:
        """Wait until a window of that title is there."""
        until(lambda: bool(hand(self.windows, "text", title)), 120, f"a window {title}")

    def windows_open(self) -> list[str]:
        """Return the titles of all visible windows, sorted."""
        return sorted(line.split(" ", 2)[2] for line in self.hand("list").splitlines())

    def in_front(self) -> str:
        """Return the title of the foreground window, "" where there is none."""
        lines = self.hand("list").splitlines()
        return next((line.split(" ", 2)[2] for line in lines if line.startswith("*")), "")


def hand(windows: Prefix, *arguments: str) -> str:
    """Look or press as a user would; "" where there is no such window."""
    tool = windows.folder / "hand.exe"
    if not tool.exists():
        windows.compile("hand.c", tool)
    status, words = windows.run(str(tool), *arguments, seconds=60)
    assert status in (0, 1), f"{arguments}: {status} {words}"
    return words


def lines_of(paper: Path) -> list[str]:
    """The text of a PDF, line by line, with the codes of certificates made alike."""
    document = pypdfium2.PdfDocument(paper)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return [CODE.sub("CODE", line) for line in "\n".join(pages).splitlines()]


def cells_of(book: Path) -> list[object]:
    """Every cell of a workbook, sheet by sheet, row by row."""
    return [c.value for sheet in openpyxl.load_workbook(book) for row in sheet.rows for c in row]
