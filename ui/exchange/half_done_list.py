"""Reviews that were left half done: taken up again, or thrown away once what goes has been read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app import exchange
from app.exchange import half_done
from app.exchange.half_done import HalfDone
from app.ground.errors import UserError
from ui import theme
from ui.context import Context
from ui.kit import ask
from ui.kit.card import Card
from ui.kit.elided import ElidedLabel
from ui.kit.text import label

SHOWN = 5  # the latest


class HalfDoneList(Card):
    """``resumed(HalfDone)``: one is to go on; ``thrown_away(key)``: one is given up."""

    resumed = Signal(object)
    thrown_away = Signal(str)

    def __init__(self) -> None:
        super().__init__(spacing=6)
        self.heading = label("", "strong", wrap=True)
        self.body.addWidget(self.heading)
        self.lines: list[Card] = []
        self.buttons: dict[str, tuple[QPushButton, QPushButton]] = {}
        self.hide()

    def show_reviews(self, reviews: Sequence[HalfDone], kind: str) -> None:
        """Show them, those of the list that is to come first; nothing where there are none."""
        for old in self.lines:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.lines, self.buttons = [], {}
        many = len(reviews)
        self.heading.setText(
            "有一份没有完成的名单核对，可以接着做。"
            if many == 1
            else f"有 {many} 份没有完成的名单核对，可以接着做。"
        )
        for one in sorted(reviews, key=lambda one: one.list != kind)[:SHOWN]:
            self._add(one, "" if one.list == kind else f"{exchange.kind(one.list).title} · ")
        self.setVisible(many > 0)

    def _add(self, one: HalfDone, of: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(label(one.path.name, select=True))
        said = ElidedLabel("muted")
        said.show_text(f"{of}{one.at[5:16]} · {one.words()}")
        row.addWidget(said, 1)
        go_on, away = QPushButton("接着核对"), QPushButton("丢弃…")
        theme.role(go_on, "small")
        theme.role(away, "small")
        go_on.clicked.connect(lambda: self.resumed.emit(one))
        away.clicked.connect(lambda: self._ask(one))
        self.buttons[one.key] = (go_on, away)
        row.addWidget(go_on)
        row.addWidget(away)
        holder = Card(margins=(0, 0, 0, 0), look="bare")
        holder.body.addLayout(row)
        self.lines.append(holder)
        self.body.addWidget(holder)

    def _ask(self, one: HalfDone) -> None:
        goes = one.words().removeprefix("已")
        ask.first(
            self,
            f"丢弃「{one.path.name}」的核对",
            f"在这份名单上作过的{goes}都会丢掉，不能恢复。原来的工作簿和学校里的数据都不动。",
            "丢弃",
            lambda: self.thrown_away.emit(one.key),
        )


def go_on(context: Context, one: HalfDone) -> None:
    """Turn to the list and the class of a half-done review, and go on there."""
    try:
        args = context.read(half_done.place, one)
    except UserError as error:  # the class is gone
        context.warn(f"「{one.path.name}」的核对不能接着做：{error.text}")
        return
    context.go("import", **args)
