"""A paper of the register in the preview: a change of what is chosen makes it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import papers
from app.classes import classes, enrolment
from app.demo import CLASS_CODE
from app.school import school
from tests.ui.told import told
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.preview import PreviewDialog
from ui.papers.column_chooser import ColumnChooser
from ui.papers.paper_options import OptionBar
from ui.papers.paper_preview import show

Opened = Callable[..., PreviewDialog]


@pytest.fixture
def opened(qtbot: QtBot, demo_context: Context) -> Opened:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()

    def preview(key: str = "roster") -> PreviewDialog:
        class_id = demo_context.read(classes.by_code, CLASS_CODE).id
        show(demo_context, papers.kind(key), class_id, "进修班", parent=window)
        qtbot.waitUntil(lambda: any(not d.isHidden() for d in window.findChildren(PreviewDialog)))
        return next(d for d in window.findChildren(PreviewDialog) if not d.isHidden())

    return preview


def bar(dialog: PreviewDialog) -> OptionBar:
    found = dialog.findChild(OptionBar)
    assert isinstance(found, OptionBar)
    return found


def text(dialog: PreviewDialog) -> str:
    with pypdfium2.PdfDocument(dialog.pages._file) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).split())


def change(dialog: PreviewDialog, qtbot: QtBot, do: Callable[[], object]) -> None:
    """Do something that makes the paper anew, and wait for it."""
    before = dialog.pages
    do()
    qtbot.waitUntil(lambda: dialog.pages is not before)


def test_identity_numbers_are_a_tick_away_and_not_remembered(
    opened: Opened, qtbot: QtBot, demo_context: Context
) -> None:
    dialog = opened()
    folder = dialog.pages._file.parent
    box = bar(dialog).controls["identity"]
    assert isinstance(box, QCheckBox)
    assert not box.isChecked()
    assert "身份证号" not in text(dialog)
    change(dialog, qtbot, box.click)
    assert "身份证号" in text(dialog) and "990000" in text(dialog)
    assert not folder.exists()
    dialog.close()
    assert demo_context.settings.papers.get("roster", {}) == {}
    again = opened()
    assert "身份证号" not in text(again)
    again.close()


def test_columns_are_chosen_in_a_dialog_and_remembered(
    opened: Opened,
    qtbot: QtBot,
    demo_context: Context,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened()
    button = bar(dialog).controls["columns"]
    assert isinstance(button, QPushButton)
    button.click()
    chooser = dialog.findChild(ColumnChooser)
    assert isinstance(chooser, ColumnChooser)
    chooser.list.setCurrentRow(0)
    chooser.move_row(1)
    change(dialog, qtbot, chooser.accept)
    assert "姓名序号性别" in text(dialog)
    qtbot.waitUntil(lambda: demo_context.read(school.get).roster_columns != "")
    assert demo_context.read(school.get).roster_columns.startswith("name number sex ")
    assert "columns" not in demo_context.settings.papers.get("roster", {})
    target = tmp_path / "名册.xlsx"
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_: target)
    dialog.export()
    qtbot.waitUntil(target.exists)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[3]][:3] == ["姓名", "序号", "性别"]
    dialog.close()
    again = opened()
    assert "姓名序号性别" in text(again)
    again.close()


def test_what_cannot_be_made_leaves_what_is_shown_and_its_choice(
    opened: Opened, qtbot: QtBot, demo_context: Context
) -> None:
    demo_context.settings.papers["roster"] = {"columns": ["number", "name"]}
    dialog = opened()
    class_id = demo_context.read(classes.by_code, CLASS_CODE).id
    ids = demo_context.read(enrolment.LISTING.ids, scope={"class_id": class_id})
    demo_context.session.run(enrolment.update(ids[0], {"post": "\ue815"}))
    before = dialog.pages
    options = bar(dialog)
    order = options.controls["order"]
    assert isinstance(order, QComboBox)
    options.choose("columns", ("name", "post"))
    qtbot.waitUntil(lambda: dialog.message.text.text() != "")
    assert "没有" in dialog.message.text.text()
    assert dialog.pages is before
    assert options.choice.chosen["columns"] == ("number", "name")
    assert demo_context.settings.papers["roster"] == {"columns": ["number", "name"]}
    change(dialog, qtbot, lambda: options.choose("order", "unit"))
    dialog.close()


def test_printing_stops_when_the_paper_changes(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    pane = dialog.printing
    many = dialog.pages.count
    change(dialog, qtbot, lambda: bar(dialog).choose("columns", ("name",)))
    assert pane.range.placeholderText() == f"全部（1-{dialog.pages.count}），或如 1,3-5"
    assert dialog.pages.count <= many
    assert len(dialog.paper.sheets.frames) == dialog.pages.count
    dialog.close()


def test_a_paper_without_choices_has_no_line_for_them(opened: Opened) -> None:
    dialog = opened("timetable")
    assert dialog.findChild(OptionBar) is None
    dialog.close()


def test_certificates_not_yet_issued_are_told(qtbot: QtBot, demo_context: Context) -> None:
    class_id = demo_context.read(classes.by_code, CLASS_CODE).id
    with qtbot.waitSignal(demo_context.said) as said:
        show(demo_context, papers.kind("certificates"), class_id, "进修班")
    assert "还没有可打印的证书" in told(said)[0]


def test_who_may_not_change_the_school_keeps_the_columns_on_this_pc(
    opened: Opened, qtbot: QtBot, demo_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_context, "may", lambda *rights: False)
    dialog = opened()
    options = bar(dialog)
    change(dialog, qtbot, lambda: options.choose("columns", ("name", "number")))
    assert demo_context.settings.papers["roster"]["columns"] == ("name", "number")
    assert demo_context.read(school.get).roster_columns == ""
    dialog.close()
