"""审定未通过: every problem at once, how to mend it, the clause; a click goes to the half-day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.rules.advice import Advice
from ui import theme
from ui.kit.dialog import Dialog
from ui.kit.text import label
from ui.rules.verdict_panel import FIRST, AdviceBox, gathered


class RefusalDialog(Dialog):
    """Why a class cannot be approved yet. ``followed(lesson_ids)``: show these lessons."""

    help_topic: ClassVar[str] = "审定与重开"

    followed = Signal(tuple)

    def __init__(
        self, title: str, advices: Sequence[Advice], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("还不能审定")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        barring = [a for a in gathered(advices) if a.severity == "block"]
        warning = [a for a in gathered(advices) if a.severity != "block"]
        self.boxes: list[AdviceBox] = []
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(8))
        for advice in barring:
            column.addWidget(self._box(advice))
        if warning:
            column.addSpacing(theme.px(6))
            column.addWidget(label("另有提醒，不影响审定：", "muted"))
        for advice in warning[:FIRST]:
            column.addWidget(self._box(advice))
        if warning[FIRST:]:
            text = f"还有 {len(warning) - FIRST} 条提醒，见课表右侧。"
            column.addWidget(label(text, "muted"))
        column.addStretch(1)
        inside = QWidget()
        theme.role(inside, "page")
        inside.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        back = QPushButton("回去改正")
        theme.role(back, "primary")
        back.setDefault(True)
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(label("没有写入任何数据。点一条，就到课表中的那节课。", "muted"))
        foot.addStretch(1)
        foot.addWidget(back)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        outer.setSpacing(theme.px(10))
        outer.addWidget(label(f"「{title}」还不能审定", "heading", wrap=True))
        outer.addWidget(label(f"有 {len(barring)} 个问题必须改正：", "muted"))
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)
        height = 190 + 104 * len(barring) + 84 * len(warning[:FIRST])
        self.resize(theme.px(620), min(theme.px(height), theme.px(600)))
        back.setFocus()

    def _box(self, advice: Advice) -> AdviceBox:
        box = AdviceBox(advice)
        box.followed.connect(self._follow)
        self.boxes.append(box)
        return box

    def _follow(self, lesson_ids: tuple[int, ...]) -> None:
        self.accept()
        self.followed.emit(lesson_ids)
