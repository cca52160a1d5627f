"""恢复演练: into memory, compared with the file, its journal and the present school."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.file import archiving, backup, rehearsal, store, vault
from app.file.rehearsal import Report
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Cancelled, Progress
from app.opening import create, open_school
from app.people import students
from app.teaching import venues
from tests.conftest import CHEAP
from tests.conftest import PASSWORD as SCHOOL_PASSWORD
from tests.data.make_school_file import PASSWORD
from tests.data.school_files import OLDER, kept_copy
from tests.tampering import aged


@pytest.fixture
def copy(school_session: Session, tmp_path: Path) -> Path:
    for n in range(5):
        school_session.run(students.create({"name": f"学员{n}"}))
    return backup.snapshot(school_session, tmp_path / "备份.dxjw")


def key_of(session: Session) -> bytes:
    return session.with_key(lambda held: held.key)


def rehearsed(session: Session, copy: Path) -> Report:
    key = key_of(session)
    return session.read(lambda db: rehearsal.rehearse(copy, key, db))


def test_the_newest_backup_agrees_with_the_present_school(
    school_session: Session, copy: Path
) -> None:
    before = copy.read_bytes()
    report = rehearsed(school_session, copy)
    assert report.faults == []
    assert report.tables["student"].rows == 5
    assert report.line.startswith("恢复演练：「备份.dxjw」（到 20")
    assert report.line.endswith("全部相符。与现在的学校文件一致。")
    assert report.rows == sum(one.rows for one in report.tables.values())
    assert copy.read_bytes() == before
    assert rehearsed(school_session, copy).digest == report.digest
    assert rehearsal.rehearse(copy, key_of(school_session)).compared == ""


def test_an_older_backup_agrees_with_the_school_put_back_to_its_moment(
    school_session: Session, copy: Path
) -> None:
    school_session.run(students.update(1, {"name": "改名"}))
    school_session.run(students.delete([2]))
    school_session.run(venues.create({"name": "礼堂"}))
    school_session.undo()
    report = rehearsed(school_session, copy)
    assert report.faults == []
    assert report.compared == "与现在的学校文件退回到当时的内容一致。"


def test_a_row_written_past_the_program_is_told(school_session: Session, copy: Path) -> None:
    past(copy, key_of(school_session), "UPDATE student SET name = '别人' WHERE id = 1")
    report = rehearsed(school_session, copy)
    assert report.faults == [
        "学员「别人」（编号 1）与最后一次操作记下的内容不符（它在程序之外被改过或删除，没有留下操作记录）",
        "「学员」与现在的学校文件退回到当时的内容不同",
    ]
    assert "全部相符" not in report.line


def test_a_school_written_past_the_program_is_told(school_session: Session, copy: Path) -> None:
    past(school_session.path, key_of(school_session), "DELETE FROM student WHERE id = 3")
    assert rehearsed(school_session, copy).faults == [
        "「学员」与现在的学校文件退回到当时的内容不同"
    ]


def test_a_backup_that_parted_from_the_school_is_told(school_session: Session, copy: Path) -> None:
    school_session.undo()
    school_session.run(venues.create({"name": "礼堂"}))
    newer = backup.snapshot(school_session, copy.with_name("后来.dxjw"))
    key = key_of(school_session)
    db = store.connect(copy, key, write=False)
    try:
        report = rehearsal.rehearse(newer, key, db)
    finally:
        db.close()
    assert report.faults == [] and report.uncompared.startswith("备份比现在的学校文件新")
    assert "未与现在的学校文件比较" in report.line and "全部相符" not in report.line


def test_a_backup_of_a_school_with_an_archive_agrees(worked_path: Path, tmp_path: Path) -> None:
    aged(worked_path, stay=6)
    with open_school(worked_path, SCHOOL_PASSWORD, runner=jobs.Inline()) as session:
        before = backup.snapshot(session, tmp_path / "以前.dxjw")
        day = datetime.date.today() - datetime.timedelta(days=180)
        session.run(archiving.archive(day, tmp_path, "校"))
        after = backup.snapshot(session, tmp_path / "以后.dxjw")
        assert rehearsed(session, after).faults == []
        assert rehearsed(session, before).faults == []
        (made,) = session.read(archiving.archives)
        key = key_of(session)
        past(before, key, f"DELETE FROM operation WHERE id > {made.last_id}")  # ends at the border
        assert rehearsed(session, before).uncompared.startswith(
            "备份最后的操作已归档，是本校做过的"
        )
        past(before, key, f"DELETE FROM operation WHERE id = {made.last_id}")
        assert rehearsed(session, before).uncompared.startswith(
            "备份最后的操作已归档，是本校做过的"
        )
        made.path.unlink()
        assert re.match(r"第 \d+ 项操作已归档到", rehearsed(session, before).uncompared)


def test_another_schools_backup_is_refused(
    school_session: Session, copy: Path, tmp_path: Path
) -> None:
    path = tmp_path / "别校.dxjw"
    create(path, name="别校", password=SCHOOL_PASSWORD, cost=CHEAP)
    with open_school(path, SCHOOL_PASSWORD, runner=jobs.Inline()) as other:
        for n in range(9):  # of whose operations ours has no number
            other.run(students.create({"name": f"学员{n}"}))
        stranger = backup.snapshot(other, tmp_path / "别校 备份.dxjw")
        key = key_of(other)
    with pytest.raises(UserError, match=r"是另一个学校文件的备份（别校）.*没有记入演练记录"):
        school_session.read(lambda db: rehearsal.rehearse(stranger, key, db))


def test_a_backup_in_which_more_was_done_is_told_apart_from_a_newer_one(
    school_session: Session, copy: Path
) -> None:
    key, last = key_of(school_session), "(SELECT max(id) FROM operation)"
    past(copy, key, f"UPDATE operation SET hash = hex(zeroblob(32)) WHERE id = {last}")
    past(copy, key, "INSERT INTO operation (name) VALUES ('在副本里')")
    assert any("分了岔" in text for text in rehearsed(school_session, copy).faults)


def test_damage_is_told_as_damage(school_session: Session, copy: Path) -> None:
    whole = copy.read_bytes()
    at = len(whole) // 2
    copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(StoreError, match="已损坏"):
        rehearsed(school_session, copy)
    copy.write_bytes(whole)
    with pytest.raises(StoreError, match="密钥不对"):
        rehearsal.rehearse(copy, bytes(32))


def test_an_index_that_disagrees_with_its_table_is_told_in_chinese(
    school_session: Session, copy: Path
) -> None:
    db = store.connect(copy, key_of(school_session), write=True)
    db.execute("PRAGMA writable_schema = ON")  # the index of another column under this one's name
    db.execute(
        "UPDATE sqlite_master SET sql = replace(sql, '(phone)', '(name)') WHERE name = 'student_by_phone'"
    )
    db.close()
    assert rehearsed(school_session, copy).faults[:1] == [
        "索引 student_by_phone 与记录不符（两个时刻的页混在一起，或磁盘出了错）"
    ]


def test_a_rehearsal_is_cancelled_at_each_of_its_steps(school_session: Session, copy: Path) -> None:
    told: list[str] = []
    key = key_of(school_session)
    progress = Progress(lambda _d, _t, text: told.append(text))
    rehearsal.rehearse(copy, key, school_session.read(lambda db: db), progress)
    phases = list(dict.fromkeys(told))
    assert len(phases) == 7

    def stopped_at(phase: str) -> Progress:
        def step(_done: int, _total: int, text: str) -> None:
            if text == phase:
                stopping.cancel()

        stopping = Progress(step)
        return stopping

    for phase in phases:
        with pytest.raises(Cancelled):
            rehearsal.rehearse(copy, key, school_session.read(lambda db: db), stopped_at(phase))


@pytest.mark.parametrize("kept", OLDER, ids=lambda path: path.stem)
def test_a_backup_of_an_older_program_is_restored_as_it_is(kept: Path, tmp_path: Path) -> None:
    path = kept_copy(kept, tmp_path)
    key, _ = vault.load(path).unlock(PASSWORD)
    report = rehearsal.rehearse(path, key)
    assert report.faults == []
    assert report.compared.startswith("由旧版程序保存")


def past(path: Path, key: bytes, sql: str) -> None:
    """Write as no program does: without the triggers."""
    db: Database = store.connect(path, key, write=True)
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(sql)
    for _, text in triggers:
        db.execute(text)
    db.close()
