"""签发证书: which numbers whom would get, with what missing, looked at before any number is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.certificates import lacking, ledger
from app.certificates.lacking import PHOTO, Foreseen
from app.classes import classes, doubted_dates
from app.file.operation import Operation
from app.ground.jobs import Progress
from ui import theme
from ui.context import Context
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.inputs import WrongInput
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.people.student import StudentDialog

FOREVER = "证书一经签发不能撤销，编号不会再用；开错的只能作废、补发。"
COLUMNS = (
    Column("number", "将得到的编号", 190),
    Column("name", "姓名", 120, bold=True),
    Column(
        "lacks", "证书上会缺", 220, stretch=True, format=lambda text: Cell(str(text), theme.WARN)
    ),
)


class IssueDialog(FormDialog):
    """For students of a class who have no certificate; those whose certificate would lack something first."""

    help_topic: ClassVar[str] = "证书"

    def __init__(
        self,
        context: Context,
        class_id: int,
        waiting: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        self._class_id, self._waiting = class_id, list(waiting)
        self._looking: Progress | None = None
        self.found: list[Foreseen] = []
        ends = context.read(classes.summary, class_id).end_date
        date = Field(
            "issue_date",
            "签发日期",
            "date",
            required=True,
            doubt=lambda day: context.read(doubted_dates.issued, class_id, day),
        )
        super().__init__(
            context,
            f"为 {len(waiting)} 名学员签发证书",
            [date],
            {"issue_date": ends},
            self._issue,
            right="certificates",
            kept_as=f"class:{class_id}:issue",
            columns=1,
            width=640,
            save=f"签发 {len(waiting)} 张",
            parent=parent,
        )
        text = FOREVER + "此前的操作从此也不能再撤销。"
        self.body.insertWidget(1, label(text, "muted", wrap=True))
        self.said = label("", wrap=True)
        self.body.addWidget(self.said)
        card = Card(margins=(1, 1, 1, 1))
        self.table = SmallTable(COLUMNS)
        self.table.setAccessibleName("将签发的证书")
        self.table.setMinimumHeight(theme.px(210))
        self.table.opened.connect(self.open_student)
        self.table.picked.connect(self._show_wording)
        card.body.addWidget(self.table)
        self.body.addWidget(card)
        self.wording = label("", "quiet", wrap=True)
        self.wording.setMinimumHeight(theme.px(52))
        self.wording.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.wording)
        self.form.edited.connect(lambda *_: self.look())
        context.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what would be issued on the day that stands there, or was put back."""
        super().showEvent(event)
        self.look()

    def look(self) -> None:
        """Have it reckoned anew what would be issued on the day that stands there; nothing is written."""
        if self._looking is not None:
            self._looking.cancel()
        try:
            values = self.form.values()
        except WrongInput:
            return  # a day is still being typed
        self._looking = self.context.imagine(
            self._issue(values),
            lacking.foreseen,
            self._class_id,
            self._waiting,
            parent=self,
            on_done=self._show,
        )

    def open_student(self, student_id: int) -> StudentDialog:
        """Open the record, where what is missing is filled in."""
        dialog = StudentDialog(self.context, student_id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _issue(self, values: dict[str, Any]) -> Operation[list[int]]:
        return ledger.issue(self._class_id, self._waiting, values["issue_date"])

    def _changed(self, kinds: frozenset[str]) -> None:
        if "student" in kinds and self.isVisible():
            self.look()

    def _show(self, found: list[Foreseen]) -> None:
        self.found = found
        numbers = f"编号 {found[0].number} 至 {found[-1].number}。" if found else ""
        told = lacking.told([lacking.Lacking(o.student_id, o.name, o.lacks) for o in found])
        more = f"{told}；双击一行，打开档案补上再签发。" if told else "证书上要写的都齐全。"
        self.said.setText(numbers + more)
        theme.role(self.said, "warn" if told else "good")
        first = sorted(found, key=lambda one: (not set(one.lacks) - {PHOTO}, not one.lacks))
        self.table.fill(
            [
                {
                    "id": one.student_id,
                    "number": one.number,
                    "name": one.name,
                    "lacks": "、".join(one.lacks),
                }
                for one in first
            ]
        )
        if self.table.current_id() is None and first:
            self.table.selectRow(0)
        self._show_wording()

    def _show_wording(self) -> None:
        picked = self.table.current_id()
        self.wording.setText(next((o.wording for o in self.found if o.student_id == picked), ""))
