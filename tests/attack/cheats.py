"""Past the judge: the schema and rows rewritten with the key, and files that are not of one moment."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.attack import verdict, workloads
from tests.attack.campaign import Field, Try
from tests.attack.forks import Outcome

DEMO = {"李敏": workloads.SMALL["李敏"]}


class Cheats:
    """First the forgeries in turn, then what is put together of other files."""

    def __init__(self, ground: Field) -> None:
        self._ground = ground
        self._kinds: list[str] = ground.run("kinds", ground.work / "kinds").value
        self._swaps = [*SWAPS, DOWNGRADE]
        self.count = len(self._kinds) + len(self._swaps)

    def attempt(self, number: int) -> Try:
        """Cheat, and see whether check or the opening tells."""
        if number >= len(self._kinds):
            return self._swapped(self._swaps[number - len(self._kinds)])
        kind = self._kinds[number]
        ground = self._ground
        demo = ground.base("demo", lambda f: ground.run("found", f, kind="demo"))
        folder = ground.copy(demo)
        seed = f"{ground.seed} {number}"
        done = ground.run("forge", folder, kind=kind, seed=seed)
        if "no such table: journal_archive" in done.bug:  # an older program has none
            return Try(kind, size=0)
        if done.bug:
            return Try(kind, [f"could not be done: {done.bug.strip().splitlines()[-1]}"])
        return Try(kind, untold(workloads.look(ground, folder, DEMO), str(done.value)))

    def _swapped(self, name: str) -> Try:
        if name == DOWNGRADE:
            return Try(name, _downgraded(self._ground))
        folder = SWAPS[name](self._ground)
        wrong = untold(workloads.look(self._ground, folder, workloads.SMALL), name)
        # told or not, what was put there is not to be ruined by looking at it
        bare = self._ground.run("bare", folder, key=_key(self._ground), log=False)
        return Try(name, [*wrong, *(text for text in (bare.bug, bare.value) if text)])


def untold(seen: Outcome, done: str) -> list[str]:
    """Say whether a cheat goes unnoticed, or is told of in a way that nobody understands."""
    if wrong := verdict.told(seen):
        return wrong
    found = seen.value
    if found["told"]:
        return verdict.chinese(found["told"])
    return [f"nobody tells of it: {done}"] if found["whole"] else []


def _key(ground: Field) -> str:
    """The key of the small school, in hex."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(workloads.small(ground), folder, dirs_exist_ok=True)
        return ground.run("key", folder)

    return (ground.base("key", make) / "key").read_text("ascii")


def _worked_on(ground: Field) -> tuple[Path, Path]:
    """A school of yesterday, and the same of today."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(workloads.small(ground), folder, dirs_exist_ok=True)
        return ground.run("write", folder)

    return workloads.small(ground), ground.base("worked-on", make)


def _older_file(ground: Field) -> Path:
    """Yesterday's file beside today's key ring."""
    yesterday, today = _worked_on(ground)
    folder = ground.copy(today)
    shutil.copyfile(yesterday / "school/党校.dxjw", folder / "school/党校.dxjw")
    return folder


def _without_log(ground: Field) -> Path:
    """The two files as they are copied while the window is open: the log is not among them."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(workloads.small(ground), folder, dirs_exist_ok=True)
        return ground.run("leave_log", folder)

    folder = ground.copy(ground.base("log", make))
    (folder / "school/党校.dxjw-wal").unlink()
    return folder


def _older_file_and_log(ground: Field) -> Path:
    """A backup put back by hand beside the log of what it replaces."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(workloads.with_backup(ground), folder, dirs_exist_ok=True)
        ground.run("write", folder)
        return ground.run("leave_log", folder)

    folder = ground.copy(ground.base("backup-and-log", make))
    for suffix in (".dxjw", ".dxkey"):
        shutil.copyfile(folder / f"stick/备份{suffix}", folder / f"school/党校{suffix}")
    return folder


DOWNGRADE = "a ring of before the upgrade, two users swapped"


def _downgraded(ground: Field) -> list[str]:
    """Whether a registrar opens the school as 管理员 by a ring of an earlier version, edited."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(workloads.older(ground), folder, dirs_exist_ok=True)
        return ground.run("upgrade", folder, name=workloads.ADMIN, password=workloads.KEPT["李敏"])

    folder = ground.copy(ground.base("upgraded", make))
    older = json.loads((workloads.older(ground) / "school/党校.dxkey").read_text("ascii"))
    one, other = older["entries"]
    one["id"], other["id"] = other["id"], one["id"]
    (folder / "school/党校.dxkey").write_text(json.dumps(older), "ascii")
    seen = workloads.look(ground, folder, {workloads.ADMIN: "other-secret"})
    if wrong := verdict.told(seen):
        return wrong
    if seen.value["told"]:
        return verdict.chinese(seen.value["told"])
    return ["the registrar's password opens it as 管理员"]


SWAPS: dict[str, Callable[[Field], Path]] = {
    "yesterday's file put back": _older_file,
    "a copy without its log": _without_log,
    "a backup beside another's log": _older_file_and_log,
}
