"""从备份取回: look through a backup, choose one thing, see what would come, bring it back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.file.operation import Change
from app.ground.errors import UserError
from app.retrieval import bringing, bundle
from app.retrieval.bringing import Outlook
from app.retrieval.bundle import Bundle
from app.retrieval.shelf import NOUNS, Shelf
from ui import theme
from ui.context import Context
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Column
from ui.kit.dialog import Dialog
from ui.kit.message import MessageBar
from ui.kit.search_box import SearchBox
from ui.kit.tablemodel import TableModel
from ui.kit.tableview import TableView
from ui.kit.text import label

COLUMNS = (
    Column("name", "名称", 220, bold=True, stretch=True),
    Column("note", "说明", 240, stretch=True),
)


class RetrievalDialog(Dialog):
    """Left the backup, by noun; right what bringing the one picked back would do."""

    help_topic = "备份与密码"
    _outlook: Outlook | None = None
    _refused = ""

    def __init__(self, context: Context, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.shelf = context, shelf
        self._bundle: Bundle | None = None
        self.setWindowTitle("从备份取回")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(theme.px(1040), theme.px(600))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (22, 18, 22, 18)))
        column.setSpacing(theme.px(10))
        column.addWidget(label("从备份取回", "heading"))
        column.addWidget(
            label(
                f"「{shelf.path.name}」，内容到 {shelf.at[:16]}。备份只读，不会改动；"
                "取回是一项操作，可以撤销。",
                "muted",
                wrap=True,
            )
        )
        halves = QHBoxLayout()
        halves.setSpacing(theme.px(14))
        halves.addLayout(self._left(), 3)
        halves.addLayout(self._right(), 2)
        column.addLayout(halves, 1)
        self.finished.connect(lambda _: shelf.close())
        self._turn(NOUNS[0].table)
        self.search.setFocus()

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(theme.px(10))
        self.chips = ChipBar()
        self.chips.set_chips(
            [(n.table, n.name, len(self.shelf.read(n.listing.ids))) for n in NOUNS]
        )
        self.chips.picked.connect(self._turn)
        self.search = SearchBox("名称、拼音首字母、编号、身份证号末几位")
        self.search.searched.connect(self._find)
        self.search.moved_down.connect(lambda: self.table.enter())
        self.tables = {noun.table: self._table(noun.table) for noun in NOUNS}
        self.stack = QStackedWidget()
        for table in self.tables.values():
            self.stack.addWidget(table)
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.body.addWidget(self.stack)
        left.addWidget(self.chips)
        left.addWidget(self.search)
        left.addWidget(card, 1)
        return left

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        self.told = label("", wrap=True, select=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setContentsMargins(*(theme.px(m) for m in (16, 12, 16, 12)))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.told)
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.body.addWidget(scroll)
        self.replace = QCheckBox("现在不同的，也改回备份里的内容")
        self.message = MessageBar()
        row = QHBoxLayout()
        row.addStretch(1)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        self.button = QPushButton("取回")
        theme.role(self.button, "primary")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.bring_back)
        self.replace.toggled.connect(lambda _: self._settle())
        row.addWidget(close)
        row.addWidget(self.button)
        right.addWidget(card, 1)
        right.addWidget(self.replace)
        right.addWidget(self.message)
        right.addLayout(row)
        return right

    def _table(self, name: str) -> TableView:
        noun = next(n for n in NOUNS if n.table == name)
        view = TableView(TableModel(self.shelf.read, noun.listing, COLUMNS, self))
        view.setAccessibleName(f"备份里的{noun.name}")
        view.set_empty(f"这份备份里没有{noun.name}")
        view.set_nothing("没有找到", "换个说法试试，如拼音首字母。")
        view.picked.connect(self._pick)
        view.set_menu([], tools=lambda: (self.button,))
        return view

    @property
    def table(self) -> TableView:
        """The table of the noun shown."""
        return self.tables[self.chips.current or NOUNS[0].table]

    def show_one(self, table: str, row_id: int) -> None:
        """Go to one thing."""
        self.chips.pick(table)
        self._turn(table)
        model = self.table.model()
        assert isinstance(model, TableModel)
        self.table.selectRow(model.row_of(row_id))

    def bring_back(self) -> None:
        """Bring the thing picked back."""
        if self._bundle is not None and self.button.isEnabled():
            self.context.run(
                bringing.bring_back(self._bundle, replace=self.replace.isChecked()),
                parent=self,
                on_done=self._brought,
                on_error=self._failed,
            )

    def _turn(self, table: str) -> None:
        self.stack.setCurrentWidget(self.tables[table])
        self._find(self.search.text())

    def _find(self, text: str) -> None:
        model = self.table.model()
        assert isinstance(model, TableModel)
        model.show(search=text)
        self._pick()

    def _pick(self) -> None:
        """Say what bringing the row picked back would do."""
        self.message.show_text("")  # what was said of another row
        row_id = self.table.current_id()
        self._bundle = self._outlook = None
        self._refused = ""
        if row_id is None:
            self.told.setText("在左边选一条：这里写明缺少什么、现在有什么不同、会取回什么。")
        else:
            noun = next(n for n in NOUNS if self.tables[n.table] is self.table)
            self._bundle = self.shelf.read(bundle.collect, noun.table, row_id)
            try:
                self._outlook = self.context.read(bringing.outlook, self._bundle)
                self.told.setText("\n".join(self._outlook.lines()))
            except UserError as error:
                self._refused = error.text
                self.told.setText(error.text)
        self._settle()

    def _settle(self) -> None:
        found = self._outlook
        self.replace.setVisible(found is not None and bool(found.different))
        able = found is not None and bool(
            found.brought or (found.different and self.replace.isChecked())
        )
        needed = found.rights_to(replace=self.replace.isChecked()) if found else frozenset()
        why = self._refused or (self.context.missing(*sorted(needed)) if needed else "")
        grey(self.button, why, able=able)

    def _brought(self, change: Change[Outlook]) -> None:
        done = change.value
        count = len(done.brought)
        text = f"已取回 {count:,} 条记录。" if count else "已改回备份里的内容。"
        self.replace.setChecked(False)
        self._pick()
        self.message.show_text(text + "要撤销，关闭这个窗口后按 Ctrl+Z。", "good")

    def _failed(self, error: UserError) -> bool:
        self.message.show_text(error.text, "bad")
        return True
