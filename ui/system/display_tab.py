"""系统设置 · 显示: the text size."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.kit.card import Card
from ui.kit.part import Part
from ui.kit.text import label, literal


class DisplayTab(Part):
    """One setting enlarges everything."""

    title = "显示"
    help_topic = "显示与锁定"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setMaximumWidth(theme.px(860))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        card = Card(margins=(20, 16, 20, 16), spacing=8)
        card.body.addWidget(label("文字大小", "heading"))
        card.body.addWidget(
            label("整个界面一起放大。随时可用 Ctrl 加 = 放大，Ctrl 加 - 缩小。", "muted", wrap=True)
        )
        self.group = QButtonGroup(self)
        self.buttons: dict[int, QRadioButton] = {}
        for percent in theme.SIZES:
            button = QRadioButton(literal(f"{percent}%" + ("（标准）" if percent == 100 else "")))
            self.group.addButton(button, percent)
            self.buttons[percent] = button
            card.body.addWidget(button)
        self.group.idClicked.connect(context.text_sized)
        column.addWidget(card)
        column.addStretch(1)

    def reload(self) -> None:
        """Show the size in use."""
        percent = self.context.settings.text_percent
        if percent in self.buttons:
            self.buttons[percent].setChecked(True)
