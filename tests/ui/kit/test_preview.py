from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Progress
from tests.ui.planned import context_of
from tests.ui.told import told
from ui.context import Context
from ui.kit.preview import PreviewDialog, page_numbers, preview


def three_pages(path: Path, progress: Progress) -> None:
    pdf = pypdfium2.PdfDocument.new()
    for number, size in enumerate(((595, 842), (595, 842), (842, 595))):
        progress.step(number, 3)
        pdf.new_page(*size).close()
    pdf.save(path)
    pdf.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.show()
    return widget


@pytest.fixture
def context(school_session: Session, window: QWidget) -> Context:
    return context_of(school_session, window)


def opened(qtbot: QtBot, context: Context, window: QWidget) -> PreviewDialog:
    found: list[PreviewDialog] = []
    preview(context, "课程表", three_pages, parent=window, opened=found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_pages_are_drawn_as_they_come_into_sight(
    qtbot: QtBot, context: Context, window: QWidget
) -> None:
    dialog = opened(qtbot, context, window)
    sheets = dialog.paper.sheets
    qtbot.waitUntil(lambda: 0 in sheets._drawn)
    assert 2 not in sheets._drawn
    dialog.paper.go(2)
    qtbot.waitUntil(lambda: 2 in sheets._drawn)
    assert dialog._place.text() == "第 3 页，共 3 页"
    dialog.close()


def test_closing_asks_the_closed_file_for_nothing(
    qtbot: QtBot, context: Context, window: QWidget
) -> None:
    dialog = opened(qtbot, context, window)
    sheets = dialog.paper.sheets
    sheets._timer.start(0)
    dialog.done(0)
    assert not sheets._timer.isActive()
    assert sheets.frames == []


def test_zoom_in_steps_and_to_the_window(qtbot: QtBot, context: Context, window: QWidget) -> None:
    dialog = opened(qtbot, context, window)
    dialog.paper.set_zoom(1.0)
    dialog.paper.step_zoom(1)
    assert dialog._zoom.text() == "110%"
    dialog.paper.step_zoom(-1)
    dialog.paper.step_zoom(-1)
    assert dialog._zoom.text() == "90%"
    dialog.paper.fit("page")
    assert dialog.paper.sheets.frames[0].height() <= dialog.paper.viewport().height()
    dialog.close()


def test_the_pdf_is_saved_and_its_folder_goes_with_the_dialog(
    qtbot: QtBot,
    context: Context,
    window: QWidget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(qtbot, context, window)
    target = tmp_path / "课程表.pdf"
    monkeypatch.setattr(
        "ui.kit.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    dialog.save_pdf()
    saved = pypdfium2.PdfDocument(target)
    assert len(saved) == 3
    saved.close()
    folder = dialog.pages._file.parent
    assert folder.exists()
    dialog.close()
    assert not folder.exists()


def test_printed_a_page_at_a_time(
    qtbot: QtBot, context: Context, window: QWidget, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context, window)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setResolution(100)
    with qtbot.waitSignal(dialog.printing.said) as said:
        dialog.printing.print_on(printer, [0, 2])
    assert told(said)[0] == "已送往打印机，共 2 页。"
    printed = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    assert len(printed) == 2
    width, height = printed.get_page_size(1)
    assert width > height
    printed.close()
    dialog.close()


def test_printing_can_be_stopped(
    qtbot: QtBot, context: Context, window: QWidget, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context, window)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    dialog.printing.print_on(printer, [0, 1, 2])
    dialog.printing.stop()
    assert dialog.message.text.text() == "已停止，送出了 0 页。"
    dialog.close()


def test_a_paper_that_cannot_be_made_says_why(
    qtbot: QtBot, context: Context, window: QWidget
) -> None:
    def refuse(path: Path, progress: Progress) -> None:
        raise UserError("还没有可打印的证书。")

    with qtbot.waitSignal(context.said) as said:
        preview(context, "结业证书", refuse, parent=window)
    assert told(said)[0] == "还没有可打印的证书。"


def test_page_numbers_as_people_write_them() -> None:
    assert page_numbers("", 3) == [0, 1, 2]
    assert page_numbers("1，3-5", 5) == [0, 2, 3, 4]
    assert page_numbers("2、1", 2) == [1, 0]
    for wrong in ("0", "4", "3-1", "a", "1-"):
        assert page_numbers(wrong, 3) is None
