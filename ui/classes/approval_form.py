"""提交审定: who approved and when, as the school asks it; what the class is still without, each opening its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.classes import classes, doubted_dates, readiness
from app.classes.readiness import Lack
from app.file.operation import Operation
from app.school import school
from ui import theme
from ui.context import Context
from ui.kit.card import Card
from ui.kit.fact_fields import Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.link_button import link_button
from ui.kit.text import label

HINTS = {
    "approved_by": "如 校委会",
    "minutes": "如 校委会纪要〔2026〕5号",
    "document_number": "如 组通〔2026〕12号",
}
LATER = "不知道的可以先空着，审定以后在“基本信息”里补记。"


def approval_fields(context: Context, class_id: int, keys: Sequence[str]) -> list[Field]:
    """Return the fields of an approval, those that are asked."""
    field = Fields(context, classes.FACTS)
    said: dict[str, dict[str, Any]] = {key: {"hint": hint} for key, hint in HINTS.items()}
    said["approved_by"] |= {
        "kind": "suggest",
        "find": lambda text: [n for n in context.read(readiness.approvers) if text in n],
    }
    said["approved_on"] = {
        "hint": "会议的日期",
        "doubt": lambda day: context.read(doubted_dates.approved, class_id, day),
    }
    return [field(key, **said[key]) for key in classes.APPROVAL if key in keys]


class ApprovalDialog(FormDialog):
    """``wanted(lack)``: show where something missing is put right; what was typed here waits."""

    help_topic: ClassVar[str] = "审定与重开"

    wanted = Signal(object)

    def __init__(
        self, context: Context, class_id: int, name: str, parent: QWidget | None = None
    ) -> None:
        asked = context.read(school.get).approval_asks.split()
        known = context.read(readiness.approvers)[:1] if "approved_by" in asked else []
        super().__init__(
            context,
            f"审定「{name}」",
            approval_fields(context, class_id, asked),
            {"approved_by": known[0]} if known else {},
            lambda said: classes.approve(class_id, said),
            right="approve",
            kept_as=f"class:{class_id}:approve",
            save="审定",
            parent=parent,
        )
        self.lacks = context.read(readiness.lacks, class_id)
        self.buttons: list[QPushButton] = []
        if asked:
            self.body.addWidget(label(LATER, "quiet", wrap=True))
        if self.lacks:
            self.body.addWidget(self._lacking())

    def _lacking(self) -> Card:
        card = Card(margins=(14, 10, 14, 10), spacing=4, look="amber")
        card.body.addWidget(label("还缺这些，不影响审定：", "strong", wrap=True))
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        for lack in self.lacks:
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(label(f"△ {lack.text}", wrap=True), 1)
            go = link_button("去补上")
            go.setAccessibleName(f"去补上：{lack.text}")
            go.clicked.connect(lambda _=False, found=lack: self._go(found))
            row.addWidget(go)
            self.buttons.append(go)
            column.addLayout(row)
        card.body.addLayout(column)
        return card

    def _go(self, lack: Lack) -> None:
        self.reject()  # not given up: it is there again
        self.wanted.emit(lack)


class NoteApprovalDialog(FormDialog):
    """补记审定情况: what was not known on the day, or was written down wrong."""

    help_topic: ClassVar[str] = "审定与重开"

    def __init__(
        self, context: Context, class_id: int, name: str, parent: QWidget | None = None
    ) -> None:
        one = context.read(classes.get, class_id)

        def make(said: dict[str, Any]) -> Operation[None]:
            return classes.note_approval(class_id, said)

        super().__init__(
            context,
            f"补记审定情况「{name}」",
            approval_fields(context, class_id, classes.APPROVAL),
            {key: getattr(one, key) for key in classes.APPROVAL},
            make,
            right="approve",
            kept_as=f"class:{class_id}:approval",
            changed_only=True,
            parent=parent,
        )
