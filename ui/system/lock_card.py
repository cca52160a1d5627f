"""锁定: how long nobody may touch this computer before the window locks by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.context import Context
from ui.kit.card import Card
from ui.kit.inputs import ChoiceInput
from ui.kit.text import label

MINUTES = (0, 5, 10, 15, 30, 60)


class LockCard(Card):
    """A setting of this computer, not of the school's file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(20, 16, 20, 16), spacing=10)
        self.context = context
        words = QVBoxLayout()
        words.addWidget(label("锁定", "heading"))
        words.addWidget(
            label(
                "离开时按 Ctrl+L 锁定，回来输入密码接着做，没有填完的内容都在；也可以在这台电脑上设定，"
                "多久没有人操作就自动锁定。",
                "muted",
                wrap=True,
            )
        )
        self.choice = ChoiceInput([(m, f"{m} 分钟后" if m else "不自动锁定") for m in MINUTES])
        self.choice.setAccessibleName("自动锁定")
        self.choice.finished.connect(self._chosen)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.choice)
        self.body.addLayout(row)

    def reload(self) -> None:
        """Show what this computer remembers."""
        self.choice.fill(self.context.settings.lock_minutes)

    def _chosen(self) -> None:
        self.context.settings.lock_minutes = self.choice.value()
        self.context.settings.save()
        self.context.lock_set.emit(self.choice.value())
