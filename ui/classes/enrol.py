"""从档案添加: students of the archive chosen into a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.classes import enrolment
from app.file.operation import Change
from app.ground.errors import UserError
from app.people import students
from ui import theme
from ui.context import Context
from ui.kit import columns as c
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.columns import Column
from ui.kit.dialog import Dialog
from ui.kit.half_filled import HalfFilled
from ui.kit.link_button import link_button
from ui.kit.message import MessageBar
from ui.kit.search_box import SearchBox
from ui.kit.tablemodel import TableModel
from ui.kit.tableview import TableView
from ui.kit.text import label, literal
from ui.people.student import StudentDialog

COLUMNS = (
    Column("name", "姓名", 140, bold=True, value=lambda row: c.archived(row, str(row["name"]))),
    Column("sex_name", "性别", 56),
    Column("birth_date", "出生年月", 90, format=c.birth),
    Column("unit_name", "单位", 200, stretch=True),
    Column("post", "职务", 170),
    Column("class_count", "参训", 60, "right", c.number),
)


class EnrolDialog(Dialog):
    """Search, choose with Ctrl and Shift, 加入. It stays open, so that more can follow.

    Who was chosen and not put in yet is chosen again next time, unless one was done with it.
    """

    touched = Signal()

    def __init__(self, context: Context, class_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._class_id = context, class_id
        self.setWindowTitle("从学员档案添加")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(theme.px(820), theme.px(560))
        self.search = SearchBox("姓名、拼音、单位、身份证号末几位")
        self.model = TableModel(context.read, students.LISTING, COLUMNS, self)
        self.table = TableView(self.model)
        self.table.set_empty("学员档案还是空的", "请在「学员」页导入名册，或点下面的「新建学员」。")
        self.table.set_nothing(
            "没有找到这样的学员", "换个说法试试；档案里还没有的，点下面的「新建学员」。"
        )
        self.message = MessageBar()
        self.count = label("", "muted")
        self.button = QPushButton("加入")
        self.button.setDefault(True)
        theme.role(self.button, "primary")
        self.button.clicked.connect(self.enrol)
        close = QPushButton("完成")
        close.setAutoDefault(False)
        close.clicked.connect(self._done_with)
        self.half_filled = HalfFilled(context, f"enrol:{class_id}", self)
        card = Card(margins=(1, 1, 1, 1))
        card.body.addWidget(self.table)
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        self.new_button = link_button("新建学员…")
        self.new_button.clicked.connect(self.enrol_new)
        foot.addWidget(self.new_button)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (22, 18, 22, 18)))
        column.setSpacing(theme.px(10))
        column.addWidget(label("从学员档案添加", "heading"))
        column.addWidget(self.half_filled)
        column.addWidget(self.search)
        column.addWidget(card, 1)
        column.addWidget(self.message)
        column.addLayout(foot)
        self.table.set_menu([], tools=lambda: (self.button, self.new_button))
        self.search.searched.connect(self._find)
        self.search.moved_down.connect(self.table.enter)
        self.search.installEventFilter(self)
        self.table.opened.connect(lambda _: self.enrol())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self._find("")

    def showEvent(self, event: QShowEvent) -> None:
        """Choose again who was chosen and not put in."""
        self.half_filled.begin({"chosen": self})
        super().showEvent(event)

    def typed(self) -> dict[str, Any]:
        """What is looked for, and who is chosen."""
        return {"search": self.search.text(), "ids": self.table.selected_ids()}

    def retype(self, state: Mapping[str, Any]) -> None:
        """Look for it, and choose them."""
        if "search" in state:
            self.search.setText(state["search"])
            self.search.returnPressed.emit()  # looked for at once, not after the choosing
        self.table.select_ids(state.get("ids", []))

    def _done_with(self) -> None:
        self.half_filled.finished()
        self.accept()

    def enrol(self) -> None:
        """Put those who are selected into the class."""
        ids = self.table.selected_ids()
        if ids:
            self.context.run(
                enrolment.enrol(self._class_id, ids),
                parent=self,
                on_done=self._done,
                on_error=self._failed,
            )

    def enrol_new(self) -> StudentDialog:
        """Make a record of somebody whom the archive does not have, and put him into the class at once."""
        dialog = StudentDialog(
            self.context,
            None,
            self,
            name=self._typed_name(),
            into=self._class_id,
            on_saved=self._made,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _typed_name(self) -> str:
        """The name that was searched for, if it was one."""
        text = self.search.text().strip()
        return text if text and not text.isascii() else ""

    def _made(self, change: Change[int]) -> None:
        self.message.show_text(f"已{change.name}。", "good")
        self.search.clear()
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+A in an empty search box means everyone found."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.matches(QKeySequence.StandardKey.SelectAll) and not self.search.text():
            self.table.enter()
            self.table.selectAll()
            return True
        return False

    def _find(self, text: str) -> None:
        self.model.show(search=text)
        self._tell()

    def _tell(self) -> None:
        chosen = len(self.table.selected_ids())
        how = "" if chosen else "。按住 Ctrl 或 Shift 多选，Ctrl+A 全选"
        self.count.setText(f"找到 {len(self.model.ids):,} 人，已选 {chosen} 人{how}")
        self.touched.emit()
        self.button.setText(literal(f"加入 {chosen} 人" if chosen else "加入"))
        self.button.setEnabled(bool(chosen))
        name = self._typed_name()
        self.new_button.setText(literal(f"新建学员「{name}」…" if name else "新建学员…"))
        grey(self.new_button, self.context.missing("students", "enrolment"))

    def _done(self, change: Change[int]) -> None:
        asked = len(self.table.selected_ids())
        text = f"已加入 {change.value} 人。" if change.value else ""
        if change.value < asked:
            text += f"{asked - change.value} 人原已在班。"
        self.message.show_text(text, "good")
        self.table.clearSelection()
        self.search.clear()
        self.search.setFocus()
        self._tell()

    def _failed(self, error: UserError) -> bool:
        self.message.show_text(error.text, "bad")
        return True
