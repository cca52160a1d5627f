"""What a new school does first, in the order that works; ticked when done, gone when all is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.file.rights import Right
from app.home.first_steps import Steps
from ui import theme
from ui.context import Context
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.text import label, literal


@dataclass(frozen=True)
class Step:
    """One step: its key in ``Steps``, what it is, why, and the button that begins it."""

    key: str
    title: str
    text: str
    button: str
    right: Right
    after: str = ""  # the step that must come before


STEPS = (
    Step(
        "courses",
        "课程和师资",
        "从工作簿导入课程库，主讲人一并登记；以后排课从这里拖。",
        "导入师资、课程",
        "libraries",
    ),
    Step(
        "classes",
        "第一个班次",
        "名称、起止日期、政策指标；其余的以后再补。",
        "新建班次",
        "classes",
    ),
    Step(
        "roster",
        "学员名册",
        "组织部发来的名册原样导入，编入这个班；有错的当场改。",
        "导入名册",
        "students",
        "classes",
    ),
    Step(
        "plan",
        "课程编排",
        "把课程拖进每一个半天，比例是否达标随时看得见。",
        "去排课",
        "plan",
        "classes",
    ),
)


class FirstStepsCard(Card):
    """``wanted(key)``: the step whose button was pressed."""

    wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(20, 16, 20, 18), spacing=4)
        self._context = context
        self.body.addWidget(label("从这里开始", "heading"))
        said = "照这个次序做最省事。做完一步打一个勾，四步都做完，这张卡片就收起。"
        self.body.addWidget(label(said, "muted", wrap=True))
        self.buttons: dict[str, QPushButton] = {}
        self.signs = {step.key: label("", "strong") for step in STEPS}
        for step in STEPS:
            self.body.addSpacing(theme.px(8))
            self.body.addLayout(self._line(step))

    def _line(self, step: Step) -> QHBoxLayout:
        sign = self.signs[step.key]
        sign.setFixedWidth(theme.px(24))
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addWidget(label(step.title, "strong"))
        words.addWidget(label(step.text, "muted", wrap=True))
        button = self.buttons[step.key] = QPushButton(literal(step.button))
        button.setMinimumWidth(theme.px(136))
        button.clicked.connect(lambda: self.wanted.emit(step.key))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def show_steps(self, steps: Steps) -> None:
        """Tick what is done; the first that is not is the primary action."""
        done = {step.key: bool(getattr(steps, step.key)) for step in STEPS}
        due = next((key for key in done if not done[key]), "")
        titles = {step.key: step.title for step in STEPS}
        for number, step in enumerate(STEPS, 1):
            sign, button = self.signs[step.key], self.buttons[step.key]
            sign.setText("✓" if done[step.key] else f"{number}.")
            sign.setStyleSheet(f"color: {theme.GOOD if done[step.key] else theme.QUIET};")
            sign.setAccessibleName(f"{step.title}：{'已完成' if done[step.key] else '未完成'}")
            theme.role(button, "primary" if step.key == due else "")
            waits = bool(step.after) and not steps.class_id
            why = f"先做「{titles[step.after]}」。" if waits else ""
            grey(button, self._context.missing(step.right) or why)
        if due:
            self.setFocusProxy(self.buttons[due])
        self.setVisible(not steps.all_done)
