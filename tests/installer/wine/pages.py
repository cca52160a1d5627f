"""The setup as a user sees it: page after page, on an old Windows, and over a running program."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.installer.wine.installed import PROGRAM, RUNNING, Installed, hand
from tests.installer.wine.prefix import Prefix, photograph, until

TITLE = f"{PROGRAM} 安装"
NEXT, CANCEL, RETRY = "1", "2", "4"  # numbers of the buttons
OLD, OLDEST = "17134", "17763"  # builds of 1803 and 1809
VERSION = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion"
# What tells one page from the others, in their order.
PAGES = (
    ("welcome", "不需要管理员权限"),
    ("licence", "自由软件"),
    ("folder", "安装位置"),
    ("finish", "现在打开"),
)


class Pages:
    """The steps, in the order in which verify.py runs them."""

    def __init__(self, windows: Prefix, setup: Path) -> None:
        self.windows = windows
        self.setup = setup
        self.installed = Installed(windows, setup)
        self.screen = windows.folder / "screen"

    def refuse_old_windows(self) -> str:
        """Windows 10 1803 is refused, 1809 is not."""
        said = [self._build(OLD), self._build(OLDEST)]
        assert said == [3, 0], f"statuses {said}"
        assert self.installed.run_uninstaller()[0] == 0
        return "1803 is refused, 1809 is taken"

    def walk(self) -> str:
        """Welcome, licence, folder, progress, finish with 现在打开: read, photographed, started."""
        process = self.windows.start(str(self.setup))
        for number, (name, sign) in enumerate(PAGES, 1):
            self._see(sign)
            photograph(self.screen, self.installed.pictures / f"setup-{number}-{name}.png")
            words = self._text(TITLE)
            foreign = [w for w in ("Next", "Cancel", "Install", "Finish", "Browse") if w in words]
            assert not foreign, f"the page {name} speaks English: {foreign}"
            if name != PAGES[-1][0]:
                hand(self.windows, "press", TITLE, NEXT)
        assert list(self.windows.drive.glob(f"users/*/AppData/Local/Programs/{PROGRAM}/*.exe"))
        self._finish(process)
        return f"{len(PAGES)} pages in Chinese, and 现在打开 opened the window"

    def ask_to_close(self) -> str:
        """With the window open nothing changes; the setup asks, and goes on once it is closed."""
        before = self.installed.files()
        window = self.windows.start(str(self.installed.folder / f"{PROGRAM}.exe"))
        self.installed.see_window("=" + PROGRAM)
        assert self.installed.run_uninstaller()[0] == RUNNING
        assert self.installed.run_setup(self.setup)[0] == RUNNING
        asked = self._asked()
        photograph(self.screen, self.installed.pictures / "setup-running.png")
        hand(self.windows, "press", TITLE, CANCEL)
        assert asked.wait(60) == RUNNING
        assert self.installed.files() == before
        asked = self._asked()
        hand(self.windows, "quit", "=" + PROGRAM)
        assert window.wait(60) == 0
        hand(self.windows, "press", TITLE, RETRY)
        self._finish(asked)
        assert self.installed.files() == before
        return "both ask to close the program and change nothing; 重试 goes on once it is closed"

    def _asked(self) -> subprocess.Popen[bytes]:
        """Start the setup and go to where it finds the program running."""
        process = self.windows.start(str(self.setup))
        for _name, sign in PAGES[:-1]:
            self._see(sign)
            hand(self.windows, "press", TITLE, NEXT)
        self._see("正在运行")
        return process

    def _finish(self, setup: subprocess.Popen[bytes]) -> None:
        """Leave the last page, which opens the program, and close that."""
        self._see(PAGES[-1][1])
        hand(self.windows, "press", TITLE, NEXT)
        self.installed.see_window("=" + PROGRAM)
        hand(self.windows, "quit", "=" + PROGRAM)
        assert setup.wait(60) == 0

    def _see(self, sign: str) -> None:
        until(lambda: sign in self._text(TITLE), 300, f"{sign} in the setup")

    def _build(self, number: str) -> int:
        for name in ("CurrentBuild", "CurrentBuildNumber"):
            self.windows.run("reg", "add", VERSION, "/v", name, "/d", number, "/f")
        return self.installed.run_setup(self.setup)[0]

    def _text(self, title: str) -> str:
        return hand(self.windows, "text", title)
