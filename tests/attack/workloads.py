"""What is being done when the program is struck, and what must be true of it whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.attack import verdict
from tests.attack.campaign import Field
from tests.attack.forks import OWN, Outcome, Strike

SMALL = {"李敏": "湖边-lantern-48", "王强": "山前-harbour-61", "赵芳": "桥西-walnut-93"}
ADMIN = "李敏"
KEPT = {"李敏": "secret-word"}  # of the files in tests/data/db
IDENTITY = "990000198501010027"


@dataclass(frozen=True)
class Workload:
    """A deed to be struck: the base it works on, and what is asked of what it leaves.

    ``again``: whether doing it once more must succeed whatever has happened before. ``either``: it leaves
    what was there before or what is there after it, of which there is more than it says. ``judge`` says
    what else is wrong, of what is in the folder and was acknowledged.
    """

    name: str
    base: Callable[[Field], Path | None]
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])
    passwords: Mapping[str, str] = field(default_factory=lambda: SMALL)
    again: bool = False
    either: bool = False
    judge: Callable[[Field, Path, Sequence[Any]], list[str]] | None = None


@dataclass(frozen=True)
class Script:
    """How a workload goes when nothing happens: its calls, what it says, what was there before."""

    calls: int
    said: list[Any]
    before: dict[str, Any] | None
    after: dict[str, Any]


def small(ground: Field) -> Path:
    """The school that most of it is done to."""
    return ground.base("small", lambda folder: ground.run("found", folder, kind="small"))


def nothing(ground: Field) -> None:
    """No school yet."""


def with_backup(ground: Field) -> Path:
    """The small school, with a backup of before."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(small(ground), folder, dirs_exist_ok=True)
        return ground.run("before_back_up", folder)

    return ground.base("with-backup", make)


def older(ground: Field) -> Path:
    """A school of the version before the program's own."""

    def make(folder: Path) -> None:
        version = ground.run("latest", ground.work / "latest").value - 1
        (folder / "school").mkdir()
        for suffix in (".dxjw", ".dxkey"):
            source = OWN / f"tests/data/db/v{version}{suffix}"
            shutil.copyfile(source, folder / f"school/党校{suffix}")

    return ground.base("older", make)


def _backups(ground: Field, folder: Path, said: Sequence[Any]) -> list[str]:
    """Every copy that was acknowledged, and the one of before, opens and is whole."""
    wrong: list[str] = []
    acknowledged = {one["copied"] for one in said if "copied" in one} | {"备份.dxjw"}
    for name in sorted(acknowledged):
        seen = look(ground, folder, SMALL, at=f"stick/{name}", write=False)
        found = verdict.told(seen) or verdict.lying(seen.value)
        if not found and not seen.value["whole"]:
            found = [f"check: {seen.value['check'][:200]}"]
        wrong += [f"{name}: {text}" for text in found]
    return wrong


def aged(ground: Field) -> Path:
    """A school half of whose journal is of a year ago."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(small(ground), folder, dirs_exist_ok=True)
        (folder / "stick").mkdir()
        ground.run("write", folder)
        return ground.run("age", folder)

    return ground.base("aged", make)


def left_with_log(ground: Field) -> Path:
    """A school that was worked on after its backup, and lies there with its log."""

    def make(folder: Path) -> Outcome:
        shutil.copytree(with_backup(ground), folder, dirs_exist_ok=True)
        ground.run("write", folder)
        return ground.run("leave_log", folder)

    return ground.base("left-with-log", make)


def _yesterdays_ring(ground: Field, folder: Path, said: Sequence[Any]) -> list[str]:
    """Once the file has another key, the ring of before opens it no more."""
    if not any(one.get("done") == "rekeyed" for one in said):
        return []
    ring = folder / "school/党校.dxkey"
    today = ring.read_bytes()
    shutil.copyfile(small(ground) / "school/党校.dxkey", ring)
    seen = look(ground, folder, SMALL, write=False)
    ring.write_bytes(today)
    wrong = verdict.told(seen)
    if not wrong and not (seen.value["told"] and all(seen.value["opens"].values())):
        wrong = ["yesterday's key ring opens today's file"]
    return wrong or verdict.chinese(seen.value["told"])


def _own_copies(ground: Field, folder: Path, said: Sequence[Any]) -> list[str]:
    """Every copy that was made by itself opens and is whole, a half one is none."""
    wrong: list[str] = []
    copies = [p for p in folder.glob("school/*/*.dxjw") if p.with_suffix(".dxkey").exists()]
    for copy in copies:
        at = copy.relative_to(folder).as_posix()
        seen = look(ground, folder, SMALL, at=at, write=False)
        found = verdict.told(seen) or verdict.lying(seen.value)
        wrong += found or ([] if seen.value["whole"] else [f"copy: {seen.value['check'][:200]}"])
    if len(copies) < sum(one.get("kept", 0) for one in said):
        wrong.append("a copy that was acknowledged is not there")
    return wrong


def _put_aside(ground: Field, folder: Path, said: Sequence[Any]) -> list[str]:
    """The school that was there is still there whole, in its place or aside, with all its work."""
    found: list[set[str]] = []
    for path in sorted(folder.glob("school/**/*.dxjw")):
        at = path.relative_to(folder).as_posix()
        seen = look(ground, folder, SMALL, at=at, write=False)
        if seen.value and not seen.value["told"] and seen.value["whole"]:
            found.append(set(seen.value["pairs"]))
    if not any("末3" in pairs for pairs in found):
        return [f"what was there before is gone: {[sorted(pairs) for pairs in found]}"]
    return []


_FIRST = (
    Workload("make", nothing, passwords={ADMIN: SMALL[ADMIN]}, again=True),
    Workload("write", small),
    Workload("work_of_a_class", small),
    Workload("back_up", with_backup, again=True, judge=_backups),
    Workload("export", small, again=True),
    Workload("print_papers", small, again=True),
    Workload("import_roster", small),
    Workload("upgrade", older, {"name": ADMIN, "password": KEPT[ADMIN]}, KEPT, again=True),
    Workload("users", small),
)
# what an older program does not do
_LATER = (
    Workload("rekey", small, judge=_yesterdays_ring),
    Workload("archive_journal", aged),
    Workload("keep", small, judge=_own_copies),
    Workload("restore", left_with_log, again=True, either=True, judge=_put_aside),
)
WORKLOADS = _FIRST + _LATER


def known(ground: Field) -> list[Workload]:
    """Return the workloads that the program under attack can do."""
    names = ground.run("known", ground.work / "known").value
    return [work for work in WORKLOADS if work.name in names]


def look(ground: Field, folder: Path, passwords: Mapping[str, str], **given: Any) -> Outcome:
    """Survey a school."""
    return ground.run("look", folder, passwords=passwords, secret=IDENTITY, **given)


class Scripts:
    """The scripts of workloads, each found out once."""

    def __init__(self, ground: Field) -> None:
        self._ground, self._known = ground, dict[str, Script]()

    def of(self, work: Workload) -> Script:
        """Return a workload's script. Raises RuntimeError where it does not go by itself."""
        if work.name not in self._known:
            self._known[work.name] = script(self._ground, work)
        return self._known[work.name]


def script(ground: Field, work: Workload, count: Strike | None = None) -> Script:
    """Do a workload with nothing happening to it. Raises RuntimeError where that fails."""
    base = work.base(ground)
    before = None
    if base is not None:
        before = look(ground, ground.copy(base), work.passwords).value
    folder = ground.copy(base)
    outcome = ground.run(work.name, folder, count or Strike("count", 0), **work.given)
    if not outcome.ended or outcome.kind:
        raise RuntimeError(f"{work.name} does not go by itself: {outcome}")
    passwords = passwords_after(work, outcome.said)
    return Script(outcome.calls, outcome.said, before, look(ground, folder, passwords).value)


def passwords_after(work: Workload, said: Sequence[Any]) -> dict[str, str]:
    """Who opens the school with what, after what was acknowledged."""
    passwords = dict(work.passwords)
    for one in said:
        for what in ("added", "changed"):
            if what in one:
                passwords[one[what]] = one["password"]
        passwords.pop(one.get("removed", ""), None)
    return passwords


def judged(
    ground: Field, work: Workload, folder: Path, said: Sequence[Any], by: Script
) -> list[str]:
    """Say what is wrong with what a struck workload left in its folder."""
    if list(said) != by.said[: len(said)]:
        return [f"said {said}, not as by itself"]
    if work.name == "make" and not any("done" in one for one in said):
        made = ground.run("make", folder)
        if (folder / "school/党校.dxjw").exists() and made.kind == "UserError":
            pass  # it was there already, and is looked at below
        elif wrong := verdict.told(made) or ([f"again: {made.told}"] if made.kind else []):
            return wrong
    seen = look(ground, folder, passwords_after(work, said))
    under_way = passwords_after(work, by.said[: len(said) + 1])
    if under_way != passwords_after(work, said) and verdict.lying(seen.value or {"there": False}):
        seen = look(ground, folder, under_way)
    wrong = (
        _either(seen, said, by) if work.either else verdict.sound(seen, said, by.said, before(by))
    )
    if not wrong and by.before and work.base is small:
        wrong = _counted(seen.value, said, by)
    if work.judge:
        wrong += work.judge(ground, folder, said)
    if work.again and work.name != "make":
        again = ground.run(work.name, folder, **work.given)
        wrong += verdict.told(again) or ([f"again: {again.told}"] if again.kind else [])
    return wrong


def before(by: Script) -> set[str]:
    """The pairs that were there before."""
    return set(by.before["pairs"]) if by.before else set()


def _either(seen: Outcome, said: Sequence[Any], by: Script) -> list[str]:
    """All of before or all of after; after, where it was acknowledged."""
    if wrong := verdict.told(seen) or verdict.lying(seen.value):
        return wrong
    assert by.before is not None
    allowed = [by.after["pairs"], *([] if said else [by.before["pairs"]])]
    wrong = verdict.whole(seen.value)
    if seen.value["pairs"] not in allowed:
        wrong.append(f"has {seen.value['pairs']}, should be one of {allowed}")
    return wrong


def _counted(found: Mapping[str, Any], said: Sequence[Any], by: Script) -> list[str]:
    """The students are those of before or of after, of nothing between."""
    assert by.before is not None
    allowed = {by.before["students"], by.after["students"]}
    if len(said) == len(by.said):
        allowed = {by.after["students"]}
    if found["students"] in allowed:
        return []
    return [f"{found['students']} students, should be one of {sorted(allowed)}"]
