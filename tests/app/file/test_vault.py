"""The key ring and the recovery code: who gets in, and that nothing else is written there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from app import opening
from app.file import recovery, vault
from app.file.session import Session
from app.file.store import Store
from app.ground import jobs
from app.ground.errors import NotAllowed, StoreError, WrongPassword
from app.opening import create, open_school
from app.people import students, units
from app.school import users
from tests.data.make_school_file import FOLDER

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
KEY = bytes(range(100, 132))


def ring_at(tmp_path: Path) -> vault.KeyRing:
    return vault.KeyRing(tmp_path / "校.dxkey")


def test_each_password_opens_its_own_entry(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    first = ring.put(KEY, "first-word", cost=CHEAP)
    second = ring.put(KEY, "第二个人的密码", cost=CHEAP)
    ring.save(KEY)
    again = vault.load(tmp_path / "校.dxjw")
    assert again.unlock("first-word") == (KEY, first)
    assert again.unlock("第二个人的密码") == (KEY, second)
    for wrong in ("", "first-wordx", "First-word", "第二个人的密"):
        with pytest.raises(WrongPassword):
            again.unlock(wrong)


def test_a_password_is_the_same_by_any_keyboard(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    ring.put(KEY, "café-2026", cost=CHEAP)
    assert ring.unlock("cafe\u0301-2026")[0] == KEY
    assert ring.unlock("café－２０２６")[0] == KEY
    with pytest.raises(WrongPassword):
        ring.unlock("caf\udce9-2026")  # bytes of the environment that are no text


def test_two_users_may_have_one_password(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    entry = ring.put(KEY, "first-word", cost=CHEAP)
    other = ring.put(KEY, "first-word", cost=CHEAP)  # a refusal would tell it
    assert ring.put(KEY, "first-word", entry, CHEAP) == entry
    assert {e.id for e in ring.entries} == {entry, other}
    first, second = ring.entries
    assert first.keys("first-word") == second.keys("first-word") == [KEY]
    assert first.keys("second-word") == []


def test_equal_passwords_and_keys_leave_unequal_entries(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    entry = ring.put(KEY, "first-word", cost=CHEAP)
    before = ring.entries[0]
    ring.put(KEY, "first-word", entry, CHEAP)
    assert (ring.entries[0].salt, ring.entries[0].wrapped) != (before.salt, before.wrapped)


def spoilt(tmp_path: Path) -> list[str]:
    """Rings of format 1 that no password could be tried against."""
    text = (FOLDER / "v1.dxkey").read_text("ascii")
    saved = json.loads(text)
    entry = saved["entries"][0]

    def with_entry(**values: object) -> str:
        return json.dumps({"format": 1, "entries": [{**entry, **values}]})

    def with_cost(**values: object) -> str:
        return with_entry(cost={"memory": 64, "passes": 1, "lanes": 1, **values})

    return [
        "", "null", "[]", '{"entries": []}', "{}", text[: len(text) // 2],
        text.replace('"wrapped"', '"wrap"'), "[" * 100_000, "0" * 10_000_000,
        '{"entries": 3}', '{"entries": "abc"}', '{"entries": [1]}', "\ufeff密钥",
        with_entry(salt="zz"), with_entry(salt=5), with_entry(salt=""), with_entry(id=None),
        with_entry(wrapped=entry["wrapped"][:-2]), with_entry(wrapped=""),
        with_entry(cost=[64, 1, 1]), with_cost(memory=1), with_cost(memory="64"),
        with_cost(memory=64.0), with_cost(passes=True), with_cost(passes=0), with_cost(lanes=64),
        with_cost(memory=1 << 20), with_cost(passes=1 << 20), with_cost(memory=1 << 18, passes=9),
        json.dumps({"format": 1, "entries": [entry] * 201}),
    ]  # fmt: skip


def test_a_damaged_ring_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    for text in spoilt(tmp_path):
        (tmp_path / "校.dxkey").write_text(text, "utf-8")
        with pytest.raises(StoreError, match=r"已损坏.*恢复码打开.*数据没有丢失"):
            raise AssertionError(text, vault.load(tmp_path / "校.dxjw"))


def test_all_tries_together_are_bounded_before_the_first(tmp_path: Path) -> None:
    """Each entry may cost what a slow computer tries in a second; two hundred of them took ten minutes."""
    ring = ring_at(tmp_path)
    entry = vault.Entry.make(KEY, PASSWORD, "u", cost=CHEAP)
    most = replace(entry, cost=vault.Cost())
    ring.entries = [replace(most, id=f"{number}") for number in range(vault.MOST)]
    ring.save(KEY)
    assert vault.load(tmp_path / "校.dxjw").entries == ring.entries  # so many users there may be
    ring.entries[7] = replace(ring.entries[7], cost=vault.Cost(passes=4))
    ring.save(KEY)
    with pytest.raises(vault.LostRing, match=r"要好几分钟.*没有试.*恢复码打开.*数据没有丢失"):
        vault.load(tmp_path / "校.dxjw")


def test_trying_a_password_can_be_cancelled_between_two_entries(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    for word in ("first-word", "second-word", "third-word"):
        ring.put(KEY, word, cost=CHEAP)
    told: list[int] = []

    def shown(done: int, total: int, _text: str) -> None:
        told.append(done)
        if done == 1:
            progress.cancel()

    progress = jobs.Progress(shown)
    with pytest.raises(jobs.Cancelled):
        ring.unlock("third-word", progress)
    assert told == [0, 1]
    assert ring.unlock("third-word")[0] == KEY


def test_a_ring_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, hold_files: Callable[[], None]
) -> None:
    ring = ring_at(tmp_path)
    ring.put(KEY, PASSWORD, cost=CHEAP)
    ring.save(KEY)
    before = ring.path.read_bytes()
    hold_files()
    ring.put(KEY, "other-word", cost=CHEAP)
    with pytest.raises(StoreError, match=r"无法写入文件.*没有改动"):
        ring.save(KEY)
    assert ring.path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["校.dxkey"]
    with pytest.raises(StoreError, match="文件夹不存在"):
        vault.KeyRing(tmp_path / "gone" / "校.dxkey", ring.entries).save(KEY)


def test_every_flipped_bit_is_called_damage_and_no_wrong_password(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    ring.put(KEY, PASSWORD, cost=CHEAP, user="u")
    ring.save(KEY)
    whole = ring.path.read_bytes()
    for place in range(0, len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        ring.path.write_bytes(flipped)
        with suppress(
            vault.LostRing
        ):  # but for white space and the seal: no password is tried on these
            found = vault.load(tmp_path / "校.dxjw")
            assert (found.entries, found.seen) == (ring.entries, ring.seen)
    ring.path.write_bytes(whole[:-9])
    with pytest.raises(vault.LostRing, match="已损坏"):
        vault.load(tmp_path / "校.dxjw")


def test_what_the_ring_holds_is_vouched_for_under_the_files_key(tmp_path: Path) -> None:
    """Somebody without the key can reckon the digest anew, and not the seal."""
    ring = ring_at(tmp_path)
    first = ring.put(KEY, "first-word", cost=CHEAP, user="one")
    second = ring.put(KEY, "second-word", cost=CHEAP, user="two")
    ring.seen = vault.Mark(7, "ab")
    ring.save(KEY)
    genuine = vault.load(tmp_path / "校.dxjw")
    genuine.verify(KEY, tmp_path / "校.dxjw")
    one, two = genuine.entries
    assert [(e.id, e.user) for e in (one, two)] == [(first, "one"), (second, "two")]
    for entries, mark in (
        ([replace(one, user="two"), replace(two, user="one")], ring.seen),
        ([replace(one, id=second), replace(two, id=first)], ring.seen),
        ([one], ring.seen),
        ([one, replace(two, wrapped=one.wrapped)], ring.seen),
        ([one, two], vault.Mark()),
    ):
        forged = replace(genuine, entries=list(entries), seen=mark)
        forged.save(bytes(32))
        saved = json.loads(ring.path.read_text("ascii"))
        body = {k: v for k, v in saved.items() if k not in ("check", "vouched")}
        body["keys"] = ring.keys
        text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        ends = {"check": hashlib.sha256(text).hexdigest(), "vouched": saved["vouched"]}
        ring.path.write_text(json.dumps({**body, **ends}), "ascii")
        told = vault.load(tmp_path / "校.dxjw")
        with pytest.raises(vault.LostRing, match=r"被人改动、调换过.*数据没有丢失"):
            told.verify(KEY, tmp_path / "校.dxjw")


def test_a_ring_of_a_newer_program_is_no_damage(tmp_path: Path) -> None:
    body = {"format": 3, "keys": []}
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    newer = {**body, "check": hashlib.sha256(text).hexdigest(), "vouched": []}
    (tmp_path / "校.dxkey").write_text(json.dumps(newer), "ascii")
    with pytest.raises(StoreError, match="更新版本的程序") as told:
        vault.load(tmp_path / "校.dxjw")
    assert not isinstance(told.value, vault.LostRing)


def test_a_ring_that_cannot_be_read_is_not_called_lost(tmp_path: Path) -> None:
    (tmp_path / "校.dxkey").mkdir()  # as where permission is lacking, which root does not know
    with pytest.raises(StoreError, match=r"「校\.dxkey」在，但读不出来.*没有改动任何文件") as told:
        vault.load(tmp_path / "校.dxjw")
    assert not isinstance(told.value, vault.LostRing)


def test_the_ring_remembers_what_it_has_seen_of_the_journal(tmp_path: Path) -> None:
    ring, file = ring_at(tmp_path), tmp_path / "校.dxjw"
    ring.put(KEY, PASSWORD, cost=CHEAP, user="u")
    ring.save(KEY)
    assert vault.seen(file, KEY) == vault.Mark(0, "")
    vault.saw(file, KEY, vault.Mark(12, "0f"))
    assert vault.seen(file, KEY) == vault.Mark(12, "0f")
    assert vault.load(file).unlock(PASSWORD)[0] == KEY
    with pytest.raises(StoreError, match="被人改动"):
        vault.seen(file, bytes(32))
    with pytest.raises(StoreError, match="被人改动"):
        vault.saw(file, bytes(32), vault.Mark(13, ""))


def test_a_ring_is_its_owners_alone(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    ring.put(KEY, PASSWORD, cost=CHEAP)
    ring.save(KEY)
    private = 0o600 if os.name == "posix" else 0o666  # on Windows the folder says who may read
    assert ring.path.stat().st_mode & 0o777 == private


# -------------------------------------------------------------------- with a school around it


def test_users_come_go_and_change_their_passwords(school_session: Session) -> None:
    path = school_session.path
    user = opening.add_user(school_session, "李老师", "second-word", role="registrar", cost=CHEAP)
    opening.change_password(school_session, PASSWORD, "third-word", CHEAP)
    school_session.close()
    with open_school(path, "second-word", runner=jobs.Inline()) as opened:
        assert opened.user_name == "李老师"
    with pytest.raises(WrongPassword):
        open_school(path, PASSWORD)
    with open_school(path, "third-word", runner=jobs.Inline()) as opened:
        assert opened.user_name == "教务"
        with pytest.raises(WrongPassword):
            opening.change_password(opened, "wrong-word", "fourth-word", CHEAP)
        with pytest.raises(WrongPassword):  # another's password is not one's own
            opening.change_password(opened, "second-word", "fourth-word", CHEAP)
        opening.change_password(opened, "third-word", "fourth-word", CHEAP)
        opening.remove_user(opened, user)
    with pytest.raises(WrongPassword):
        open_school(path, "second-word")


def test_users_with_one_password_are_told_apart_by_their_names(school_session: Session) -> None:
    path = school_session.path
    assert not opening.asks_name(path)
    opening.add_user(school_session, "李老师", PASSWORD, role="reader", cost=CHEAP)
    assert opening.asks_name(path)
    school_session.close()
    for name in ("教务", "李老师"):
        with open_school(path, PASSWORD, name=f" {name} ", runner=jobs.Inline()) as opened:
            assert opened.user_name == name


def test_a_wrong_name_and_a_wrong_password_are_told_alike(school_session: Session) -> None:
    path = school_session.path
    opening.add_user(school_session, "李老师", "second-word", role="reader", cost=CHEAP)
    school_session.close()
    told: set[str] = set()
    for name, password in (("教务", "second-word"), ("王老师", PASSWORD), ("教务", "no-such-word")):
        with pytest.raises(WrongPassword) as refused:
            open_school(path, password, name=name)
        told.add(refused.value.text)
    [text] = told
    assert text.startswith("姓名或密码不正确")
    with open_school(path, PASSWORD, name="教务"):  # and nothing was left open
        pass


def test_another_goes_to_work_in_the_open_school(school_session: Session) -> None:
    user = opening.add_user(school_session, "李老师", "second-word", role="reader", cost=CHEAP)
    for wrong_id, password in ((user, PASSWORD), (1, "second-word"), (99, PASSWORD)):
        with pytest.raises(WrongPassword):
            opening.enter(school_session, wrong_id, password)
    assert school_session.user_name == "教务"
    opening.enter(school_session, user, "second-word")
    assert (school_session.user_name, school_session.may("plan")) == ("李老师", False)
    opening.enter(school_session, 1, PASSWORD)
    assert school_session.may("plan")


def test_a_ring_of_ones_own_making_opens_no_lock(school_session: Session) -> None:
    assert school_session.user
    forged = vault.KeyRing(vault.ring_path(school_session.path))
    forged.put(bytes(32), "forged-word", school_session.user.ring_entry, CHEAP)
    forged.save(bytes(32))
    with pytest.raises(StoreError, match="不是本校学校文件的，或被人改动"):
        opening.enter(school_session, 1, "forged-word")
    with pytest.raises(StoreError, match="不是本校学校文件的，或被人改动"):
        opening.recovery_code(school_session, "forged-word")


def test_the_recovery_code_is_shown_to_the_administrator_with_the_password(
    school_session: Session,
) -> None:
    user = opening.add_user(school_session, "李老师", "second-word", role="registrar", cost=CHEAP)
    with pytest.raises(WrongPassword):
        opening.recovery_code(school_session, "second-word")
    assert len(opening.recovery_code(school_session, PASSWORD)) == 14 * 6 - 1
    opening.enter(school_session, user, "second-word")
    with pytest.raises(NotAllowed, match="由管理员来做，您是教务"):
        opening.recovery_code(school_session, "second-word")
    with pytest.raises(NotAllowed, match="由管理员来做"):
        opening.add_user(school_session, "王老师", "third-word", role="admin", cost=CHEAP)
    with pytest.raises(NotAllowed, match="由管理员来做"):
        opening.remove_user(school_session, 1)
    assert len(vault.load(school_session.path).entries) == 2


def test_the_recovery_code_opens_as_the_first_administrator(school_session: Session) -> None:
    path = school_session.path
    code = opening.recovery_code(school_session, PASSWORD)
    user = opening.add_user(school_session, "李老师", "second-word", role="admin", cost=CHEAP)
    school_session.run(users.set_role(1, "registrar"))
    school_session.close()
    with opening.open_with_recovery(path, code, "new-word", runner=jobs.Inline(), cost=CHEAP) as s:
        assert s.user and (s.user.id, s.user.role_name) == (user, "管理员")
    with open_school(path, PASSWORD, name="教务") as opened:  # another's password stays
        assert opened.user and opened.user.role_name == "教务"


def test_where_every_user_was_taken_away_the_recovery_code_makes_one(
    school_session: Session,
) -> None:
    path = school_session.path
    code = opening.recovery_code(school_session, PASSWORD)

    def empty(store: Store) -> None:
        names = store.writer.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'user'"
        ).fetchall()
        kept = store.writer.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'user'"
        ).fetchall()
        for (name,) in names:
            store.writer.execute(f"DROP TRIGGER {name}")
        store.writer.execute("DELETE FROM user")
        for (text,) in kept:
            store.writer.execute(text)

    school_session.with_key(empty)
    school_session.close()
    with pytest.raises(StoreError, match=r"用户名单是空的.*请用恢复码打开"):
        open_school(path, PASSWORD)
    with opening.open_with_recovery(path, code, "new-word", runner=jobs.Inline(), cost=CHEAP) as s:
        assert s.user and s.user.role_name == "管理员"
        s.run(students.create({"name": "张伟"}))
    with pytest.raises(WrongPassword):
        open_school(path, PASSWORD)


def test_a_lost_ring_is_made_anew_from_the_recovery_code(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    code = create(path, name="党校", password=PASSWORD, cost=CHEAP)
    vault.ring_path(path).unlink()
    with pytest.raises(StoreError, match=r"找不到密钥文件.*恢复码"):
        open_school(path, PASSWORD)
    assert not vault.ring_path(path).exists()
    with opening.open_with_recovery(path, code, "new-word", runner=jobs.Inline(), cost=CHEAP) as s:
        assert s.user_name == "教务"
        assert opening.recovery_code(s, "new-word") == code
    with open_school(path, "new-word", runner=jobs.Inline()) as opened:
        assert opened.user_name == "教务"


def test_another_schools_recovery_code_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    before = path.read_bytes(), vault.ring_path(path).read_bytes()
    with pytest.raises(StoreError, match=r"这个恢复码打不开学校文件.*没有改动任何文件"):
        opening.open_with_recovery(path, recovery.code_of(KEY), "new-word", cost=CHEAP)
    assert (path.read_bytes(), vault.ring_path(path).read_bytes()) == before


def test_neither_names_nor_numbers_nor_passwords_stand_in_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    code = create(path, name="示范县委党校", password="口令Pass90", user_name="李敏", cost=CHEAP)
    opened = open_school(path, "口令Pass90", runner=jobs.Inline())
    number = "99000019780503123X"
    opened.run(students.create({"name": "欧阳春", "phone": "13900001234", "unit_name": "县水利局"}))
    assert opened.read(units.names) == ["县水利局"]
    files = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    assert {"校.dxjw", "校.dxkey", "校.dxjw-wal"} <= set(files)
    assert len(files["校.dxjw-wal"]) > 0
    opened.close()
    files |= {p.name + " closed": p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    secrets = (
        "口令Pass90", "李敏", "欧阳春", "ouyang", "13900001234", "县水利局", "党校", number,
        "CREATE TABLE", "SQLite format", code, code.replace("-", ""), recovery.key_of(code).hex(),
    )  # fmt: skip
    for name, content in files.items():
        for secret in secrets:
            for coding in ("utf-8", "utf-16-le", "gb18030"):
                assert secret.encode(coding) not in content, (name, secret)
        assert recovery.key_of(code) not in content
