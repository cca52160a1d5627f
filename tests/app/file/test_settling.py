"""Ring and list of users agree again at opening: rings of old, entries of nobody, entries put about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app import opening
from app.file import settling, sql, vault
from app.file.session import Session
from app.file.store import Store
from app.file.vault import Mark
from app.ground import jobs
from app.ground.errors import StoreError, UserError, WrongPassword
from app.opening import open_school
from app.school import users
from tests.data.school_files import KEPT, kept_copy

PASSWORD, OTHER = "secret-word", "other-secret"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


@pytest.mark.parametrize(
    "kept", [p for p in KEPT if p.stem in ("v1", "v2")], ids=lambda path: path.stem
)
def test_a_ring_of_format_1_becomes_2_and_everybody_still_opens(kept: Path, tmp_path: Path) -> None:
    path = kept_copy(kept, tmp_path)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.user_name == "李敏"
        names = {u.uid: u.name for u in opened.read(users.all)}
    ring = vault.load(path)
    assert ring.format == 2
    assert {names[e.user]: bool(e.public) for e in ring.entries} == {"李敏": True, "王芳": False}
    vault.saw(path, ring.unlock(PASSWORD)[0], Mark(1, ""))  # saved with an entry of old in it
    with open_school(path, OTHER, name="王芳", runner=jobs.Inline()) as opened:
        assert opened.user_name == "王芳"
    assert all(e.public for e in vault.load(path).entries)
    for password in (PASSWORD, OTHER):
        open_school(path, password).close()


def test_reading_alone_leaves_a_ring_as_it_is(tmp_path: Path) -> None:
    path = kept_copy(KEPT[-1], tmp_path)
    open_school(path, PASSWORD).close()
    ring = vault.ring_path(path)
    ring.write_bytes(vault.ring_path(KEPT[-1]).read_bytes())
    before = ring.read_bytes()
    open_school(path, PASSWORD, write=False).close()
    assert ring.read_bytes() == before


def test_no_statement_makes_a_user_sign_as_another(school_session: Session) -> None:
    path = school_session.path
    opening.add_user(school_session, "李老师", OTHER, role="reader", cost=CHEAP)
    mine, other = (u.ring_entry for u in school_session.read(users.all))
    swapped = [
        f"UPDATE user SET ring_entry = '{entry}' WHERE id = {user}"
        for entry, user in (("for a moment", 1), (mine, 2), (other, 1))
    ]
    with pytest.raises(UserError, match="不能更改"):
        school_session.run(sql.write(swapped[0]))

    def past_the_guard(store: Store) -> None:
        for statement in ("DROP TRIGGER user_ring_entry_fixed", *swapped):
            store.writer.execute(statement)

    school_session.with_key(past_the_guard)
    school_session.close()
    for name, password in (("教务", PASSWORD), ("李老师", OTHER)):
        with open_school(path, password, runner=jobs.Inline()) as opened:
            assert opened.user_name == name
        with open_school(path, password, name=name, runner=jobs.Inline()) as opened:
            assert opened.user_name == name


def test_entries_that_changed_places_open_nothing(school_session: Session) -> None:
    path = school_session.path
    opening.add_user(school_session, "李老师", OTHER, role="reader", cost=CHEAP)
    school_session.close()
    text = vault.ring_path(path).read_text("ascii")
    one, two = (e.user for e in vault.load(path).entries)
    forged = vault.load(path)
    key = forged.unlock(PASSWORD)[0]
    forged.entries = [vault.replace(e, user=two if e.user == one else one) for e in forged.entries]
    forged.save(bytes(32))  # by somebody without the key, who reckons the digest anew
    changed = vault.ring_path(path).read_text("ascii")
    assert changed != text
    with pytest.raises(StoreError, match="被人改动、调换过"):
        open_school(path, PASSWORD)
    with pytest.raises(StoreError, match="被人改动、调换过"):
        vault.seen(path, key)


def test_an_entry_without_a_user_opens_nothing_and_goes(school_session: Session) -> None:
    path = school_session.path
    key = school_session.with_key(lambda store: store.key)
    school_session.close()
    with vault.changing(path, key) as ring:
        ring.put(key, "ghost-word", cost=CHEAP, user="no such uid")
        ring.save(key)
    for name in (None, "教务"):
        with pytest.raises(WrongPassword):
            open_school(path, "ghost-word", name=name)
    open_school(path, PASSWORD).close()
    assert [e.user != "no such uid" for e in vault.load(path).entries] == [True]


def test_an_older_file_in_the_place_of_a_newer_takes_nobody_away(school_session: Session) -> None:
    """Who was added since is not in it, and will be there again with the newer one."""
    path = school_session.path
    school_session.close()
    before = path.read_bytes()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        opening.add_user(opened, "李老师", OTHER, role="reader", cost=CHEAP)
        key = opened.with_key(lambda store: store.key)
        last = opened.operations(1)[0].id
    vault.saw(path, key, Mark(last, ""))
    path.write_bytes(before)
    ring = vault.load(path)
    with open_school(path, PASSWORD, write=False) as opened:
        db = opened.with_key(lambda store: store.reader())
        assert not settling.settle(db, ring, key)
    assert len(ring.entries) == 2


def test_a_ring_that_cannot_be_saved_keeps_nobody_out(
    tmp_path: Path, hold_files: Callable[[], None]
) -> None:
    path = kept_copy(KEPT[-1], tmp_path)
    before = vault.ring_path(path).read_bytes()
    open_school(path, PASSWORD).close()
    vault.ring_path(path).write_bytes(before)
    hold_files()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.user_name == "李敏"
    assert vault.ring_path(path).read_bytes() == before
