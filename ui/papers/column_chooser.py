"""栏目: which columns a paper shows, in which order; ticked, dragged or moved by keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.papers.options import Columns
from ui import theme
from ui.kit import verb_menu
from ui.kit.dialog import Dialog
from ui.kit.text import label, literal

_KEY = Qt.ItemDataRole.UserRole


class ColumnChooser(Dialog):
    """Columns chosen come first, in their order; those in ``shut`` keep their place but are not offered."""

    help_topic = "打印"

    def __init__(
        self,
        option: Columns,
        chosen: Sequence[str],
        shut: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._option, self._shut = option, frozenset(shut)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.list.setAccessibleName(option.name)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumSize(theme.px(240), theme.px(380))
        self.list.itemChanged.connect(lambda _: self._check())
        self.list.currentRowChanged.connect(lambda _: self._check())
        self.up = self._button("上移", lambda: self.move_row(-1), "Alt+↑")
        self.down = self._button("下移", lambda: self.move_row(1), "Alt+↓")
        self.usual = self._button("恢复默认", lambda: self._fill(self._option.default), "")
        self.cancel = self._button("取消", self.reject, "")
        self.save = self._button("确定", self.accept, "")
        self.save.setDefault(True)
        theme.role(self.save, "primary")
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self.move_row(step))
        side = QVBoxLayout()
        for button in (self.up, self.down, self.usual):
            side.addWidget(button)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(10))
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (22, 18, 22, 18)))
        column.setSpacing(theme.px(12))
        column.addWidget(label("勾选要印的栏，拖动或上移、下移来排次序。", "muted"))
        column.addLayout(middle)
        column.addLayout(foot)
        verb_menu.offer(self.list, lambda _: (self.up, self.down, self.usual))
        self._fill(chosen)
        self.list.setFocus()

    def _button(self, text: str, slot: object, keys: str) -> QPushButton:
        button = QPushButton(literal(text))
        button.setAutoDefault(False)
        button.setToolTip(keys)
        button.clicked.connect(lambda: slot())  # type: ignore[operator]
        return button

    def columns(self) -> tuple[str, ...]:
        """Return the columns ticked, in the order shown."""
        return tuple(
            str(item.data(_KEY))
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        )

    def move_row(self, step: int) -> None:
        """Move the current column up (-1) or down (1), past what is not shown."""
        row = self.list.currentRow()
        target = row + step
        while 0 <= target < self.list.count() and self.list.item(target).isHidden():
            target += step
        if row >= 0 and 0 <= target < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(target, item)
            self.list.setCurrentRow(target)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _fill(self, chosen: Sequence[str]) -> None:
        names = dict(self._option.choices)
        self.list.clear()
        for key in (*chosen, *(k for k in names if k not in chosen)):
            item = QListWidgetItem(names[key])
            item.setData(_KEY, key)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            on = key in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            item.setHidden(key in self._shut)
        first = next((row for row, i in enumerate(self._items()) if not i.isHidden()), -1)
        self.list.setCurrentRow(first)
        self._check()

    def _check(self) -> None:
        """Something must be left to print, and the ends of the list lead no further."""
        seen = [row for row, item in enumerate(self._items()) if not item.isHidden()]
        self.save.setEnabled(any(key not in self._shut for key in self.columns()))
        self.up.setEnabled(bool(seen) and self.list.currentRow() != seen[0])
        self.down.setEnabled(bool(seen) and self.list.currentRow() != seen[-1])
