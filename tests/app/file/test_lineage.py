"""Whether a copy is an earlier state of the school: of what is archived the archive says, or nobody."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from app.file import archiving, backup, keeper, keeping, lineage, store, vault
from app.file.session import Session
from app.ground.errors import StoreError, UserError
from app.opening import create
from app.people import students
from tests.conftest import CHEAP, PASSWORD

TOMORROW = datetime.date.today() + datetime.timedelta(days=1)


def last_of(session: Session, copy: Path) -> int | None:
    key = vault.load(copy).unlock(PASSWORD)[0]
    db = store.look(copy, key)
    try:
        return session.read(lambda school: lineage.last_of(db, school))
    finally:
        db.close()


def named(folder: Path, day: int) -> Path:
    return folder / "备份" / f"示范党校 自动备份 202401{day:02}-080000.dxjw"


def test_of_what_is_archived_the_chain_says_whether_a_copy_is_ours(
    school_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the border, before it with the archive, before it without; and one in which more was done."""
    monkeypatch.setattr(archiving, "latest_day", lambda: TOMORROW)
    school_session.run(students.create({"name": "张伟"}))
    early = backup.snapshot(school_session, named(tmp_path, 1))
    forked = named(tmp_path, 2)
    for of in (Path, vault.ring_path):
        shutil.copyfile(of(early), of(forked))
    db = store.connect(forked, vault.load(forked).unlock(PASSWORD)[0], write=True)
    with keeper.keeping():  # by a tool: the program writes into no backup
        db.execute("INSERT INTO operation (name) VALUES ('在别处')")
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    for name in ("李敏", "王芳"):
        school_session.run(students.create({"name": name}))
    border = backup.snapshot(school_session, named(tmp_path, 3))
    school_session.run(students.create({"name": "赵强"}))
    made = school_session.run(archiving.archive(TOMORROW, tmp_path / "归档", "校")).value
    assert last_of(school_session, border) == made.last_id
    assert last_of(school_session, early) == made.last_id - 2
    assert last_of(school_session, forked) is None
    backup.snapshot(school_session, border)  # replaced: what was done in it was done here

    border = backup.snapshot(school_session, named(tmp_path, 3))
    made.path.rename(tmp_path / "搬走.dxlog")
    with pytest.raises(StoreError, match=r"第 \d+ 项操作已归档到.*没有核对"):
        last_of(school_session, early)
    held = school_session.with_key(lambda opened: opened)
    assert {one.path for one in keeping.own(border.parent, held)} == {border}
    for copy in (early, forked):
        with pytest.raises(UserError, match=r"没有办法核对：第 \d+ 项操作已归档到.*没有覆盖它"):
            backup.snapshot(school_session, copy)


def test_another_schools_copy_is_none_of_ours(school_session: Session, tmp_path: Path) -> None:
    other = tmp_path / "别校.dxjw"
    create(other, name="别校", password=PASSWORD, cost=CHEAP)
    assert last_of(school_session, other) is None
