"""备份: consistent, checked by opening, all or nothing; and the plain copy for other tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from app.file import backup, keeper, store, vault
from app.file.session import Session
from app.file.steps import LATEST
from app.ground import jobs
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Cancelled, Progress
from app.opening import create, open_school
from app.people import students
from app.teaching import venues

PASSWORD = "secret-word"


@pytest.fixture
def session(school_session: Session) -> Session:
    """A school with some hundred students."""
    for n in range(120):
        school_session.run(students.create({"name": f"学员{n}", "remark": "备注" * 100}))
    return school_session


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def key_of(session: Session) -> bytes:
    return session.with_key(lambda held: held.key)


def test_a_backup_is_read_and_not_written(session: Session, place: Path) -> None:
    copy = backup.snapshot(session, place / "备份.dxjw")
    assert sorted(p.name for p in place.iterdir()) == ["备份.dxjw", "备份.dxkey"]
    assert backup.verify(copy, key_of(session)) == []
    session.run(students.create({"name": "后来的"}))
    with open_school(copy, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.is_backup
        assert opened.read(students.count) == 120
        assert opened.undo_name() == "添加学员 学员119"  # the journal came along
        with pytest.raises(StoreError, match=r"这是备份.*不能修改.*从备份恢复"):
            opened.undo()
    assert session.read(students.count) == 121


def test_the_suffix_is_added_and_an_older_backup_replaced(session: Session, place: Path) -> None:
    first = backup.snapshot(session, place / "备份")
    session.undo()
    second = backup.snapshot(session, place / "备份.dxjw")
    assert first == second
    with open_school(second, PASSWORD, write=False, runner=jobs.Inline()) as restored:
        assert restored.read(students.count) == 119
    assert [c.path for c in backup.copies(place)] == [second]
    assert backup.copies(place / "nowhere") == []


def test_a_backup_folder_is_made(session: Session, place: Path) -> None:
    copy = backup.snapshot(session, place / "2026" / "11" / "备份.dxjw")
    assert copy.is_file()


def test_a_cancelled_backup_leaves_nothing_and_keeps_the_older(
    session: Session, place: Path
) -> None:
    backup.snapshot(session, place / "备份.dxjw")
    before = {p.name: p.read_bytes() for p in place.iterdir()}
    progress = jobs.Progress(lambda done, total, text: progress.cancel())
    progress.cancel()
    with pytest.raises(jobs.Cancelled):
        backup.snapshot(session, place / "备份.dxjw", progress)
    with pytest.raises(jobs.Cancelled):
        backup.snapshot(session, place / "新的.dxjw", progress)
    assert {p.name: p.read_bytes() for p in place.iterdir()} == before
    assert session.run(students.create({"name": "照常"})).kinds


def test_the_file_itself_is_no_target(session: Session, tmp_path: Path) -> None:
    path = session.path
    same = [path, path.with_suffix(""), tmp_path / "U" / ".." / path.name]
    link, spelt = tmp_path / "同一个.dxjw", path.with_suffix(".DXJW")
    with suppress(OSError):  # to Windows a right of its own
        link.symlink_to(path)
    same += [other for other in (link, spelt) if other.is_file()]
    assert len(same) > 3
    for target in same:
        with pytest.raises(UserError, match="自己身上"):
            backup.snapshot(session, target)
    for target in (path, same[-1], vault.ring_path(path)):
        with pytest.raises(UserError, match="自己身上"):
            backup.plain_copy(session, target)
    assert session.read(students.count) == 120
    assert backup.verify(path, key_of(session)) == []


def test_damage_anywhere_in_a_copy_is_found(session: Session, place: Path) -> None:
    copy = backup.snapshot(session, place / "备份.dxjw")
    whole, key = copy.read_bytes(), key_of(session)
    pages = len(whole) // 4096
    places = [(0, 0), (0, 100), (0, 4095), (1, 2048), (pages // 3, 0), (pages // 2, 4095)]
    for page, offset in (*places, (pages - 1, 0), (pages - 1, 2048), (pages - 1, 4095)):
        at = page * 4096 + offset
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        assert found(copy, key), (page, offset)
    for size in (len(whole) - 1, len(whole) - 4096, len(whole) // 2, 0):
        copy.write_bytes(whole[:size])
        assert found(copy, key), size
    copy.write_bytes(whole)
    assert not found(copy, key)


def test_each_check_of_a_copy_says_what_it_does_and_can_be_cancelled(
    session: Session, place: Path
) -> None:
    told: list[str] = []
    progress = Progress(lambda _done, _total, text: told.append(text))
    backup.snapshot(session, place / "备份.dxjw", progress)
    phases = [
        "正在备份",
        "正在核对每一页的校验",
        "正在检查文件结构和索引",
        "正在核对记录之间的引用",
    ]
    assert list(dict.fromkeys(told)) == phases
    for phase in phases[1:]:
        with pytest.raises(Cancelled):
            backup.snapshot(session, place / "另一份.dxjw", cancelled_at(phase))
        assert [p.name for p in place.iterdir() if "另一份" in p.name] == []


def cancelled_at(phase: str) -> Progress:
    """A progress that the user stops while ``phase`` is under way."""

    def told(_done: int, _total: int, text: str) -> None:
        if text == phase:
            progress.cancel()

    progress = Progress(told)
    return progress


def test_an_index_that_disagrees_with_its_table_is_found(session: Session, place: Path) -> None:
    copy, key = backup.snapshot(session, place / "备份.dxjw"), key_of(session)
    db = store.connect(copy, key, write=True)
    db.execute("PRAGMA writable_schema = ON")  # the index of another column under this one's name
    db.execute(
        "UPDATE sqlite_master SET sql = replace(sql, '(phone)', '(name)') WHERE name = 'student_by_phone'"
    )
    db.close()
    assert any("student_by_phone" in text for text in backup.verify(copy, key))


def found(copy: Path, key: bytes) -> bool:
    """What the check finds wrong, or that it cannot be opened at all."""
    try:
        return bool(backup.verify(copy, key))
    except UserError:
        return True


def test_another_key_opens_no_copy(session: Session, place: Path) -> None:
    copy = backup.snapshot(session, place / "备份.dxjw")
    with pytest.raises(StoreError, match="密钥不对"):
        backup.verify(copy, bytes(32))


def test_a_place_that_is_no_folder_is_told(session: Session, place: Path) -> None:
    (place / "文件").write_text("x")
    for write, name in ((backup.snapshot, "备份.dxjw"), (backup.plain_copy, "明文.db")):
        with pytest.raises(StoreError, match="学校文件没有改动"):
            write(session, place / "文件" / name)
    assert [p.name for p in place.iterdir()] == ["文件"]


def test_the_name_proposed_says_school_and_minute(session: Session) -> None:
    assert backup.proposed_name(session).startswith("示范党校 备份 20")
    assert backup.proposed_name(session).endswith(".dxjw")


def test_a_plain_copy_opens_in_common_tools(session: Session, place: Path) -> None:
    target = backup.plain_copy(session, place / "plain.db")
    assert [p.name for p in place.iterdir()] == ["plain.db"]
    conn = sqlite3.connect(target)
    try:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert conn.execute("SELECT count(*) FROM student").fetchone() == (120,)
        assert conn.execute("PRAGMA user_version").fetchone() == (LATEST,)
        assert conn.execute("SELECT count(*) FROM class_problem").fetchone() == (0,)
        search = "SELECT count(*) FROM student_find WHERE student_find MATCH 'xueyuan7*'"
        assert conn.execute(search).fetchone()[0] > 0
        conn.execute("UPDATE student SET remark = '外面改的' WHERE id = 1")
        outside = "SELECT operation_id FROM change ORDER BY id DESC LIMIT 1"
        assert conn.execute(outside).fetchone() == (None,)
    finally:
        conn.close()
    assert session.read(students.get, 1).remark != "外面改的"


def test_links_that_lead_round_in_a_circle_are_told(session: Session, tmp_path: Path) -> None:
    loop = tmp_path / "圈.dxjw"
    with suppress(OSError):  # Windows makes links for administrators only
        loop.symlink_to(loop)
    target = loop / "备份.dxjw" if loop.is_symlink() else session.path / "备份.dxjw"
    with pytest.raises(UserError):
        backup.snapshot(session, target)


def test_another_schools_file_is_never_replaced(session: Session, place: Path) -> None:
    other = place / "另一所.dxjw"
    create(other, name="另一所", password=PASSWORD, cost=vault.Cost(64, 1, 1))
    before = (other.read_bytes(), vault.ring_path(other).read_bytes())
    with pytest.raises(UserError, match=r"「另一所.dxkey」已经存在.*没有覆盖它"):
        backup.snapshot(session, other)
    with pytest.raises(UserError, match="请换一个文件名"):
        backup.plain_copy(session, other)
    assert (other.read_bytes(), vault.ring_path(other).read_bytes()) == before
    assert sorted(p.suffix for p in place.iterdir()) == [".dxjw", ".dxkey"]


def test_a_copy_in_which_somebody_worked_is_not_replaced(
    school_session: Session, tmp_path: Path
) -> None:
    target = tmp_path / "备份.dxjw"
    backup.snapshot(school_session, target)
    school_session.run(venues.create({"name": "一"}))
    backup.snapshot(school_session, target)  # an earlier one of this school
    key = key_of(school_session)
    db = store.connect(target, key, write=True)  # by a tool: the program writes into no backup
    with keeper.keeping():
        db.execute("INSERT INTO operation (name) VALUES ('在副本里')")
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    before = target.read_bytes()
    school_session.run(venues.create({"name": "二"}))
    with pytest.raises(UserError, match=r"有学校文件没有的操作.*没有覆盖它"):
        backup.snapshot(school_session, target)
    assert target.read_bytes() == before


def test_a_school_that_is_no_backup_is_not_replaced(
    school_session: Session, tmp_path: Path
) -> None:
    target = tmp_path / "另一处" / "本校.dxjw"
    target.parent.mkdir()
    for ours in (vault.ring_path, Path):  # copied by hand
        shutil.copyfile(ours(school_session.path), ours(target))
    before = {p.name: p.read_bytes() for p in target.parent.iterdir()}
    with pytest.raises(UserError, match=r"是学校文件，不是备份，没有覆盖它"):
        backup.snapshot(school_session, target)
    assert {p.name: p.read_bytes() for p in target.parent.iterdir()} == before


def test_the_key_ring_of_a_file_that_was_moved_is_not_replaced(
    school_session: Session, tmp_path: Path
) -> None:
    ring = tmp_path / "别校.dxkey"
    ring.write_text("一", "utf-8")
    with pytest.raises(UserError, match=r"「别校.dxkey」已经存在.*没有覆盖它"):
        backup.snapshot(school_session, tmp_path / "别校.dxjw")
    assert ring.read_text("utf-8") == "一"
    assert not (tmp_path / "别校.dxjw").exists()


def test_a_folder_of_the_name_gets_no_key_ring(session: Session, place: Path) -> None:
    (place / "备份.dxjw").mkdir()
    with pytest.raises(StoreError, match="同名的文件夹"):
        backup.snapshot(session, place / "备份.dxjw")
    assert [p.name for p in place.iterdir()] == ["备份.dxjw"]


def test_what_another_program_left_half_is_not_touched(session: Session, place: Path) -> None:
    others = [place / "今天.dxjw.part", place / "今天.dxjw.part-journal", place / ".dx01.tmp"]
    for file in others:
        file.write_bytes(b"half")
        os.utime(file, (0, 0))
    backup.snapshot(session, place / "今天.dxjw")
    names = {"今天.dxjw", "今天.dxkey", *(o.name for o in others)}
    assert {p.name for p in place.iterdir()} == names


def test_a_synchronised_folder_takes_backups_and_papers_and_no_school_in_use(
    session: Session, place: Path
) -> None:
    (place / ".stfolder").mkdir()
    copy = backup.snapshot(session, place / "备份.dxjw")
    backup.plain_copy(session, place / "plain.db")
    assert backup.verify(copy, key_of(session)) == []
    with pytest.raises(StoreError, match=r"「Syncthing」的同步文件夹.*一起复制到本机硬盘"):
        open_school(copy, PASSWORD)
    with open_school(copy, PASSWORD, write=False, runner=jobs.Inline()) as looked_at:
        assert looked_at.read(students.count) == 120


def test_a_stick_that_vanishes_during_a_backup_is_told(session: Session, place: Path) -> None:
    def pull(done: int, total: int, text: str) -> None:
        shutil.rmtree(place, ignore_errors=True)  # Windows lets nobody take away what is open

    copy = place / "备份.dxjw"
    if os.name == "nt":
        assert backup.snapshot(session, copy, jobs.Progress(pull)).is_file()
        assert backup.verify(copy, key_of(session)) == []
    else:
        with pytest.raises(StoreError, match=r"可能被拔出.*数据都在|学校文件没有改动"):
            backup.snapshot(session, copy, jobs.Progress(pull))
        assert not copy.exists()
    assert session.read(students.count) == 120
    session.run(students.create({"name": "照常"}))


def test_a_backup_that_another_program_holds_open_is_replaced_or_told(
    session: Session, place: Path
) -> None:
    copy = backup.snapshot(session, place / "备份.dxjw")
    session.run(students.create({"name": "后来的"}))
    old = copy.read_bytes()
    with copy.open("rb"):
        if os.name == "nt":
            with pytest.raises(StoreError, match="文件正被其他程序"):
                backup.snapshot(session, copy)
            assert copy.read_bytes() == old
        else:
            backup.snapshot(session, copy)
            assert copy.read_bytes() != old
    backup.snapshot(session, copy)
    with open_school(copy, PASSWORD, write=False, runner=jobs.Inline()) as restored:
        assert restored.read(students.count) == 121
    assert sorted(p.name for p in place.iterdir()) == ["备份.dxjw", "备份.dxkey"]


@pytest.mark.parametrize("name", ["CON.dxjw", "备份?.dxjw", "备份:1"])
def test_a_backup_gets_no_name_that_windows_keeps_for_itself(
    session: Session, place: Path, name: str
) -> None:
    if os.name == "nt":
        with pytest.raises(UserError, match="换一个文件名"):
            backup.snapshot(session, place / name)
        assert list(place.iterdir()) == []
    else:
        assert backup.snapshot(session, place / name).is_file()


def test_backups_are_found_however_their_suffix_is_written(place: Path) -> None:
    for name in ("A.dxjw", "B.DXJW", "C.dxkey", "D.dxjw.part"):
        (place / name).write_bytes(b"x")
    assert sorted(c.path.name for c in backup.copies(place)) == ["A.dxjw", "B.DXJW"]


def test_a_backup_that_leads_nowhere_hides_no_other(place: Path) -> None:
    (place / "A.dxjw").write_bytes(b"")
    with suppress(OSError):  # Windows lets few people make links
        (place / "B.dxjw").symlink_to(place / "没有.dxjw")
    assert [c.path.name for c in backup.copies(place)] == ["A.dxjw"]
