"""系统设置 · 检查: is the file as the program made it; what was found, what it means, what can be done."""

from __future__ import annotations

import datetime

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import inspection
from app.file import mending
from app.file.finding import Finding
from app.ground.jobs import Progress
from ui import theme
from ui.context import Context
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.message import MessageBar
from ui.kit.part import Part
from ui.kit.text import label

_WHAT = (
    "逐页核对文件，再核对结构、操作记录、每一条记录和每一张证书的签名：有没有损坏，有没有人在程序之外改过。"
    "检查不改动文件，可以随时取消。"
)


class CheckTab(Part):
    """One button, and what came of it; a finding that the program can mend has its button."""

    title = "检查"
    help_topic = "检查学校文件"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setMaximumWidth(theme.px(860))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(theme.px(14))
        card = Card(margins=(20, 16, 20, 16), spacing=10)
        card.body.addWidget(label("检查学校文件", "heading"))
        card.body.addWidget(label(_WHAT, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.last = label("这次打开以后还没有检查过。", "muted")
        self.mend_button = QPushButton("重建搜索索引")
        self.mend_button.clicked.connect(self.mend)
        self.mend_button.hide()
        self.button = QPushButton("检查")
        theme.role(self.button, "primary")
        self.button.clicked.connect(self.check)
        row.addWidget(self.last, 1)
        row.addWidget(self.mend_button)
        row.addWidget(self.button)
        card.body.addLayout(row)
        column.addWidget(card)
        self.verdict = MessageBar(closable=False)
        column.addWidget(self.verdict)
        self.told = QScrollArea()
        self.told.setWidgetResizable(True)
        self.told.setFrameShape(QScrollArea.Shape.NoFrame)
        self.told.hide()
        column.addWidget(self.told, 1)
        column.addStretch(0)

    def reload(self) -> None:
        """What was found stays until the next check."""
        grey(self.mend_button, self.context.missing("backup"))

    def check(self) -> None:
        """Check the file beside the window."""
        session = self.context.session

        def job(progress: Progress) -> list[Finding]:
            return inspection.of_session(session, progress)

        self.context.work("正在检查…", job, parent=self, on_done=self.show_findings)

    def show_findings(self, found: list[Finding]) -> None:
        """Show what a check has found."""
        grave = [one for one in found if one.grave]
        self.last.setText(f"上次检查：{datetime.datetime.now():%Y-%m-%d %H:%M}")
        if grave:
            self.verdict.show_text(f"有 {len(grave)} 处不对。没有改动任何数据。", "bad")
        else:
            self.verdict.show_text("文件完好。", "good")
        self.mend_button.setVisible(any(one.mend for one in found))
        inside = QWidget()
        theme.role(inside, "page")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(10))
        for one in found:
            card = Card(margins=(20, 12, 20, 12), spacing=4)
            card.body.addWidget(label(f"{one.what}。", wrap=True, select=True))
            card.body.addWidget(
                label(f"表示{one.means}。可以{one.advice}。", "muted", wrap=True, select=True)
            )
            lines.addWidget(card)
        lines.addStretch(1)
        self.told.setWidget(inside)
        self.told.setVisible(bool(found))

    def mend(self) -> None:
        """Make the search index anew."""
        session = self.context.session

        def job(progress: Progress) -> None:
            session.with_key(lambda store: mending.rebuild_search(store, progress))

        self.context.work("正在重建搜索索引…", job, parent=self, on_done=self._mended)

    def _mended(self, _: None) -> None:
        self.context.say("搜索索引已重建。")
        self.check()
