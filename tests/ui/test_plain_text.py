"""Nothing that a record says is markup: how Qt's own widgets are held to it, and that nobody goes past it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QPushButton,
    QTabBar,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.planted import KEYS, MARK, columns
from tests.ui.plainness import tips
from ui.kit.dialog import Dialog
from ui.kit.manual import Manual
from ui.kit.text import label, literal

PICTURE = '<img width="900" height="700" src="{}">'

NOBODYS = (
    "QErrorMessage",
    "QGraphicsTextItem",
    "QInputDialog",
    "QMessageBox",
    "QProgressDialog",
    "QSplashScreen",
    "QStaticText",
    "QWhatsThis",
    "QWizard",
    "setHtml",
    "insertHtml",
    "appendHtml",
    "insertMarkdown",
    "setOpenExternalLinks",
    "RichText",
    "AutoText",
    "MarkdownText",
)
# What reads or guesses markup, and the only files that may speak of it.
GUESSES = {
    "QLabel": {"ui/kit/text.py"},
    "QTextBrowser": {"ui/kit/manual.py"},
    "QTextDocument": {
        *("ui/school/recovery_code.py", "ui/kit/pdf.py", "ui/kit/manual.py"),
        "ui/kit/pattern_input.py",
    },
    "QTextEdit": {
        "ui/kit/pattern_input.py"
    },  # it takes plain text alone, and puts its chips in itself
    "setMarkdown": {"ui/kit/manual.py"},
    "setTextFormat": {"ui/kit/text.py"},
    "QToolTip": {"ui/veil.py"},  # which takes them away
    **{name: set[str]() for name in NOBODYS},
}
# What takes "&" for a key: of these, what is no constant goes through ``literal``.
KEYED = {
    "addAction",
    "addMenu",
    "addTab",
    "setTabText",
    "setTitle",
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QPushButton",
    "QRadioButton",
    "QToolButton",
}
PRESSED = ("action", "box", "button", "entry", "undo", "redo")  # in the names of what is pressed
UI = Path(__file__).parents[2] / "ui"


def reads_markup(widget: QWidget) -> bool:
    """Whether Qt has made a document of a label's text."""
    inside = widget.findChildren(QObject)
    return any(one.metaObject().className() == "QWidgetTextControl" for one in inside)


@pytest.mark.parametrize("own_sheet", ["", "color: red;"])
def test_a_tooltip_fetches_no_picture(qtbot: QtBot, own_sheet: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyleSheet(own_sheet)
    widget.setToolTip(PICTURE.format("file:///990000.invalid/UNC.png"))
    widget.show()
    for _ in range(2):  # made, then used again
        at = QPoint(3, 3)
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        (tip,) = tips()
        assert tip.textFormat() == Qt.TextFormat.PlainText
        assert tip.text() == widget.toolTip() and tip.height() < 200
        assert not reads_markup(tip)
    QToolTip.hideText()


def test_a_box_of_qt_itself_is_plain(qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setText(PICTURE.format("x"))
    box.show()
    formats = {one.textFormat() for one in box.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_label_is_plain_before_it_is_shown(qtbot: QtBot) -> None:
    for made in (label(MARK), label(MARK, wrap=True), label(MARK, select=True)):
        qtbot.addWidget(made)
        assert made.text() == MARK
        assert made.textFormat() == Qt.TextFormat.PlainText


def test_what_is_pressed_has_no_key_of_its_text(qtbot: QtBot) -> None:
    button, bar = QPushButton(literal("R&D\t1")), QTabBar()
    qtbot.addWidget(button)
    qtbot.addWidget(bar)
    bar.addTab(literal("甲&乙"))
    assert button.shortcut().isEmpty()
    assert (button.text(), bar.tabText(0)) == ("R&&D 1", "甲&&乙")


def test_a_title_says_what_stands_in_it(qtbot: QtBot) -> None:
    dialog = Dialog()
    qtbot.addWidget(dialog)
    dialog.setWindowTitle("甲[*]乙")
    dialog.setWindowModified(True)
    assert dialog.windowTitle() == "甲[*][*]乙"  # which Qt shows as one


def test_the_manual_fetches_nothing(qtbot: QtBot) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.show_topic("开始")
    icons = UI.parent / "resources" / "icons" / "school.svg"
    assert manual.browser.loadResource(2, icons.as_uri()) is None
    assert manual.browser.toPlainText().startswith("开始")


def test_every_text_is_planted_but_keys_and_patterns() -> None:
    planted = columns()
    assert sum(map(len, planted.values())) > 50
    assert set(KEYS) < set(planted)


def test_no_file_goes_past_it() -> None:
    wrong: list[str] = []
    for path in sorted(UI.rglob("*.py")):
        file = path.relative_to(UI.parent).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = _named(node)
            if said in GUESSES and file not in GUESSES[said]:
                wrong.append(f"{file} uses {said}: see ui/kit/text.py")
            if isinstance(node, ast.Call) and _makes_a_key(node):
                wrong.append(f"{file}:{node.lineno} puts a text on a button past literal()")
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('QPushButton("保存")', False),
        ("QPushButton(literal(name))", False),
        ("QPushButton()", False),
        ("QPushButton(name)", True),
        ("menu.addAction(person.name)", True),
        ('menu.addAction(theme.icon("x"), where)', False),
        ('self.go_button.setText(f"加入 {name}")', True),
        ('self.note.setText(f"加入 {name}")', False),
        ('self.more_button.setText("甲" if one else "乙")', False),
    ],
)
def test_the_look_at_buttons_sees(line: str, wrong: bool) -> None:
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call)
    assert _makes_a_key(call) is wrong


def _named(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.name if isinstance(node, ast.alias) else ""


def _makes_a_key(call: ast.Call) -> bool:
    if not call.args or _own(call.args[0]):
        return False
    name = _named(call.func)
    if name == "setText" and isinstance(call.func, ast.Attribute):
        return any(word in ast.unparse(call.func.value) for word in PRESSED)
    return name in KEYED


def _own(text: ast.expr) -> bool:
    """Whether a text is a constant, made literal, or no text: an icon or a tab's widget."""
    if isinstance(text, ast.IfExp):
        return _own(text.body) and _own(text.orelse)
    if isinstance(text, ast.Call):
        return _named(text.func) in ("literal", "icon") or _named(text.func).endswith("_tab")
    return isinstance(text, ast.Constant)
