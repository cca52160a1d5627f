"""A Windows of one's own: a wine prefix, a screen, and starts that are given a time and one retry."""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[2] / "resources/fonts"
COMPILER = ("x86_64-w64-mingw32-gcc", "-O1", "-s", "-municode", "-Wall", "-Werror")
USER = "王 芳"  # of this Windows, made up; what is not ASCII and what has a space breaks things
LANGUAGE = "zh_CN.UTF-8"  # a Chinese Windows, with code page 936
# What wine 8 lacks and Qt 6.9 or wheels with Rust in them ask for. Never shipped.
STAND_INS = (
    ("uisettings.c", "windows.ui.dll", ()),
    ("bcryptprimitives.c", "bcryptprimitives.dll", ("-ladvapi32",)),
)


class Prefix:
    """One Windows: ``folder/prefix`` is its disk, ``folder/home`` holds desktop and documents."""

    def __init__(self, folder: Path, display: str) -> None:
        self.folder = folder
        self.drive = folder / "prefix/drive_c"
        self.home = folder / "home"
        self.environment = dict(
            os.environ,
            WINEARCH="win64",
            WINEPREFIX=str(folder / "prefix"),
            WINEDEBUG="-all",
            WINEDLLOVERRIDES="winemenubuilder.exe=d;winedbg.exe=d;mscoree=d;mshtml=d",
            WINEQT_QPA_PLATFORM="windows",
            HOME=str(self.home),
            DISPLAY=display,
            USER=USER,
            # wine asks the C library for the name of its language alone, so any language will do.
            LC_ALL=LANGUAGE,
            LOCPATH=str(folder / "languages"),
        )
        for name in ("QT_QPA_PLATFORM", "PYTHONPATH", "DANGXIAO_HOME"):
            self.environment.pop(name, None)

    def make(self) -> None:
        """Start anew, as Windows 10, with the stand-ins. Takes half a minute."""
        shutil.rmtree(self.folder / "prefix", ignore_errors=True)
        language = self.folder / "languages" / LANGUAGE
        if not language.exists():
            shutil.copytree("/usr/lib/locale/C.utf8", language)
        for name in ("Desktop", "Documents"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        self._call(["wineboot", "-i"], seconds=180, tries=2)
        self.run("winecfg", "-v", "win10")
        for source, target, libraries in STAND_INS:
            self.compile(source, self.drive / "windows/system32" / target, "-shared", *libraries)
        for path in FONTS.glob("NotoSansSC*.ttf"):  # so that photographs of the setup can be read
            shutil.copyfile(path, self.drive / "windows/Fonts" / path.name)
        for settings in HERE.glob("*.reg"):
            status, words = self.run("regedit", "/S", str(settings))
            assert status == 0, words

    def run(
        self, *arguments: str, seconds: float = 120, tries: int = 2, **more: str
    ) -> tuple[int, str]:
        """Run a Windows program to its end; its status and its words.

        A start that hangs is ended and, with ``tries`` left, made once more: wine 8 hangs at times.
        ``more`` goes into its environment. Raises subprocess.TimeoutExpired at the last try.
        """
        return self._call(["wine", *arguments], seconds, tries, **more)

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a Windows program and leave it running; ``hand quit`` or ``stop`` ends it."""
        return self._popen(["wine", *arguments], **more)

    def stop(self) -> None:
        """End everything that runs in this Windows, and in no other."""
        if self.drive.exists():
            command = ["wineserver", "-k"]
            subprocess.run(command, env=self.environment, check=False, timeout=60)

    def compile(self, source: str, target: Path, *flags: str) -> None:
        """Make a Windows binary from a C file beside this one."""
        first, last = [f for f in flags if f[:2] != "-l"], [f for f in flags if f[:2] == "-l"]
        command = [*COMPILER, *first, "-o", str(target), str(HERE / source), *last]
        subprocess.run(command, check=True, timeout=60)

    def _call(self, command: list[str], seconds: float, tries: int, **more: str) -> tuple[int, str]:
        for left in reversed(range(tries)):
            process = self._popen(command, **more)
            words: list[bytes] = []
            reader = threading.Thread(target=_read, args=(process, words), daemon=True)
            reader.start()
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                if not left:
                    raise
                print(f"  no end after {seconds:.0f} s, once more: {' '.join(command)}", flush=True)
            else:
                # Not for ever: the first program's output is held open by wine's own services.
                reader.join(2)
                return status, b"".join(words).decode("utf-8", "replace")
        raise AssertionError("no try is left")

    def _popen(self, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # never a file: wine's programs cannot write into one
            stderr=subprocess.STDOUT,
            env=self.environment | more,
        )


def _read(process: subprocess.Popen[bytes], words: list[bytes]) -> None:
    assert process.stdout is not None
    while piece := os.read(process.stdout.fileno(), 65536):
        words.append(piece)


@contextlib.contextmanager
def screen(folder: Path | None = None) -> Iterator[str]:
    """A screen of its own for the time of the run; yields its name.

    With a folder, ``photograph`` can take what it shows from there.
    """
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
    command += ["-nolisten", "tcp"]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        command += ["-fbdir", str(folder)]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        yield ":" + os.fdopen(reading).readline().strip()
    finally:
        server.terminate()
        server.wait()


def photograph(folder: Path, target: Path) -> None:
    """Write what the screen of that folder shows now as a picture (the folder holds it as XWD)."""
    data = (folder / "Xvfb_screen0").read_bytes()
    head = struct.unpack(">25I", data[:100])
    size, line, start = (head[4], head[5]), head[12], head[0] + head[19] * 12
    Image.frombytes("RGB", size, data[start:], "raw", "BGRX", line).save(target)


def until(seen: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for what another program does; AssertionError with ``what`` once the time is over."""
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.3)  # another program gives no signal
