"""从备份恢复: a backup takes the place of a school's file, and what was there is put aside whole.

The copy and a ring of its own lie checked on the disk beside the file before anything is renamed. Then a
plan names the few renames that are left: file, log and ring that were there go to a telling name, the copy
and its ring come. Killed before the plan is written, the old state is whole; after it, ``finish`` ends it
at the next opening. No log is ever left beside a file that it does not belong to.
"""

from __future__ import annotations

import datetime
import json
import os
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from sqlcipher3.dbapi2 import Error
from sqlite_utils import Database

from app.file import backup, duplicate, store, vault, wholeness
from app.file.vault import KeyRing
from app.file.wholeness import Last
from app.ground import files, temporary
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress
from app.ground.log import log

_PLAN, _READY = ".restoring", ".restored"
_COUNTED = {"class": "班次", "student": "学员", "certificate": "证书"}
_SAFE = "现在的学校文件没有改动。"


@dataclass(frozen=True)
class Holding:
    """What a backup holds: ``counts`` of rows by what a registrar calls them.

    ``behind``: how many operations the present file has after it, and ``since`` when; None where that
    file cannot be read, is of another school, or is not there.
    """

    school: str
    last: Last
    counts: dict[str, int]
    behind: int | None = None
    since: str = ""

    def text(self) -> str:
        """Say it in Chinese."""
        held = "，".join(f"{what} {number}" for what, number in self.counts.items())
        text = f"{self.school}：{held}。最后一项工作是 {self.last.at}「{self.last.name}」。"
        if self.behind:
            return text + f"比现在的学校文件少 {self.behind} 项工作（{self.since} 以后）。"
        return text + ("和现在的学校文件一样新。" if self.behind == 0 else "")


def look(copy: Path, key: bytes, target: Path, progress: Progress | None = None) -> Holding:
    """Check a backup whole and return what it holds, beside the file whose place it may take.

    The backup is only read. Raises UserError where it is no school's or damaged, StoreError, Cancelled.
    """
    _refuse_other_names(target)
    wrong = backup.verify(copy, key, progress)
    if wrong:
        raise UserError(
            f"「{copy.name}」没有通过检查，不能用来恢复：{'；'.join(wrong)}。请换一份备份。{_SAFE}"
        )
    with closing(store.look(copy, key)) as db, store.explaining(copy):
        name = db.execute("SELECT name FROM school ORDER BY id LIMIT 1").fetchone()
        held = Holding(
            name[0] if name else copy.stem,
            wholeness.last_operation(db),
            {word: _rows(db, table) for table, word in _COUNTED.items()},
        )
    return _compared(held, target, key) if target.is_file() else held


def put_back(
    copy: Path, key: bytes, ring: KeyRing | None, target: Path, progress: Progress | None = None
) -> list[Path]:
    """Let a backup take the place of ``target``; return the files that were there, by their new names.

    ``ring`` is the backup's, None where the recovery code alone opens it. Raises UserError where the
    backup is damaged, StoreError where the file is in use or the disk is full, Cancelled: then all is as
    it was.
    """
    progress = progress or Progress()
    target = Path(os.path.realpath(target))
    _refuse_other_names(target)
    store.check_place(target, new=not target.exists())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with store.hold(target):
            _finish(target)
            with temporary.beside(target) as part:
                last = _copy(copy, key, part, progress)
                moves, aside = _planned(target)
                _lay_ready(part, key, ring, target, last)
            with files.replacing(_plan(target), personal=False) as plan:
                plan.write_text(json.dumps(moves), "ascii")
            _finish(target)
    except OSError as error:
        raise StoreError(
            f"不能恢复到「{target.parent}」（{files.reason(error)}）。{_SAFE}"
        ) from error
    return aside


def _refuse_other_names(target: Path) -> None:
    """Raises UserError for a folder, which would be put aside whole, and for the name of another file.

    So for the name of a copy, under which a school in use would be taken for its own backup.
    """
    if store.COPY_NAME.search(target.name):
        raise UserError(
            f"「{target.name}」是备份的名字，学校文件不能叫这个名字，否则会和备份混在一起。"
            f"请换一个文件名，例如平时用的学校文件。{_SAFE}"
        )
    if target.suffix.lower() != store.SUFFIX or target.is_dir():
        raise UserError(
            f"「{target}」不是学校文件的名字，学校文件的扩展名是 {store.SUFFIX}。请换一个文件名。{_SAFE}"
        )


def finish(path: Path) -> None:
    """End a restoring that was cut short after its plan was written. Raises StoreError."""
    target = Path(os.path.realpath(path))
    if any(map(os.path.lexists, _left(target))):
        with store.hold(target):
            _finish(target)


def _copy(copy: Path, key: bytes, part: Path, progress: Progress) -> Last:
    """Copy the backup into an empty file as the school that it was, and check that."""
    with closing(store.look(copy, key)) as db, store.explaining(copy):
        text = "正在复制备份"
        last = duplicate.pages(db, part, key, progress, text, kind=store.APPLICATION_ID)
    wrong = backup.verify(part, key, progress)
    if wrong:
        raise UserError(f"「{copy.name}」没有通过检查，没有恢复：{'；'.join(wrong)}。{_SAFE}")
    return last


def _lay_ready(part: Path, key: bytes, ring: KeyRing | None, target: Path, last: Last) -> None:
    """Lay the copy and its ring beside the target, under names that nothing sweeps away."""
    if ring is not None:
        own = replace(ring, path=_ready(vault.ring_path(target)), seen=last.mark())
        if len(own.keys) > 1:
            own.keep(key)
        own.save(key)
    files.put_in_place(part, _ready(target))


def _planned(target: Path) -> tuple[list[tuple[str, str]], list[Path]]:
    """The renames, in order, as names in one folder; and what is there by its names to be."""
    now = f"{datetime.datetime.now():%Y%m%d-%H%M}"
    whole = next(
        files_of
        for number in count(1)
        if not any(map(os.path.lexists, files_of := _with_its_own(_aside(target, now, number))))
    )
    pairs = list(zip(_with_its_own(target), whole, strict=True))
    there = [(old, new) for old, new in pairs if os.path.lexists(old)]
    comes = [(_ready(p), p) for p in (vault.ring_path(target), target)]
    moves = [(old.name, new.name) for old, new in (*there, *comes)]
    return moves, [new for _, new in there if not new.name.endswith("-shm")]


def _aside(target: Path, now: str, number: int) -> Path:
    mark = f" {number}" if number > 1 else ""
    return target.with_name(f"{target.stem}（恢复前 {now}{mark}）{target.suffix}")


def _with_its_own(file: Path) -> list[Path]:
    """A school's file and all that goes with it, the file first: that is what another program holds."""
    beside = [file.with_name(file.name + rest) for rest in ("-wal", "-shm", "-journal")]
    return [file, *beside, vault.ring_path(file)]


def _finish(target: Path) -> None:
    """Do the renames of a plan that are not done, and see that nothing else is left of a restoring."""
    plan = _plan(target)
    moves: list[tuple[Path, Path]] = []
    try:
        saved = json.loads(plan.read_text("ascii"))
        moves = [(target.with_name(str(old)), target.with_name(str(new))) for old, new in saved]
    except FileNotFoundError:
        pass
    except (ValueError, TypeError):  # not ours: a plan takes its name whole
        log.warning("no plan: %s", plan.name)
    for place, (source, goal) in enumerate(moves):
        if not os.path.lexists(source) or os.path.lexists(goal):
            continue  # done before
        try:
            files.put_in_place(source, goal)
        except StoreError as error:
            if place == 0:  # nothing is done yet
                _drop(target)
            raise StoreError(
                f"「{source.name}」正被另一个程序使用，没有恢复。请把它关闭后再试。{_SAFE}"
                if place == 0
                else f"恢复还没有完成：「{source.name}」正被另一个程序使用。请把它关闭，再打开学校文件。"
            ) from error
    _drop(target)


def _drop(target: Path) -> None:
    """Take away the plan, and the copy where it was not needed."""
    for left in _left(target):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _left(target: Path) -> list[Path]:
    return [_plan(target), _ready(target), _ready(vault.ring_path(target))]


def _plan(target: Path) -> Path:
    return target.with_name(target.name + _PLAN)


def _ready(file: Path) -> Path:
    return file.with_name(file.name + _READY)


def _rows(db: Database, table: str) -> int:
    return db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]


def _compared(held: Holding, target: Path, key: bytes) -> Holding:
    """Say how much more the present file has, where the same key opens it."""
    try:
        with closing(store.connect(target, key, write=False)) as db:
            present = wholeness.last_operation(db)
            more = "SELECT count(*), min(at) FROM operation WHERE id > ?"
            behind, since = db.execute(more, [held.last.number]).fetchone()
    except (StoreError, Error):  # damaged, or another school's
        return held
    if behind or (held.last.number, held.last.hash) == (present.number, present.hash):
        return replace(held, behind=behind, since=since or "")
    return held
