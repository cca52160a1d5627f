"""A record of an older file that does not fit is named, in words, and the file stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import misfits, recording, vault
from app.file.session import Session
from app.file.store import connect
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import open_school
from tests.data.make_school_file import FOLDER
from tests.data.school_files import everything, kept_copy

PASSWORD = "secret-word"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE student SET birth_date = 'xx' WHERE id = 1", "学员「李㛃」（编号 1）的出生日期不合要求"),
        ("UPDATE student SET id_number = '1' WHERE id = 1", "学员「李㛃」（编号 1）的身份证号不合要求"),
        ("UPDATE student SET name = '' WHERE id = 1", "学员（编号 1）的姓名不合要求"),
        ("UPDATE unit SET name = ' ' WHERE id = 1", "单位（编号 1）的名称不合要求"),
        ("UPDATE school SET name = ''", "学校（编号 1）的名称不合要求"),
        ("UPDATE user SET name = '' WHERE id = 2", "用户（编号 2）的姓名不合要求"),
        ("UPDATE session SET starts_at = '9:00' WHERE id = 1",
         "课次「党章与党的纪律」（编号 1）的开始时间不合要求"),
        ("UPDATE student SET unit_id = 999 WHERE id = 1",
         "学员「李㛃」（编号 1）所指的单位不存在"),
        ("DELETE FROM school", "所指的学校不存在"),
    ],
)  # fmt: skip
def test_the_record_that_does_not_fit_is_named(tmp_path: Path, statement: str, told: str) -> None:
    path = kept_copy(FOLDER / "v1.dxjw", tmp_path)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("PRAGMA foreign_keys = OFF")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute(statement)
    before = everything(db)
    with pytest.raises(UserError) as refused:
        open_school(path, PASSWORD, runner=jobs.Inline())
    assert "「v1.dxjw」不能升级：" in refused.value.text
    assert told in refused.value.text
    assert "文件没有改动" in refused.value.text
    assert everything(db) == before
    db.close()


def test_every_table_has_a_word(school_session: Session) -> None:
    assert set(school_session.read(recording.recorded_tables)) <= set(misfits.TABLES)
