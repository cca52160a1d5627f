"""What is exported imports again: into its own school nothing changes, into an empty one the same rows come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.classes import classes, lessons
from app.exchange import kind
from app.exchange.engine.importer import Review
from app.file.session import Session
from app.papers import roster, timetable
from tests.ui.planned import context_of
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.list_page import ListPage
from ui.people.student_list import StudentListPage
from ui.teaching.course_list import CourseListPage
from ui.teaching.teacher_list import TeacherListPage

LISTS = (
    (TeacherListPage, "courses"),
    (CourseListPage, "courses"),
    (StudentListPage, "roster"),
)
COUNTED = ("授课次数", "用过的班次", "参训")  # of lessons and classes, not of the list
DRAFT = "2026-03"


def exported(
    qtbot: QtBot, context: Context, of: type[ListPage], path: Path
) -> tuple[Path, list[list[str]]]:
    page = of(context)
    qtbot.addWidget(page)
    page.reload()
    with qtbot.waitSignal(context.said):
        page.export()
    shown = [i for i, column in enumerate(page.model.columns) if column.title not in COUNTED]
    return path, sorted([row[i] for i in shown] for row in page.model.table())


def review(session: Session, key: str, path: Path, code: str = "") -> Review:
    return session.read(kind(key).importer().review, path, code)


def all_same(found: Review) -> bool:
    return found.counts["same"] == len(found.entries) > 0 and not found.findings


def bring(session: Session, key: str, path: Path, code: str | None = None) -> None:
    found = review(session, key, path, code or "" if key == "plan" else "")
    assert found.counts["new"] == len(found.entries) > 0, found.findings
    session.run(kind(key).importer().write(found, code))


def cells(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Where the next export goes."""

    def to(name: str) -> Path:
        target = tmp_path / f"{name}.xlsx"
        monkeypatch.setattr(file_dialogs, "save_as", lambda *_: target)
        return target

    return to


def test_lists_rosters_and_timetables_go_out_and_come_in_again(
    qtbot: QtBot,
    demo_session: Session,
    school_session: Session,
    saved: Callable[[str], Path],
) -> None:
    here, there = context_of(demo_session), context_of(school_session)
    for of, key in LISTS:
        path, rows = exported(qtbot, here, of, saved(of.__name__))
        assert all_same(review(demo_session, key, path)), of.title
        bring(school_session, key, path)
        assert exported(qtbot, there, of, saved("again"))[1] == rows, of.title
    here.deleteLater()
    there.deleteLater()
    draft = demo_session.read(classes.by_code, DRAFT)
    spans = demo_session.read(classes.spans, draft.id)
    made = school_session.run(
        classes.create(
            {"code": DRAFT, "name": draft.name},
            [classes.Span(s.start_date, s.end_date) for s in spans],
        )
    ).value
    path = saved("课程表")
    own = demo_session.read(lessons.of_class, draft.id)[0]
    demo_session.run(lessons.update(own.id, {"title": "不在课程库里的一课", "course_id": None}))
    timetable.write_workbook(demo_session.read(timetable.gather, draft.id), path)
    assert all_same(review(demo_session, "plan", path, DRAFT))
    demo_session.undo()
    plan = demo_session.read(timetable.gather, draft.id)
    timetable.write_workbook(plan, path)
    assert all_same(review(demo_session, "plan", path, DRAFT))
    bring(school_session, "plan", path, DRAFT)
    assert school_session.read(timetable.gather, made).rows == plan.rows


def test_a_roster_goes_out_and_comes_in_again(
    demo_session: Session, school_session: Session, tmp_path: Path
) -> None:
    columns = tuple(roster.FIELDS)
    path = tmp_path / "花名册.xlsx"
    of = demo_session.read(classes.by_code, "2026-01").id
    gone = demo_session.read(roster.gather, of, identity=True, columns=columns)
    roster.write_workbook(gone, path)
    assert all_same(review(demo_session, "roster", path))
    made = school_session.run(
        classes.create(
            {"code": "2026-01", "name": "某班"}, [classes.Span("2026-03-02", "2026-03-03")]
        )
    ).value
    bring(school_session, "roster", path, "2026-01")
    come = school_session.read(roster.gather, made, identity=True, columns=columns)
    roster.write_workbook(come, tmp_path / "again.xlsx")
    assert cells(tmp_path / "again.xlsx")[2:] == cells(path)[2:]  # below the class and its dates
