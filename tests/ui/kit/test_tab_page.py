"""A page of tabs unites the kinds of its parts, and hands over what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.ground.jobs import Progress
from ui.classes.class_page import ClassPage
from ui.context import Context
from ui.kit.part import Part
from ui.kit.tab_page import TabPage
from ui.mainwindow import MainWindow


class _Told(Part):
    """Keeps what was asked of it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.asked: list[object] = []

    def open(self, **args: object) -> None:
        self.asked.append(args)

    def reload(self) -> None:
        self.asked.append("reload")

    def drop(self) -> None:
        self.asked.append("drop")


class Lesson(_Told):
    title = "课次"
    kinds = frozenset({"lesson"})


class Student(_Told):
    title = "学员"
    kinds = frozenset({"student", "unit"})
    help_topic = "导入名册"
    begins = "students"

    def begin(self) -> None:
        self.asked.append("begin")

    def look(self) -> None:
        self.asked.append("look")


class Both(TabPage):
    made_of: ClassVar[Mapping[str, type[Part]]] = {"lessons": Lesson, "students": Student}
    kinds = frozenset({"class"})
    help_topic = "统计"


@pytest.fixture
def page(context: Context, qtbot: QtBot) -> Both:
    made = Both(context)
    qtbot.addWidget(made)
    return made


def asked(page: Both, key: str) -> list[object]:
    part = page.parts[key]
    assert isinstance(part, _Told)
    return part.asked


def test_tabs_stand_closer_where_there_is_no_room_for_all(page: Both, qtbot: QtBot) -> None:
    page.resize(600, 300)
    page.show()
    assert page.bar.property("role") in (None, "")
    wide = page.bar.sizeHint().width()
    page.resize(140, 300)
    assert page.bar.property("role") == "tight"
    assert page.bar.sizeHint().width() < wide
    page.resize(600, 300)
    assert page.bar.property("role") == ""


def test_its_kinds_are_its_own_and_its_parts() -> None:
    assert Both.kinds == {"class", "lesson", "student", "unit"}
    assert TabPage.kinds == frozenset()


def test_every_part_is_told_of_what_and_one_is_read(page: Both) -> None:
    page.show_for(class_id=7, tab="students")
    assert page.tab == "students" and page.place() == {"tab": "students"}
    assert asked(page, "lessons") == [{"class_id": 7}]
    assert asked(page, "students") == [{"class_id": 7}, "reload"]
    page.show_for(tab="no such tab")
    assert page.tab == "students"


def test_another_tab_is_read_when_it_is_shown(page: Both, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.turned):
        page.turn("students")
    assert asked(page, "students") == ["reload"]
    assert asked(page, "lessons") == []


def test_verbs_go_to_the_tab_that_is_seen(page: Both) -> None:
    assert (page.answers("begin"), page.needs(), page.topic()) == (False, None, "统计")
    page.turn("students")
    assert page.answers("begin") and page.answers("look") and not page.answers("print_")
    assert (page.needs(), page.topic()) == ("students", "导入名册")
    page.begin()
    page.look()
    assert asked(page, "students") == ["reload", "begin", "look"]
    assert asked(page, "lessons") == []


def test_nothing_half_typed_is_kept_in_any_tab(page: Both) -> None:
    page.drop()
    assert asked(page, "students") == asked(page, "lessons") == ["drop"]


def test_the_menus_follow_the_tab(window: MainWindow) -> None:
    assert window.context is not None
    draft = window.context.read(classes.by_code, "2026-03").id
    window.go("class", class_id=draft, tab="curriculum")
    export = window.actions_by_key["export"]
    assert not export.isEnabled() and window.actions_by_key["print"].isEnabled()
    page = window.current()
    assert isinstance(page, ClassPage)
    page.turn("students")
    assert export.isEnabled() and window.topic() == "学员名单"
    page.turn("info")
    assert not export.isEnabled()


def test_a_tab_that_is_a_list_exports_what_it_shows(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.context is not None
    asked_for: list[str] = []

    def save(_: object, __: str, name: str, *___: object) -> tuple[str, str]:
        asked_for.append(Path(name).name)
        return str(tmp_path / "学员.xlsx"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    draft = window.context.read(classes.by_code, "2026-03").id
    window.go("class", class_id=draft, tab="students")
    page = window.current()
    assert isinstance(page, ClassPage)
    page.students.search.setText("张")
    page.students.search.returnPressed.emit()
    with qtbot.waitSignal(window.context.said):
        window.actions_by_key["export"].trigger()
    assert asked_for == ["2026年秋季科级干部进修班（第3期） 学员.xlsx"]
    sheet = openpyxl.load_workbook(tmp_path / "学员.xlsx").active
    assert sheet is not None
    names = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    shown = page.students.model.texts(Progress())
    assert 0 < len(shown) < 42 and {row[1] for row in shown} <= names
