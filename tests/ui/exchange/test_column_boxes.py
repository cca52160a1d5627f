"""The first rows of a table with a box above each column: what is chosen there is asked for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.exchange import roster, teaching_list
from app.exchange.engine.asked import Asked
from app.exchange.engine.importer import Importer
from app.exchange.engine.reading import Reading
from app.file.session import Session
from ui.exchange.column_boxes import ColumnBoxes


class Shown:
    """The widget, shown anew for whatever it asks."""

    def __init__(self, qtbot: QtBot, session: Session, of: Importer, reading: Reading) -> None:
        self.widget = ColumnBoxes()
        qtbot.addWidget(self.widget)
        self.asked = Asked()
        self._session, self._of, self.reading = session, of, reading
        self.widget.said.connect(lambda change: self.show(change(self.asked)))
        self.show(Asked())

    def show(self, asked: Asked) -> None:
        self.asked = asked
        self.review = self._session.read(self._of.judged, self.reading, asked)
        part, table = self.reading.tables[0]
        sheets = [(sheet.name, sheet.visible) for sheet in self.reading.book.sheets]
        self.widget.show_table(asked, table, part, self._of.parts, sheets)

    def choose(self, column: int, key: str) -> None:
        box = self.widget.boxes[column]
        box.fill(key)
        box.activated.emit(box.currentIndex())


def book(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


@pytest.fixture
def roster_shown(qtbot: QtBot, school_session: Session, tmp_path: Path) -> Shown:
    sheets = {
        "汇总": [["参加者", "时任单位", "属相"], ["张三", "甲局", "龙"]],
        "第二批": [["姓名", "单位"], ["李四", "乙"]],
    }
    path = book(tmp_path / "名册.xlsx", sheets)
    shown = Shown(qtbot, school_session, roster.IMPORTER, roster.IMPORTER.read(path))
    shown.show(Asked(sheet="汇总"))
    return shown


def test_what_is_chosen_above_a_column_is_read(roster_shown: Shown) -> None:
    shown = roster_shown
    assert not shown.review.can_import
    assert shown.widget.words.text().startswith("还缺“姓名”，请选定是哪一列")
    assert shown.widget.area.isVisibleTo(shown.widget)
    assert [box.value() for box in shown.widget.boxes.values()] == ["", "unit_name", ""]
    box, unknown = shown.widget.boxes[0], shown.widget.boxes[0].parentWidget()
    assert unknown is not None and unknown.property("role") == "amber"
    shown.choose(0, "name")
    assert [e.values for e in shown.review.entries] == [{"name": "张三", "unit_name": "甲局"}]
    assert shown.widget.boxes[0] is box and unknown.property("role") == "well"
    assert shown.widget.boxes[0].value() == "name"
    assert shown.widget.forget_button.isVisibleTo(shown.widget)
    shown.widget.forget_button.click()
    assert shown.asked.columns == {} and not shown.review.can_import


def test_it_folds_where_all_is_known_and_stays_as_it_was_folded(roster_shown: Shown) -> None:
    shown = roster_shown
    shown.choose(0, "name")
    shown.widget.fold_button.click()
    assert not shown.widget.area.isVisibleTo(shown.widget)
    shown.choose(2, "remark")
    assert not shown.widget.area.isVisibleTo(shown.widget)
    assert shown.widget.words.text() == "名册的各列都认出来了。"
    shown.widget.fold_button.click()
    assert shown.widget.area.isVisibleTo(shown.widget)


def test_another_sheet_and_another_row_as_heading(roster_shown: Shown) -> None:
    widget = roster_shown.widget
    widget.sheet.fill("第二批")
    widget.sheet.activated.emit(0)
    assert roster_shown.asked.sheet == "第二批"
    assert [e.values["name"] for e in roster_shown.review.entries] == ["李四"]
    assert not widget.area.isVisibleTo(widget)  # all is known there
    widget.heading.fill(0)
    widget.heading.activated.emit(0)
    assert roster_shown.asked.columns["第二批"].heading == 0
    assert widget.area.isVisibleTo(widget) and len(widget.boxes) == 2


def test_a_sheet_of_a_list_of_several_sorts(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", {"表": [["姓名", "课程名称"], ["张三", "党章"]]})
    of = teaching_list.IMPORTER
    shown = Shown(qtbot, school_session, of, of.read(path))
    shown.widget.unfold(True)
    assert shown.widget.part.value() == "course" and shown.widget.part.isVisibleTo(shown.widget)
    shown.widget.part.fill("teacher")
    shown.widget.part.activated.emit(0)
    assert shown.reading.tables[0][0].key == "teacher"
