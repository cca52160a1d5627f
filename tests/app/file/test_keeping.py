"""Copies by themselves: into each place what it lacks, checked, thinned, never a stranger's."""

from __future__ import annotations

import datetime
import errno
import os
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from app import rekeying
from app.certificates import ledger
from app.classes import classes
from app.file import backup, keeping, sql, store, vault
from app.file import keeper as journal_keeper
from app.file.keeping import Keeper, Kept
from app.file.session import LARGE, LARGE_FOR_EVER, Session
from app.ground import jobs, sticks
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress
from app.ground.settings import Settings
from app.ground.sticks import Volume
from app.opening import create, open_school
from app.people import students

PASSWORD = "secret-word"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = datetime.datetime.now().replace(microsecond=0)

    def __call__(self) -> datetime.datetime:
        self.at += datetime.timedelta(seconds=1)
        return self.at

    def pass_days(self, days: float) -> None:
        self.at += datetime.timedelta(days=days)


class School:
    """A school with a keeper whose stick and clock a test holds in its hand."""

    def __init__(self, session: Session, root: Path) -> None:
        self.session, self.clock = session, Clock()
        self.disk = Volume("0000-0001", "", root)
        self.stick = Volume("1A2B-3C4D", "备份盘", root / "U")
        self.plugged = [self.disk, self.stick]
        self.settings = Settings(backup_folder=str(root / "备份"))
        self.told: list[Kept] = []
        self.keeper = Keeper(
            session,
            self.settings,
            told=self.told.append,
            plugged_in=lambda: self.plugged,
            now=self.clock,
        )
        (root / "U").mkdir()
        session.before_large = self.keeper.before_large

    def work(self) -> None:
        self.session.run(students.create({"name": "张伟"}))

    def copies(self, folder: Path | None = None) -> list[Path]:
        return sorted((folder or self.keeper.folder).glob("*.dxjw"))


@pytest.fixture
def school(school_session: Session, tmp_path: Path) -> School:
    return School(school_session, tmp_path)


def test_a_place_gets_what_it_lacks_and_nothing_twice(school: School) -> None:
    school.work()
    kept = school.keeper.keep()
    assert [p.parent for p in kept.made] == [school.keeper.folder]
    with open_school(kept.made[0], PASSWORD, write=False, runner=jobs.Inline()) as copy:
        assert copy.read(students.count) == 1
    assert school.keeper.keep().made == []
    school.work()
    assert len(school.keeper.keep().made) == 1
    assert len(school.copies()) == 2
    assert all(vault.ring_path(p).is_file() for p in school.copies())


def test_of_a_day_that_is_not_over_nothing_is_due_but_on_closing(school: School) -> None:
    school.work()
    school.keeper.keep()
    school.work()
    assert school.keeper.keep(days_only=True).made == []
    school.clock.pass_days(1)
    assert len(school.keeper.keep(days_only=True).made) == 1
    assert school.keeper.keep(days_only=True).made == []


def test_the_stick_is_filled_when_it_is_plugged_in(school: School, tmp_path: Path) -> None:
    school.keeper.name_stick(tmp_path / "U" / "党校")
    school.plugged = [school.disk]
    school.work()
    assert len(school.keeper.keep().made) == 1
    school.plugged = [school.disk, Volume("1A2B-3C4D", "备份盘", tmp_path / "V")]
    (tmp_path / "V").mkdir()
    kept = school.keeper.keep()
    assert [p.parent for p in kept.made] == [tmp_path / "V" / "党校"]
    assert [place.name for place in kept.places] == ["U盘「备份盘」"]
    assert school.keeper.keep().made == []
    school.keeper.name_stick(None)
    assert school.keeper.stick is None
    assert len(school.keeper.places()) == 1


def test_a_folder_on_the_schools_own_disk_is_no_stick(school: School, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="同一个盘上"):
        school.keeper.name_stick(tmp_path / "备份")
    assert school.keeper.stick is None


def test_a_stick_without_a_number_is_not_named(school: School, tmp_path: Path) -> None:
    school.plugged = [school.disk, Volume("", "备份盘", tmp_path / "U")]
    with pytest.raises(UserError, match="所在的盘没有编号"):
        school.keeper.name_stick(tmp_path / "U" / "党校")
    assert school.keeper.stick is None


def test_thinning_takes_ours_and_leaves_every_stranger(school: School, tmp_path: Path) -> None:
    folder = school.keeper.folder
    school.work()
    by_hand = backup.snapshot(school.session, folder / "我的 备份 20240101-080000.dxjw")
    worked_in = folder / "示范党校 自动备份 20240101-080000.dxjw"
    backup.snapshot(school.session, worked_in)
    copy = store.connect(worked_in, school.session.with_key(lambda held: held.key), write=True)
    with journal_keeper.keeping():  # by a tool: the program writes into no backup
        copy.execute("INSERT INTO operation (name) VALUES ('在副本里')")
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.close()
    other = folder / "别校 自动备份 20240101-080000.dxjw"
    create(other, name="别校", password=PASSWORD, cost=vault.Cost(64, 1, 1))
    broken = folder / "示范党校 自动备份 20240101-080001.dxjw"
    broken.write_bytes(b"x" * 4096)
    odd = folder / "示范党校 自动备份 20249999-080001.dxjw"
    odd.write_bytes(b"x" * 4096)
    strangers = [by_hand, worked_in, other, broken, odd]
    before = {p: p.read_bytes() for p in strangers}
    (first,) = school.keeper.keep().made
    for days in range(1, 30):
        at = school.clock.at - datetime.timedelta(days=days)
        older = folder / f"示范党校 自动备份 {at:%Y%m%d-%H%M%S}.dxjw"
        shutil.copyfile(first, older)
        shutil.copyfile(vault.ring_path(first), vault.ring_path(older))
    school.work()
    school.keeper.keep()
    left = [p for p in school.copies() if p not in strangers]
    assert first in left and 14 <= len(left) < 24
    assert {p: p.read_bytes() for p in strangers} == before
    assert all(vault.ring_path(p).is_file() for p in left)
    rings = list(folder.glob("*.dxkey"))
    assert len(rings) == len(left) + 3  # the rings of those that went are gone


def test_a_place_that_fails_hinders_no_other_and_is_told(school: School, tmp_path: Path) -> None:
    school.settings.backup_folder = str(tmp_path / "文件" / "备份")
    (tmp_path / "文件").write_text("x")
    school.keeper.name_stick(tmp_path / "U")
    school.work()
    kept = school.keeper.keep()
    assert [p.parent for p in kept.made] == [tmp_path / "U"]
    assert len(kept.faults) == 1
    assert kept.faults[0].startswith("没有备份到备份文件夹")
    assert school.told == [kept]


def test_a_full_disk_leaves_the_older_whole(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.work()
    school.keeper.keep()
    before = {p: p.read_bytes() for p in school.keeper.folder.iterdir()}
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 4096))
    school.work()
    kept = school.keeper.keep()
    assert kept.made == []
    assert "磁盘空间不足" in kept.faults[0]
    monkeypatch.undo()

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", refuse)  # full in the middle of it
    kept = school.keeper.keep()
    assert "磁盘空间不足" in kept.faults[0]
    assert {p: p.read_bytes() for p in school.keeper.folder.iterdir()} == before


def test_a_stick_that_is_pulled_out_is_told_and_the_folder_has_its_copy(
    school: School, tmp_path: Path
) -> None:
    school.keeper.name_stick(tmp_path / "U" / "党校")
    school.work()
    first = school.keeper.keep()
    assert len(first.made) == 2

    def pull(_done: int, _total: int, text: str) -> None:
        if len(school.copies()) == 2 and text == "正在备份":  # the folder's is done
            shutil.rmtree(tmp_path / "U", ignore_errors=True)

    school.work()
    kept = school.keeper.keep(Progress(pull))
    assert [p.parent for p in kept.made][:1] == [school.keeper.folder]
    if not (tmp_path / "U").exists():  # Windows lets nobody take away what is open
        assert len(kept.faults) == 1 and "U盘「备份盘」" in kept.faults[0]
    assert len(school.copies()) == 2
    assert first.made[0].is_file()


def test_a_cancelled_copy_leaves_nothing(school: School) -> None:
    school.work()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        school.keeper.keep(progress)
    assert school.copies() == []
    assert school.keeper.keep().made


def test_before_a_large_operation_there_is_a_copy_of_what_was(school: School) -> None:
    school.work()
    people = [{"name": f"学员{n}"} for n in range(LARGE)]
    school.session.run(students.create_many(people[: LARGE - 1]))
    assert school.copies() == []
    school.session.run(students.create_many(people))
    (copy,) = school.copies()
    with open_school(copy, PASSWORD, write=False, runner=jobs.Inline()) as before:
        assert before.read(students.count) == LARGE
    school.session.undo()  # many rows again, of which the copy lacks some
    assert len(school.copies()) == 2
    assert school.session.read(students.count) == LARGE


def test_before_many_certificates_there_is_a_copy(demo_session: Session, tmp_path: Path) -> None:
    school = School(demo_session, tmp_path)
    approved = next(c for c in demo_session.read(classes.all) if c.status == "approved")
    issued = demo_session.run(ledger.issue(approved.id)).value
    assert LARGE > len(issued) >= LARGE_FOR_EVER
    assert len(school.copies()) == 1


def test_a_statement_of_the_technician_is_large_whatever_it_does(school: School) -> None:
    school.work()
    school.session.run(sql.write("UPDATE student SET remark = '一' WHERE 0"))
    assert school.copies() == []
    school.session.run(sql.write("UPDATE student SET remark = '一'"))
    assert len(school.copies()) == 1


def test_a_copy_cancelled_before_a_large_operation_cancels_it(school: School) -> None:
    def told(_done: int, _total: int, text: str) -> None:
        if text == "正在备份":
            progress.cancel()

    progress = Progress(told)
    with pytest.raises(Cancelled):
        school.session.run(
            students.create_many([{"name": f"学员{n}"} for n in range(LARGE)]), progress
        )
    assert school.session.read(students.count) == 0
    assert school.copies() == []


def test_a_copy_that_fails_holds_up_no_large_operation(school: School, tmp_path: Path) -> None:
    school.settings.backup_folder = str(tmp_path / "文件" / "备份")
    (tmp_path / "文件").write_text("x")
    school.session.run(students.create_many([{"name": f"学员{n}"} for n in range(LARGE)]))
    assert school.session.read(students.count) == LARGE
    assert len(school.told[0].faults) == 1


def test_without_the_setting_nothing_is_copied_before(school: School) -> None:
    school.settings.automatic = False
    school.session.run(students.create_many([{"name": f"学员{n}"} for n in range(LARGE)]))
    assert school.copies() == []


def test_one_is_reminded_of_the_copy_on_another_disk(school: School, tmp_path: Path) -> None:
    school.work()
    assert school.keeper.reminder() == ""  # the first day
    school.clock.pass_days(1)
    assert school.keeper.reminder().startswith("还没有U盘或移动硬盘上的备份")
    school.keeper.quiet_today()
    assert school.keeper.reminder() == ""
    school.clock.pass_days(1)
    school.keeper.note(school.keeper.keep())
    assert school.keeper.reminder() != ""  # that one lies on the same disk
    school.keeper.name_stick(tmp_path / "U")
    school.clock.pass_days(-2)
    school.keeper.note(school.keeper.keep())
    assert school.keeper.reminder() == ""
    school.clock.pass_days(7)
    assert school.keeper.reminder() == ""  # nothing was done since
    key = str(school.session.path.resolve())
    school.settings.outside[key] = f"{school.clock.at - datetime.timedelta(days=9):%Y-%m-%d %H:%M}"
    assert school.keeper.reminder().startswith("U盘或移动硬盘上最近的备份是 9 天前")
    school.settings.outside[key] = f"{school.clock.at - datetime.timedelta(days=6):%Y-%m-%d %H:%M}"
    assert school.keeper.reminder() == ""


def test_what_is_kept_is_remembered_on_this_pc(school: School) -> None:
    school.work()
    school.keeper.note(school.keeper.keep())
    key = str(school.session.path.resolve())
    assert school.settings.backups[key].startswith("20")
    assert key not in school.settings.outside
    school.keeper.note(Kept())
    assert sticks.plugged_in() is not None


def test_two_copies_of_one_second_have_two_names(school: School) -> None:
    moment = school.clock.at
    school.keeper.now = lambda: moment
    for _ in range(2):
        school.work()
        school.keeper.keep()
    assert len(school.copies()) == 2
    assert len(list(keeping.own(school.keeper.folder, school.session.with_key(lambda s: s)))) == 2


def test_a_clock_that_was_ahead_has_no_copy_made_again_and_again(school: School) -> None:
    school.work()
    right = school.clock.at
    school.clock.pass_days(1200)
    assert len(school.keeper.keep().made) == 1
    school.clock.at = right + datetime.timedelta(days=1)
    school.work()
    assert len(school.keeper.keep_up().made) == 1
    assert [school.keeper.keep_up().made for _ in range(3)] == [[], [], []]
    assert len(school.copies()) == 2


def test_thinning_goes_by_work_where_a_clock_was_ahead(school: School) -> None:
    folder = school.keeper.folder
    school.work()
    (first,) = school.keeper.keep().made
    for month in range(30):  # of more months than have their copy kept
        at = school.clock.at + datetime.timedelta(days=1000 + 31 * month)
        ahead = folder / f"示范党校 自动备份 {at:%Y%m%d-%H%M%S}.dxjw"
        shutil.copyfile(first, ahead)
        shutil.copyfile(vault.ring_path(first), vault.ring_path(ahead))
    school.work()
    (newest,) = school.keeper.keep().made
    assert newest in school.copies() and len(school.copies()) < 31
    assert school.keeper.keep().made == []


def test_a_school_by_the_name_of_a_copy_is_no_copy_of_itself(
    school: School, tmp_path: Path
) -> None:
    school.work()
    school.session.close()
    live = tmp_path / "备份" / "示范党校 自动备份 20240101-080000.dxjw"
    live.parent.mkdir(exist_ok=True)
    for of in (Path, vault.ring_path):
        shutil.move(of(school.session.path), of(live))
    with open_school(live, PASSWORD, runner=jobs.Inline()) as session:
        keeper = Keeper(session, school.settings, now=school.clock, plugged_in=lambda: [])
        assert len(keeper.keep().made) == 1  # neither opened nor closed it counts as a copy
        own = session.with_key(lambda held: [one.path for one in keeping.own(live.parent, held)])
        assert live not in own and len(own) == 1
    other = shutil.copytree(live.parent, tmp_path / "别处") / live.name
    with open_school(other, PASSWORD, runner=jobs.Inline()) as session:
        own = session.with_key(lambda held: [one.path for one in keeping.own(live.parent, held)])
        assert live not in own and len(own) == 1


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "another's"])
def test_a_copy_without_its_ring_is_made_good(school: School, tmp_path: Path, lost: bool) -> None:
    school.work()
    (first,) = school.keeper.keep().made
    ring = vault.ring_path(first)
    if lost:
        ring.unlink()
    else:
        other = tmp_path / "别校.dxjw"
        create(other, name="别校", password=PASSWORD, cost=vault.Cost(64, 1, 1))
        shutil.copyfile(vault.ring_path(other), ring)
    (second,) = school.keeper.keep().made
    assert second != first and school.copies() == sorted([first, second])
    with open_school(second, PASSWORD, write=False, runner=jobs.Inline()) as copy:
        assert copy.is_backup


def test_copies_under_a_key_of_before_are_thinned_once_a_newer_one_can_be_opened(
    school: School, tmp_path: Path
) -> None:
    """By the same rules as the rest; what their rings do not show to be ours stays."""
    folder = school.keeper.folder
    school.work()
    (first,) = school.keeper.keep().made
    for days in range(1, 30):
        at = school.clock.at - datetime.timedelta(days=days)
        older = folder / f"示范党校 自动备份 {at:%Y%m%d-%H%M%S}.dxjw"
        shutil.copyfile(first, older)
        shutil.copyfile(vault.ring_path(first), vault.ring_path(older))
    by_hand = backup.snapshot(school.session, folder / "我的 备份 20240101-080000.dxjw")
    forked = folder / "示范党校 自动备份 20240101-080000.dxjw"
    other = folder / "别校 自动备份 20240101-080000.dxjw"
    for path in (forked, other):
        shutil.copyfile(first, path)
    ring = vault.load(first)
    done_elsewhere = replace(ring.seen, hash="0" * 64)
    key = school.session.with_key(lambda held: held.key)
    replace(ring, path=vault.ring_path(forked), seen=done_elsewhere).save(key)
    replace(ring, path=vault.ring_path(other)).save(bytes(32))  # a key that this school never had
    strangers = {by_hand, forked, other}
    rekeying.change(school.session, rekeying.propose()[0], PASSWORD)
    before = set(school.copies())
    school.session.with_key(lambda held: school.keeper.thin(folder, held))
    assert set(school.copies()) == before  # nothing that can be opened holds as much
    school.keeper.keep()
    left = set(school.copies()) - strangers
    assert 14 <= len(left) < 24 and first in left
    assert strangers < set(school.copies())
    assert all(vault.ring_path(path).is_file() for path in school.copies())
    assert school.session.with_key(lambda held: school.keeper.thin(folder, held)) == []
