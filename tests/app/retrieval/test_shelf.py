"""A backup is looked through by noun, with search, and stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import backup, vault
from app.file.session import Session
from app.ground.errors import StoreError
from app.people import students
from app.retrieval import bundle
from app.retrieval.shelf import NOUNS, Shelf
from app.teaching import venues
from tests.data.make_school_file import PASSWORD
from tests.data.school_files import OLDER, kept_copy


def test_every_noun_is_listed_and_searched(demo_session: Session, tmp_path: Path) -> None:
    copy = backup.snapshot(demo_session, tmp_path / "备份.dxjw")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with Shelf(copy, demo_session.with_key(lambda held: held.key)) as shelf:
        for noun in NOUNS:
            ids = shelf.read(noun.listing.ids)
            assert ids or noun.table == "venue"
            for row in shelf.read(noun.listing.rows, list(ids[:5])).values():
                assert row["name"] and isinstance(row["note"], str)
                found = shelf.read(noun.listing.ids, search=str(row["name"])[:2])
                assert 0 < len(found) <= len(ids)
        assert shelf.at.startswith("20")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_it_shows_what_the_school_has_lost_meanwhile(
    school_session: Session, tmp_path: Path
) -> None:
    school_session.run(students.create({"name": "张伟"}))
    copy = backup.snapshot(school_session, tmp_path / "备份.dxjw")
    school_session.undo()
    with Shelf(copy, school_session.with_key(lambda held: held.key)) as shelf:
        student = next(noun for noun in NOUNS if noun.table == "student")
        assert len(shelf.read(student.listing.ids, search="zw")) == 1
    school_session.run(venues.create({"name": "一"}))


def test_another_key_opens_nothing(school_session: Session, tmp_path: Path) -> None:
    copy = backup.snapshot(school_session, tmp_path / "备份.dxjw")
    with pytest.raises(StoreError, match="密钥不对"):
        Shelf(copy, bytes(32))


@pytest.mark.parametrize("kept", OLDER, ids=lambda path: path.stem)
def test_a_backup_of_an_older_program_reads_like_todays(kept: Path, tmp_path: Path) -> None:
    path = kept_copy(kept, tmp_path)
    key, _ = vault.load(path).unlock(PASSWORD)
    before = path.read_bytes()
    with Shelf(path, key) as shelf:
        noun = NOUNS[0]
        ids = shelf.read(noun.listing.ids)
        assert len(ids)
        assert shelf.read(bundle.collect, "class", ids[0]).pieces
    assert path.read_bytes() == before
