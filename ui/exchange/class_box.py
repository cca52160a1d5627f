"""同时编入: the class that people of a list go into as well, or none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from app.classes.classes import Class
from app.text import chinese
from ui import theme


class ClassBox(QComboBox):
    """``currentData`` is the id of the class, None for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("同时编入班次")
        self.setMinimumWidth(theme.px(160))
        self.setMaximumWidth(theme.px(320))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def offer(self, found: Sequence[Class], wanted: object) -> bool:
        """Offer the classes that are not over, and the ``wanted`` one of before (补录); see ``choose``."""
        self.clear()
        self.addItem("不编入班次", None)
        for one in found:
            if one.status != "closed" or (one.brought_in and one.id == wanted):
                self.addItem(chinese.class_title(one.name, one.issue), one.id)
        return self.choose(wanted)

    def choose(self, wanted: object) -> bool:
        """Choose a class, and tell whether it can be; none is chosen where it cannot."""
        index = self.findData(wanted)
        self.setCurrentIndex(max(0, index))
        return wanted is None or index >= 0
