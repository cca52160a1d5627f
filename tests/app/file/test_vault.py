"""The key ring and the recovery code: who gets in, and that nothing else is written there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import opening
from app.file import vault
from app.file.session import Session
from app.file.store import Store
from app.ground import jobs
from app.ground.errors import NotAllowed, StoreError, UserError, WrongPassword
from app.opening import create, open_school
from app.people import students, units
from app.school import users

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
KEY = bytes(range(100, 132))
keys = st.binary(min_size=vault.KEY_BYTES, max_size=vault.KEY_BYTES)


@given(key=keys)
def test_a_recovery_code_is_the_key(key: bytes) -> None:
    code = vault.recovery_code(key)
    assert len(code.split("-")) == 14
    assert {len(group) for group in code.split("-")} == {5}
    assert vault.key_of(code) == key
    assert vault.key_of(" " + code.lower().replace("-", "  ") + "\n") == key
    assert vault.key_of(code.replace("1", "l").replace("0", "o")) == key
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in code)  # typed with a Chinese input method
    assert vault.key_of(full_width) == key


@pytest.mark.parametrize("key", [KEY, bytes(32), b"\xff" * 32], ids=["some", "zeros", "ones"])
def test_every_single_mistyped_character_is_found_in_its_group(key: bytes) -> None:
    code = vault.recovery_code(key)
    for place, right in enumerate(code):
        if right == "-":
            continue
        group = place // 6 + 1
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if wrong == right:
                continue
            with pytest.raises(UserError, match=f"第 {group} 组有误"):
                vault.key_of(code[:place] + wrong + code[place + 1 :])


@given(key=keys)
def test_groups_that_changed_places_are_found(key: bytes) -> None:
    groups = vault.recovery_code(key).split("-")
    for one in range(14):
        for other in range(one):
            swapped = list(groups)
            swapped[one], swapped[other] = groups[other], groups[one]
            with pytest.raises(UserError, match="组"):
                vault.key_of("-".join(swapped))


@given(key=keys, place=st.integers(0, 83))
def test_neighbours_that_changed_places_are_found(key: bytes, place: int) -> None:
    code = list(vault.recovery_code(key))
    if place + 1 >= len(code) or "-" in code[place : place + 2] or code[place] == code[place + 1]:
        return
    code[place], code[place + 1] = code[place + 1], code[place]
    with pytest.raises(UserError, match="恢复码"):
        vault.key_of("".join(code))


@pytest.mark.parametrize(
    "text", ["", "ABCDE", "U" * 70, "恢复" * 35, "0" * 69, "0" * 71, "💥" * 70]
)
def test_what_is_no_recovery_code_is_told_what_one_looks_like(text: str) -> None:
    with pytest.raises(UserError, match="14 组"):
        vault.key_of(text)


def ring_at(tmp_path: Path) -> vault.KeyRing:
    return vault.KeyRing(tmp_path / "校.dxkey")


def test_each_password_opens_its_own_entry(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    first = ring.put(KEY, "first-word", cost=CHEAP)
    second = ring.put(KEY, "第二个人的密码", cost=CHEAP)
    ring.save()
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
    with pytest.raises(UserError, match="至少要 6 个字符"):
        ring.put(KEY, "short", cost=CHEAP)
    assert ring.put(KEY, "first-word", entry, CHEAP) == entry
    assert {e.id for e in ring.entries} == {entry, other}
    assert ring.opens(entry, "first-word", KEY) and ring.opens(other, "first-word", KEY)
    assert not ring.opens(entry, "second-word", KEY)
    assert not ring.opens(entry, "first-word", bytes(32))
    assert not ring.opens("nobody", "first-word", KEY)


def test_equal_passwords_and_keys_leave_unequal_entries(tmp_path: Path) -> None:
    ring = ring_at(tmp_path)
    entry = ring.put(KEY, "first-word", cost=CHEAP)
    before = ring.entries[0]
    ring.put(KEY, "first-word", entry, CHEAP)
    assert (ring.entries[0].salt, ring.entries[0].wrapped) != (before.salt, before.wrapped)


def damaged(tmp_path: Path) -> list[str]:
    ring = ring_at(tmp_path)
    ring.put(KEY, PASSWORD, cost=CHEAP)
    ring.save()
    text = ring.path.read_text("ascii")
    saved = json.loads(text)
    entry = saved["entries"][0]

    def with_entry(**values: object) -> str:
        return json.dumps({"format": 1, "entries": [{**entry, **values}]})

    return [
        "", "null", "[]", '{"entries": []}', "{}", text[: len(text) // 2], text.replace('"wrapped"', '"wrap"'),
        '{"entries": 3}', '{"entries": "abc"}', '{"entries": [1]}', "\ufeff密钥",
        with_entry(salt="zz"), with_entry(salt=5), with_entry(salt=""),
        with_entry(wrapped=entry["wrapped"][:-2]), with_entry(wrapped=""), with_entry(id=None),
        with_entry(cost={"memory": 1, "passes": 1, "lanes": 1}),
        with_entry(cost={"memory": "64", "passes": 1, "lanes": 1}),
        with_entry(cost={"memory": 64, "passes": 0, "lanes": 1}),
        with_entry(cost={"memory": 1 << 40, "passes": 1, "lanes": 1}),
        with_entry(cost=[64, 1, 1]),
    ]  # fmt: skip


def test_a_damaged_ring_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    for text in damaged(tmp_path):
        (tmp_path / "校.dxkey").write_text(text, "utf-8")
        with pytest.raises(StoreError, match=r"已损坏.*恢复码打开.*数据没有丢失"):
            raise AssertionError(text, vault.load(tmp_path / "校.dxjw"))


def test_a_ring_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, hold_files: Callable[[], None]
) -> None:
    ring = ring_at(tmp_path)
    ring.put(KEY, PASSWORD, cost=CHEAP)
    ring.save()
    before = ring.path.read_bytes()
    hold_files()
    ring.put(KEY, "other-word", cost=CHEAP)
    with pytest.raises(StoreError, match=r"无法写入文件.*没有改动"):
        ring.save()
    assert ring.path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["校.dxkey"]
    with pytest.raises(StoreError, match="文件夹不存在"):
        vault.KeyRing(tmp_path / "gone" / "校.dxkey", ring.entries).save()


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
    forged.save()
    with pytest.raises(WrongPassword):
        opening.enter(school_session, 1, "forged-word")
    with pytest.raises(WrongPassword):
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
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:  # the key, and no more
        assert opened.user is None and not opened.may("backup")
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
    with pytest.raises(StoreError, match="密钥不对"):
        opening.open_with_recovery(path, vault.recovery_code(KEY), "new-word", cost=CHEAP)
    assert (path.read_bytes(), vault.ring_path(path).read_bytes()) == before


def test_neither_names_nor_numbers_nor_passwords_stand_in_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    code = create(path, name="示范县委党校", password="口令Pass9", user_name="李敏", cost=CHEAP)
    opened = open_school(path, "口令Pass9", runner=jobs.Inline())
    number = "99000019780503123X"
    opened.run(students.create({"name": "欧阳春", "phone": "13900001234", "unit_name": "县水利局"}))
    assert opened.read(units.names) == ["县水利局"]
    files = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    assert {"校.dxjw", "校.dxkey", "校.dxjw-wal"} <= set(files)
    assert len(files["校.dxjw-wal"]) > 0
    opened.close()
    files |= {p.name + " closed": p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    secrets = (
        "口令Pass9", "李敏", "欧阳春", "ouyang", "13900001234", "县水利局", "党校", number,
        "CREATE TABLE", "SQLite format", code, code.replace("-", ""), vault.key_of(code).hex(),
    )  # fmt: skip
    for name, content in files.items():
        for secret in secrets:
            for coding in ("utf-8", "utf-16-le", "gb18030"):
                assert secret.encode(coding) not in content, (name, secret)
        assert vault.key_of(code) not in content
