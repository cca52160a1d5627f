"""Copies made by themselves: into a folder and onto a stick, checked, then older ones thinned.

A place that cannot be written hinders no other and no work: it is told. Only what this made itself is
ever taken away, known by its name and then by its content; a copy that someone asked for stays.
"""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import sqlcipher3
from sqlite_utils import Database

from app.file import backup, lineage, store, thinning, vault
from app.file.session import Session
from app.file.store import Store
from app.ground import filenames, files, sticks
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Cancelled, Progress
from app.ground.log import log
from app.ground.settings import Settings
from app.ground.sticks import Stick, Volume

FOLDER = "备份"
ROOM = 64 * 1024 * 1024  # bytes that a copy leaves free: the school itself may lie on that disk
OUTSIDE_LATE = 7  # days after which a copy on another disk is asked for
_NAME = re.compile(r" 自动备份 (\d{8}-\d{6})(?: \d+)?\.dxjw", re.IGNORECASE)
_MOMENT = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Place:
    """Where copies go; ``outside``: on another disk than the school's file."""

    folder: Path
    name: str
    outside: bool


@dataclass(frozen=True)
class Own:
    """A copy that was made by itself; ``operation`` is the last one it holds, 0 for none."""

    path: Path
    at: datetime.datetime
    operation: int


@dataclass
class Kept:
    """What came of keeping: copies written, their places, and what went wrong, a sentence each."""

    made: list[Path] = field(default_factory=list[Path])
    places: list[Place] = field(default_factory=list[Place])
    faults: list[str] = field(default_factory=list[str])


class Keeper:
    """Keeps the copies of one open school, as the settings of this PC say.

    ``told(kept)`` hears of every copy, in the thread that made it.
    """

    def __init__(
        self,
        session: Session,
        settings: Settings,
        *,
        told: Callable[[Kept], object] = lambda _: None,
        plugged_in: Callable[[], Sequence[Volume]] = sticks.plugged_in,
        now: Callable[[], datetime.datetime] = datetime.datetime.now,
    ) -> None:
        self.session, self.settings, self.told = session, settings, told
        self.plugged_in, self.now = plugged_in, now
        self._stick_was_there = False

    # ------------------------------------------------------------------ where

    @property
    def folder(self) -> Path:
        """The folder that copies go to: beside the school's file until another is chosen."""
        chosen = self.settings.backup_folder
        return Path(chosen) if chosen else self.session.path.parent / FOLDER

    @property
    def stick(self) -> Stick | None:
        """The stick that is named, plugged in or not."""
        held = self.settings.stick
        if not held.get("folder"):
            return None
        return Stick(held.get("volume", ""), held.get("label", ""), held["folder"])

    def name_stick(self, folder: Path | None) -> None:
        """Let copies go to a folder on a stick from now on, or to none.

        Raises UserError where it would be lost with the school's file, or is not known again.
        """
        if folder is None:
            self.settings.stick = {}
        else:
            volumes = self.plugged_in()
            if not sticks.apart(folder, self.session.path, volumes):
                raise UserError(
                    f"「{folder}」和学校文件在同一个盘上，或在这台电脑里面的另一个盘上，"
                    "盘或电脑坏了会一起丢失。"
                    "请选择U盘或移动硬盘上的文件夹。设置没有改动。"
                )
            found = sticks.stick_at(folder, volumes)
            if not found.volume and sticks.volume_of(folder, volumes) is not None:
                raise UserError(
                    f"「{folder}」所在的盘没有编号，拔下再插上就认不出来。"
                    "请换一个U盘，或把它重新格式化以后再指定。设置没有改动。"
                )
            self.settings.stick = {
                "volume": found.volume,
                "label": found.label,
                "folder": found.folder,
            }
        self.settings.save()

    def places(self) -> list[Place]:
        """Return where copies can go now: the folder, and the stick where it is plugged in."""
        volumes = self.plugged_in()
        found = [Place(self.folder, "备份文件夹", self.is_outside(self.folder, volumes))]
        stick = self.stick
        there = stick.found(volumes) if stick is not None else None
        if stick is not None and there is not None:
            found.append(Place(there, stick.called(), True))
        return found

    def is_outside(self, folder: Path, volumes: Sequence[Volume] | None = None) -> bool:
        """Tell whether a folder is on another disk than the school's file."""
        known = self.plugged_in() if volumes is None else volumes
        return sticks.apart(folder, self.session.path, known)

    # ------------------------------------------------------------------ when

    def keep(self, progress: Progress | None = None, *, days_only: bool = False) -> Kept:
        """Copy into every place what it does not have yet; not on the writer's thread.

        ``days_only``: only where the work of an earlier day is missing. Raises Cancelled.
        """
        opened = self.session.with_key(lambda held: held)
        return self._keep(opened, progress or Progress(), days_only)

    def keep_up(self, progress: Progress | None = None) -> Kept:
        """Copy what is due while people work: the days that are over, all onto a stick just plugged in.

        Not on the writer's thread. Raises Cancelled.
        """
        opened = self.session.with_key(lambda held: held)
        folder, *stick = self.places()
        fresh, self._stick_was_there = stick and not self._stick_was_there, bool(stick)
        kept = self._keep(opened, progress or Progress(), True, [folder])
        more = self._keep(opened, progress or Progress(), not fresh, stick)
        return Kept(kept.made + more.made, kept.places + more.places, kept.faults + more.faults)

    def before_large(self, opened: Store, progress: Progress) -> None:
        """Copy what was committed last, before the large operation under way is; on its thread.

        Only the folder's, and thinned another time: the work waits for it. Raises Cancelled.
        """
        if self.settings.automatic:
            self._keep(opened, progress, False, self.places()[:1], thin=False)

    def _keep(
        self,
        opened: Store,
        progress: Progress,
        days_only: bool,
        places: Sequence[Place] | None = None,
        *,
        thin: bool = True,
    ) -> Kept:
        kept = Kept()
        for place in self.places() if places is None else places:
            try:
                with opened.reading():  # the file is not exchanged under its copy
                    if self._is_due(opened, place, days_only):
                        kept.made.append(self._copy(opened, place, progress))
                        kept.places.append(place)
                        if thin:  # only now: the new one was opened and checked
                            self.thin(place.folder, opened)
            except Cancelled:
                raise
            except (UserError, OSError) as error:
                log.warning("automatic copy: %s", type(error).__name__)
                why = f"{files.reason(error)}。" if isinstance(error, OSError) else error.text
                kept.faults.append(f"没有备份到{place.name}「{place.folder}」：{why}")
        if kept.made or kept.faults:
            self.told(kept)
        return kept

    def _is_due(self, opened: Store, place: Place, days_only: bool) -> bool:
        """Whether the school holds work that no copy in the place does."""
        condition = "date(at) < ?" if days_only else "? <> ''"
        last = f"SELECT coalesce(max(id), 0) FROM operation WHERE {condition}"
        today = self.now().date().isoformat()
        work = opened.reader().execute(last, [today]).fetchone()[0]
        # asked of what copies hold: by a clock that was ahead the latest name is not the newest copy
        return work > 0 and all(one.operation < work for one in own(place.folder, opened))

    def _copy(self, opened: Store, place: Place, progress: Progress) -> Path:
        size = opened.path.stat().st_size
        _make_folder(place.folder)
        if shutil.disk_usage(place.folder).free < size + ROOM:
            raise StoreError("磁盘空间不足。请清理磁盘或换一个位置。原有的备份都在。")
        target = _free(place.folder, opened.path.stem, self.now())
        try:
            with _at_one_moment(opened.reader()):
                backup.make(opened, target, progress)
        except BaseException:
            if not target.exists():  # the name was free: its ring is ours
                with suppress(OSError):
                    vault.ring_path(target).unlink(missing_ok=True)
            raise
        return target

    def thin(self, folder: Path, opened: Store) -> list[Path]:
        """Take away, of what was made by itself here, what thinning does not keep; return what went.

        What nobody can open any more, since the key was changed, is thinned like the rest as far as a
        copy that can be opened holds as much.
        """
        found = list(own(folder, opened))
        most = max((one.operation for one in found), default=-1)
        found += [one for one in own_before(folder, opened) if one.operation <= most]
        found.sort(key=lambda one: (one.operation, one.at), reverse=True)
        kept = thinning.to_keep([copy.at for copy in found])
        gone = [copy.path for copy in found if copy.at not in kept]
        for path in gone:
            for file in (path, vault.ring_path(path)):  # a ring alone opens nothing
                with suppress(OSError):
                    file.unlink(missing_ok=True)
        return gone

    # ------------------------------------------------------------------ what is said of it

    def note(self, kept: Kept) -> None:
        """Remember on this PC that copies were made."""
        if kept.made:
            outside = any(place.outside for place in kept.places)
            at = f"{self.now():%Y-%m-%d %H:%M}"
            self.settings.backed_up(self.session.path, at, outside=outside)

    def reminder(self) -> str:
        """Return how old the last copy on another disk is, where that is worth a line; else "".

        It is once a week has passed since, and something has been done meanwhile.
        """
        key = str(self.session.path.resolve())
        today = self.now().date()
        still = self.session.is_backup or self.session.only_read  # nothing is done in it
        if still or self.settings.reminded.get(key) == today.isoformat():
            return ""
        last = self.settings.outside.get(key, "")
        days = (today - datetime.date.fromisoformat(last[:10])).days if last else OUTSIDE_LATE
        if days < OUTSIDE_LATE:
            return ""
        if not self.session.read(_worked_between, f"{last}:59" if last else "", today.isoformat()):
            return ""
        if not last:
            return "还没有U盘或移动硬盘上的备份：电脑坏了，这里的数据就找不回来。"
        return f"U盘或移动硬盘上最近的备份是 {days} 天前（{last[:10]}）的，后来又做了工作。"

    def quiet_today(self) -> None:
        """Say no more of it today."""
        key = str(self.session.path.resolve())
        self.settings.reminded[key] = self.now().date().isoformat()
        self.settings.save()


def own(folder: Path, opened: Store) -> Iterator[Own]:
    """Give the copies in a folder that were made by themselves of this school, the latest first.

    By name first, then by content: one that does not open, has no ring of this key, is no backup (the
    school itself by such a name, say), is another school's, or in which something else was done, or
    nobody can say, is not ours.
    """
    for at, path in sorted(_named(folder), reverse=True):
        with suppress(UserError, OSError, sqlcipher3.dbapi2.Error):
            if path.samefile(opened.path):
                continue
            vault.load(path).verify(opened.key, path)
            with closing(store.look(path, opened.key)) as copy, store.explaining(path):
                if copy.execute("PRAGMA application_id").fetchone()[0] != store.BACKUP_ID:
                    continue
                last = lineage.last_of(copy, opened.reader())
            if last is not None:
                yield Own(path, at, last)


def own_before(folder: Path, opened: Store) -> Iterator[Own]:
    """Give the copies that were made by themselves here of this school under a key that it had before.

    Only the password of then opens these. Their rings say which key they hold and how far they go, with
    a hash that must be in the journal; one of format 1 says neither, so that its copy is not ours.
    """
    former = {one.name for one in vault.load(opened.path).former}
    for at, path in sorted(_named(folder), reverse=True):
        with suppress(UserError, OSError):
            ring = vault.load(path)
            if not ring.keys or not former.issuperset(ring.keys):
                continue
            last = lineage.last_seen(ring.seen, opened.reader())
            if last is not None:
                yield Own(path, at, last)


def _named(folder: Path) -> Iterator[tuple[datetime.datetime, Path]]:
    try:
        paths = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    except OSError:
        return
    for path in paths:
        told = _NAME.search(path.name)
        if told is not None and told.end() == len(path.name):
            with suppress(ValueError):
                yield datetime.datetime.strptime(told[1], _MOMENT), path


@contextmanager
def _at_one_moment(db: Database) -> Generator[None]:
    """Let a reader see one moment: what is written meanwhile would begin the copy again."""
    db.execute("BEGIN")
    try:
        db.execute("SELECT 1 FROM school").fetchone()
        yield
    finally:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")


def _worked_between(db: Database, first: str, before: str) -> bool:
    """Tell whether anything was done after a moment, and before a day."""
    row = db.execute(
        "SELECT 1 FROM operation WHERE at > ? AND date(at) < ? ORDER BY id DESC LIMIT 1",
        [first, before],
    ).fetchone()
    return row is not None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{files.reason(error)}。学校文件没有改动。") from error


def _free(folder: Path, school: str, at: datetime.datetime) -> Path:
    """Return a name that nothing has."""
    for number in range(1, 1000):
        mark = f" {number}" if number > 1 else ""
        name = filenames.safe_name(school, f" 自动备份 {at:{_MOMENT}}{mark}{store.SUFFIX}")
        path = folder / name
        if not path.exists() and not vault.ring_path(path).exists():
            return path
    raise AssertionError("a thousand copies in a second")
