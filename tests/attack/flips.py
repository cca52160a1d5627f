"""Bits are flipped and ends cut off, in the school's file, its log, its key ring, its backups."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.attack import verdict, workloads
from tests.attack.campaign import Field, Try
from tests.attack.forks import Outcome
from tests.attack.workloads import SMALL

# what is harmed, from the folder of a try; the school lies there with a log, as after a kill
FILES = (
    "school/党校.dxjw",
    "school/党校.dxjw-wal",
    "school/党校.dxkey",
    "stick/备份.dxjw",
    "stick/备份.dxkey",
)
LOG = FILES[1]
# what is aimed at, the log's own parts: the first page of the file in it, and its last write
AIMED = (".dxjw-wal, the first page", ".dxjw-wal, a torn write")
DAMAGE = (
    *("损坏", "不完整", "没有复制完整", "是空的", "校验不符", "改动", "不一致", "日志"),
    "缺少最近的工作",
)
WRONG_PASSWORD = "密码不正确"


class Flips:
    """Tries go round the files; each draws what is done to one of them."""

    def __init__(self, ground: Field, count: int = 700) -> None:
        self._ground, self.count = ground, count
        self._states: dict[str, set[str]] = {}

    def attempt(self, number: int) -> Try:
        """Harm one file, open it, and judge what was told."""
        dice = self._ground.dice("flips", number)
        folder = self._ground.copy(self._base())
        place = number % (len(FILES) + len(AIMED))
        if place >= len(FILES):
            return self._aimed(AIMED[place - len(FILES)], folder, dice)
        name = FILES[place]
        sort = f"{'backup ' if name.startswith('stick') else ''}{Path(name).suffix}"
        harm(folder / name, dice)
        if name == LOG:
            return Try(sort, self._log_harmed(folder))
        backup = name.startswith("stick")
        given = {"at": "stick/备份.dxjw", "write": False} if backup else {}
        seen = workloads.look(self._ground, folder, SMALL, **given)
        return Try(sort, self._judged(seen, name))

    def _aimed(self, sort: str, folder: Path, dice: random.Random) -> Try:
        """What SQLite passes over in a log must not be taken for work, nor end the file for good."""
        log = folder / LOG
        content = bytearray(log.read_bytes())
        frames = list(_frames(content))
        if sort == AIMED[0]:
            first = [at for at, page in frames if page == 1] or [at for at, _ in frames]
            content[first[-1] + _FRAME + dice.randrange(16)] ^= 1 << dice.randrange(8)
        else:
            body = frames[-1][0] + _FRAME
            content[body + dice.randrange(256) :] = b""
            content += bytes(_size(content) - len(content) + body)
        log.write_bytes(content)
        return Try(sort, self._log_harmed(folder))

    def _log_harmed(self, folder: Path) -> list[str]:
        """Say what is wrong with a school of which the log alone is harmed.

        What SQLite opens by itself is not to be called damaged, and what was folded in is there afterwards.
        """
        alone = self._bare(folder, log=True)
        seen = workloads.look(self._ground, folder, SMALL)
        wrong = self._judged(seen, LOG)
        if not alone and seen.value and "损坏" in seen.value["told"]:
            wrong.append(f"called damaged, but SQLite opens it: {seen.value['told']}")
        return [*wrong, *filter(None, [self._bare(folder, log=False)])]

    def _bare(self, folder: Path, *, log: bool) -> str:
        text = (folder / "key").read_text("ascii")
        outcome = self._ground.run("bare", folder, key=text, log=log)
        return outcome.bug or outcome.value

    def _base(self) -> Path:
        def make(folder: Path) -> Outcome:
            source = workloads.with_backup(self._ground)
            shutil.copytree(source, folder, dirs_exist_ok=True)
            self._keep("stick", folder, at="stick/备份.dxjw", write=False)
            self._ground.run("key", folder)
            outcome = self._ground.run("leave_log", folder)
            # what is cut off a log looks like a write that was never done; but not all of the log
            self._states["school"] = {one["digest"] for one in outcome.said}
            self._keep("school", self._ground.copy(folder))
            return outcome

        return self._ground.base("with-log", make)

    def _keep(self, which: str, folder: Path, **given: object) -> None:
        """Remember a state of the school that is a right one."""
        seen = workloads.look(self._ground, folder, SMALL, **given)
        self._states.setdefault(which, set()).add(seen.value["digest"])

    def _judged(self, seen: Outcome, name: str) -> list[str]:
        if wrong := verdict.told(seen):
            return wrong
        found, wrong = seen.value, list[str]()
        texts = [text for text in (found["told"], *found["opens"].values()) if text]
        for text in dict.fromkeys(texts):
            wrong += verdict.chinese(text)
            if WRONG_PASSWORD in text or not any(sign in text for sign in DAMAGE):
                wrong.append(f"not called damage: {text}")
        right = found.get("digest") in self._states[name.split("/")[0]]
        if not found["told"] and not right and found["whole"]:
            wrong.append("opened with other content, and check finds it whole")
        return wrong


_HEADER, _FRAME = (
    32,
    24,
)  # bytes of a log's and a frame's head (sqlite.org/fileformat2.html#walformat)


def _size(log: bytes | bytearray) -> int:
    return int.from_bytes(log[8:12], "big")


def _frames(log: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Where each frame begins that belongs to the log as it is, and which page it holds."""
    for at in range(_HEADER, len(log) - _FRAME - _size(log) + 1, _FRAME + _size(log)):
        if log[at + 8 : at + 16] == log[16:24]:
            yield at, int.from_bytes(log[at : at + 4], "big")


def harm(path: Path, dice: random.Random) -> None:
    """Flip some bits, overwrite a stretch or cut off an end: never nothing."""
    content = bytearray(path.read_bytes())
    way = dice.choice(("bit", "bit", "bits", "zeros", "cut"))
    if way == "cut":
        del content[dice.randrange(len(content)) :]
    elif way == "zeros":
        at = dice.randrange(len(content))
        stretch = content[at : at + dice.choice((16, 512, 4096))]
        content[at : at + len(stretch)] = bytes(b ^ 0xFF if b == 0 else 0 for b in stretch)
    else:
        for _ in range(1 if way == "bit" else 8):
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)
