"""Who may do what: asked of the file before any write, and of an undo what it undoes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, get_args

import pytest

from app import demo
from app.classes import classes, enrolment
from app.classes.classes import Span
from app.exchange import KINDS, roster
from app.file import rights, sql
from app.file.operation import Operation, Transaction, operation
from app.file.rights import Right
from app.file.session import Session
from app.ground.errors import NotAllowed, UserError
from app.ground.paths import ROOT
from app.people import students
from app.school import school, users
from app.teaching import venues

WEEK = (Span("2026-11-02", "2026-11-06"),)


# what an upgrade writes there: the column's default
AS_BEFORE = (
    "UPDATE operation SET rights = (SELECT trim(dflt_value, '''')"
    " FROM pragma_table_info('operation') WHERE name = 'rights')"
)


def join(session: Session, role: str) -> int:
    """Another user of that role, who is not at work yet."""
    return session.run(users.add(f"{role}甲", f"entry-{role}", role)).value


@pytest.fixture
def as_role(school_session: Session) -> Callable[[str], Session]:
    """The open school with a user of that role at work."""

    def become(role: str) -> Session:
        school_session.become(1)
        known = {u.role: u.id for u in school_session.read(users.all)}
        school_session.become(known.get(role) or join(school_session, role))
        return school_session

    return become


def declared() -> list[tuple[str, object]]:
    """Where app/ declares an operation, and the right it names there: a code, None, or a sign."""
    found: list[tuple[str, object]] = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if not isinstance(called, ast.Name) or called.id not in ("operation", "Operation"):
                continue
            assert isinstance(node, ast.Call)
            named = [k.value for k in node.keywords if k.arg == "right"]
            value = named[0].value if named and isinstance(named[0], ast.Constant) else "?"
            found.append((f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", value))
    return found


def test_every_operation_of_the_program_names_its_right() -> None:
    found = declared()
    assert len(found) > 50
    # two pass on what they were given, of an import its list's; an undo asks for what it undoes, and what
    # comes back from a backup needs what each of its rows needs
    free = {place.split(":")[0] for place, right in found if right not in get_args(Right)}
    imports = "app/exchange/engine/importer.py"
    brought = "app/retrieval/bringing.py"
    assert free == {"app/file/operation.py", "app/file/reversal.py", imports, brought}
    assert [kind.importer().right for kind in KINDS] == [kind.right for kind in KINDS]
    assert [kind.right for kind in KINDS] == ["students", "libraries", "classes", "plan"]
    assert [r for p, r in found if p.startswith("app/file/reversal.py")] == [None] * 3


def test_the_rights_of_the_program_are_those_of_the_file(school_session: Session) -> None:
    assert school_session.read(rights.every) == set(get_args(Right))
    for role, _ in school_session.read(users.roles):
        assert role == "reader" or any(role in r.roles for r in school_session.read(users.table)), (
            role
        )


def test_the_first_user_may_do_everything(school_session: Session) -> None:
    assert school_session.user and school_session.user.role_name == "管理员"
    assert school_session.may(*get_args(Right))


def test_nobody_in_particular_may_only_read(school_session: Session) -> None:
    school_session.become(99)
    assert (school_session.user, school_session.user_name) == (None, "")
    assert school_session.read(students.count) == 0
    with pytest.raises(NotAllowed, match="不在这个学校文件的用户名单中"):
        school_session.run(students.create({"name": "张伟"}))


@pytest.mark.parametrize("role", ["admin", "registrar", "class_teacher", "leader", "reader"])
def test_a_role_does_what_its_rights_say_and_no_more(
    role: str, as_role: Callable[[str], Session]
) -> None:
    admin = as_role("admin")
    class_id = admin.run(classes.create({"code": "2026-01", "name": "一班"}, WEEK)).value
    student = admin.run(students.create({"name": "张伟"})).value
    place = admin.run(venues.create({"name": "礼堂"})).value
    spare = admin.run(users.add("临时", "spare", "reader")).value
    verbs: dict[Right, Operation[Any]] = {
        "libraries": venues.update(place, {"remark": "大"}),
        "students": students.update(student, {"post": "科员"}),
        "classes": classes.update(class_id, {"remark": "早"}),
        "enrolment": enrolment.enrol(class_id, [student]),
        "school": school.update(admin.read(school.get)),
        "users": users.set_role(spare, "leader"),
        "sql": sql.write("UPDATE teacher SET remark = '甲'"),
    }
    session = as_role(role)
    held = {r.code for r in session.read(users.table) if role in r.roles}
    for right, verb in verbs.items():
        before = session.operations(1)[0].id
        assert session.may(right) is (right in held)
        if right in held:
            session.run(verb)
        else:
            with pytest.raises(NotAllowed, match=r"由.*管理员.*来做，您是.+。没有写入任何数据。"):
                session.run(verb)
            assert session.operations(1)[0].id == before


def test_a_refusal_names_the_right_who_has_it_and_who_one_is(
    as_role: Callable[[str], Session],
) -> None:
    session = as_role("class_teacher")
    with pytest.raises(NotAllowed) as refused:
        session.run(classes.create({"code": "1", "name": "一班"}))
    assert refused.value.text == "「班次」由管理员、教务来做，您是班主任。没有写入任何数据。"
    assert session.missing("users") == "「用户和恢复码」由管理员来做，您是班主任。"
    assert session.missing("enrolment") == ""


def test_what_a_called_verb_needs_is_needed(as_role: Callable[[str], Session]) -> None:
    @operation("登记并入班", right="enrolment")
    def sign_in(tx: Transaction, class_id: int) -> None:
        student_id = tx.call(students.create({"name": "张伟"}))
        tx.call(enrolment.enrol(class_id, [student_id]))

    admin = as_role("admin")
    class_id = admin.run(classes.create({"code": "1", "name": "一班"})).value
    teacher = as_role("class_teacher")
    with pytest.raises(NotAllowed, match="「学员档案」"):
        teacher.run(sign_in(class_id))
    assert teacher.read(students.count) == 0
    registrar = as_role("registrar")
    registrar.run(sign_in(class_id))
    assert registrar.operations(1)[0].rights == {"students", "enrolment"}


def test_an_operation_is_taken_back_no_more_easily_than_what_it_calls(
    school_session: Session,
) -> None:
    @operation("准备", right="students")
    def prepare(tx: Transaction, inner: str) -> None:
        tx.call(students.create({"name": "张伟"}))
        tx.call(Operation("里面", lambda tx: None, inner, right="students"))  # type: ignore[arg-type]
        tx.call(students.create({"name": "李娜"}))

    for inner in ("stack", "apart", "barrier"):
        change = school_session.run(prepare(inner))
        assert (change.undo, school_session.operations(1)[0].undo) == (inner, inner)
    with pytest.raises(UserError, match="「准备」不能撤销"):
        school_session.undo()


def test_undo_and_redo_need_what_they_take_back_or_repeat(
    as_role: Callable[[str], Session],
) -> None:
    as_role("class_teacher")
    session = as_role("admin")
    class_id = session.run(classes.create({"code": "1", "name": "一班"})).value
    made = session.operations(1)[0].id
    session = as_role("class_teacher")
    assert session.undo_name() == "新建班次 一班"
    assert session.undo_missing() == "「班次」由管理员、教务来做，您是班主任。"
    for refused in (session.undo, lambda: session.take_back(made)):
        with pytest.raises(NotAllowed, match="「班次」"):
            refused()
    assert session.read(classes.get, class_id).name == "一班"
    session = as_role("admin")
    assert session.undo_missing() == ""
    session.undo()
    session = as_role("class_teacher")
    assert session.redo_missing()
    with pytest.raises(NotAllowed, match="「班次」"):
        session.redo()
    session = as_role("admin")
    session.redo()
    assert session.redo_missing() == session.undo_missing() == ""
    session = as_role("class_teacher")
    with pytest.raises(NotAllowed, match="「班次」"):
        session.undo()


def test_a_run_is_taken_back_by_who_may_do_every_part_of_it(
    as_role: Callable[[str], Session],
) -> None:
    as_role("class_teacher")
    session = as_role("admin")
    class_id = session.run(classes.create({"code": "1", "name": "一班"})).value
    student = session.run(students.create({"name": "张伟"})).value
    session.run(students.update(student, {"post": "科员"}).joined("填表"))
    session.run(enrolment.enrol(class_id, [student]).joined("填表"))
    session = as_role("class_teacher")
    with pytest.raises(NotAllowed, match="「学员档案」"):
        session.undo()


def test_what_was_done_before_there_were_rights_only_the_administrator_takes_back(
    as_role: Callable[[str], Session],
) -> None:
    as_role("registrar")
    session = as_role("admin")
    session.run(students.create({"name": "张伟"}))
    for statement in ("DROP TRIGGER operation_kept_update", AS_BEFORE):
        session.with_key(lambda store, sql=statement: store.writer.execute(sql))
    session = as_role("registrar")
    with pytest.raises(NotAllowed, match="由管理员来做"):
        session.undo()
    as_role("admin").undo()
    assert session.read(students.count) == 0


def test_rights_are_those_of_the_moment(as_role: Callable[[str], Session]) -> None:
    session = as_role("registrar")
    mine = session.user
    assert mine and session.may("plan")
    session.become(1)
    session.run(users.set_role(mine.id, "reader"))
    session.become(mine.id)
    assert not session.may("plan")
    with pytest.raises(NotAllowed, match="您是只读"):
        session.run(students.create({"name": "张伟"}))


def test_what_is_queued_stays_its_askers(as_role: Callable[[str], Session]) -> None:
    reader = as_role("reader")
    assert reader.user
    reader_id = reader.user.id
    reader.become(1)

    def switching(tx: Transaction) -> str:
        reader.become(reader_id)
        return (tx.call(students.create({"name": "张伟"})) and "") or ""

    reader.run(Operation("登记", switching, right="students"))
    assert reader.operations(1)[0].user_name == "教务"


def test_an_import_into_a_class_needs_both_rights(as_role: Callable[[str], Session]) -> None:
    session = as_role("admin")
    session.run(classes.create({"code": "1", "name": "一班"}, WEEK))
    review = session.read(roster.review, demo.workbook("学员名册.xlsx"))
    session.run(roster.write(review, "1"))
    assert session.operations(1)[0].rights == {"students", "enrolment"}
    session.undo()
    review = session.read(roster.review, demo.workbook("学员名册.xlsx"))
    session.run(roster.write(review))
    assert session.operations(1)[0].rights == {"students"}  # units are no right of their own
