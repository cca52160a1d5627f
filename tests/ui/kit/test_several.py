from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from ui.kit.several import SeveralInput


def test_several_are_ticked_and_what_is_not_offered_any_more_stays(qtbot: QtBot) -> None:
    made = SeveralInput([("b", "保密"), ("a", "应急")])
    qtbot.addWidget(made)
    made.show()
    assert made.currentText() == "无"
    made.fill("a gone")
    assert made.currentText() == "应急"
    qtbot.keyClick(made, Qt.Key.Key_Down)
    boxes = made.findChildren(QCheckBox)
    assert [box.text() for box in boxes] == ["保密", "应急"]
    boxes[0].setChecked(True)
    boxes[1].setChecked(False)
    with qtbot.waitSignal(made.finished):
        qtbot.keyClick(boxes[0], Qt.Key.Key_Return)
    assert made.value() == "b gone"
