"""用户: added, changed and removed by 管理员 only, of whom one always stays."""

from __future__ import annotations

import pytest
import sqlcipher3
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from app.file import sql
from app.file.session import Session
from app.ground.errors import UserError
from app.school import users

ROLES = ("admin", "registrar", "class_teacher", "leader", "reader")


def test_users_are_no_matter_of_undo(school_session: Session) -> None:
    user = school_session.run(users.add(" 李老师 ", "entry", "registrar")).value
    assert [(u.name, u.role_name) for u in school_session.read(users.all)] == [
        ("教务", "管理员"),
        ("李老师", "教务"),
    ]
    assert school_session.undo_name() is None
    with pytest.raises(UserError, match="用户名已经有了"):
        school_session.run(users.add("李老师", "other", "reader"))
    change = school_session.run(users.remove(user))
    assert change.name == "删除用户 李老师"
    with pytest.raises(UserError, match="至少要留一个"):
        school_session.run(users.remove(1))


def test_a_role_is_changed_and_told(school_session: Session) -> None:
    user = school_session.run(users.add("李老师", "entry", "reader")).value
    assert school_session.run(users.set_role(user, "leader")).name == "把李老师改为校领导"
    with pytest.raises(UserError, match="用户角色没有「king」"):
        school_session.run(users.set_role(user, "king"))
    with pytest.raises(UserError, match="已被删除"):
        school_session.run(users.set_role(99, "leader"))


def test_the_last_administrator_is_neither_demoted_nor_removed(school_session: Session) -> None:
    other = school_session.run(users.add("李老师", "entry", "registrar")).value
    for verb in (users.set_role(1, "registrar"), users.remove(1)):
        with pytest.raises(UserError, match="至少要有一位管理员"):
            school_session.run(verb)
    school_session.run(users.set_role(other, "admin"))
    with pytest.raises(UserError, match="不能删除自己"):
        school_session.run(users.remove(1))
    school_session.run(users.set_role(1, "registrar"))
    assert [u.role for u in school_session.read(users.all)] == ["registrar", "admin"]


def test_the_table_of_rights_is_data(school_session: Session) -> None:
    table = school_session.read(users.table)
    assert [r.name for r in table][:2] == ["课程、师资和场地", "学员档案"]
    assert all("admin" in r.roles for r in table)
    assert {r.code for r in table if "reader" in r.roles} == set()
    assert {r.code for r in table if "leader" in r.roles} == {"sign"}
    assert {r.code for r in table if "registrar" not in r.roles} == {
        "sign",
        "users",
        "export",
        "sql",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE user SET role = 'registrar' WHERE id = 1",
        "UPDATE user SET role = 'registrar'",
        "UPDATE OR REPLACE user SET role = NULL WHERE id = 1",
        "UPDATE OR REPLACE user SET name = '教务' WHERE id = 2",
        "UPDATE OR REPLACE user SET ring_entry = (SELECT ring_entry FROM user WHERE id = 1) WHERE id = 2",
        "INSERT OR REPLACE INTO user (id, name, role, ring_entry) VALUES (1, '丙', 'reader', 'c')",
        "INSERT OR REPLACE INTO user (id, name, role, ring_entry) VALUES (3, '教务', 'leader', 'c')",
        "REPLACE INTO user (id, name, role, ring_entry) VALUES (1, '丙', NULL, 'c')",
        "DELETE FROM user WHERE id = 1",
        "DELETE FROM user WHERE role = 'admin'",
        "DELETE FROM user",
    ],
)
def test_bare_sql_leaves_an_administrator(school_session: Session, statement: str) -> None:
    school_session.run(users.add("李老师", "entry", "registrar"))
    before = school_session.read(users.all)
    with pytest.raises(UserError, match=r"至少要有一位管理员|已经有了|不能更改|必须填写"):
        school_session.run(sql.write(statement))
    for recursive in ("ON", "OFF"):  # past the program, too
        with pytest.raises(sqlcipher3.dbapi2.IntegrityError):
            school_session.with_key(lambda store, r=recursive: _bare(store.writer, statement, r))
    assert school_session.read(users.all) == before


def _bare(db: Database, statement: str, recursive: str) -> None:
    db.execute(f"PRAGMA recursive_triggers = {recursive}")
    try:
        db.execute(statement)
    finally:
        db.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM role_right WHERE role = 'admin'",
        "UPDATE role_right SET role = 'reader' WHERE role = 'admin' AND user_right = 'users'",
        "UPDATE role SET code = 'boss' WHERE code = 'admin'",
        "DELETE FROM role WHERE code = 'admin'",
        "INSERT INTO role_right VALUES ('reader', 'sql')",
        "UPDATE role_right SET role = 'reader' WHERE role = 'leader'",
    ],
)
def test_the_administrator_keeps_every_right(school_session: Session, statement: str) -> None:
    with pytest.raises(UserError, match="不允许"):  # the tables of codes are nobody's to write
        school_session.run(sql.write(statement))
    with pytest.raises(sqlcipher3.dbapi2.IntegrityError, match="不能更改"):
        school_session.with_key(lambda store: store.writer.execute(statement))


_steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 5), st.sampled_from(ROLES)),
        st.tuples(st.just("role"), st.integers(1, 6), st.sampled_from(ROLES)),
        st.tuples(st.just("remove"), st.integers(1, 6), st.just("")),
        st.tuples(st.just("become"), st.integers(1, 6), st.just("")),
        st.tuples(st.just("replace"), st.integers(1, 6), st.sampled_from(ROLES)),
        st.tuples(st.just("name"), st.integers(1, 6), st.sampled_from(["用户1", "用户2", "教务"])),
        st.tuples(st.just("undo"), st.just(0), st.just("")),
    ),
    max_size=25,
)


def test_whatever_is_done_with_roles_an_administrator_is_left(school_session: Session) -> None:
    refused: set[str] = set()

    @given(steps=_steps)
    def tried(steps: list[tuple[str, int, str]]) -> None:
        first = school_session.with_key(lambda store: _begin_again(store.writer))
        school_session.become(first)
        for what, number, text in steps:
            try:
                _do(school_session, what, first - 1 + number, text)
            except UserError as error:
                refused.add(error.text)
            assert any(u.role == "admin" for u in school_session.read(users.all))

    tried()
    assert any("您是" in text for text in refused)
    assert any("至少要有一位管理员" in text for text in refused)


def _begin_again(db: Database) -> int:
    """Leave one administrator, with a number that nobody had before; return it."""
    given = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'user'").fetchone()[0]
    db.execute(
        "INSERT INTO user (id, name, role, ring_entry) VALUES (?, '暂代', 'admin', ?)",
        [given + 1, f"entry-{given + 1}"],
    )
    db.execute("DELETE FROM user WHERE id <> ?", [given + 1])
    db.execute("UPDATE user SET name = '教务' WHERE id = ?", [given + 1])
    return given + 1


def _do(session: Session, what: str, number: int, text: str) -> None:
    match what:
        case "add":
            session.run(users.add(f"用户{number}", f"entry{number}", text))
        case "role":
            session.run(users.set_role(number, text))
        case "remove":
            session.run(users.remove(number))
        case "become":
            session.become(number)
        case "undo":
            session.undo()
        case "name":
            session.run(
                sql.write(f"UPDATE OR REPLACE user SET name = '{text}' WHERE id = {number}")
            )
        case _:
            session.run(
                sql.write(
                    "INSERT OR REPLACE INTO user (id, name, role, ring_entry)"
                    f" VALUES ({number}, '换{number}', '{text}', 'new{number}')"
                )
            )
