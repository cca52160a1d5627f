"""What is to be done, a card for each sort: classes by phase, rules, people, backups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.home import Duty
from app.home.classes_ahead import PHASES, Ahead, ClassAhead, Phase
from ui import theme
from ui.home.duty_line import DutyLine, Entry, onward
from ui.kit.card import Card
from ui.kit.link_button import link_button
from ui.kit.status_chip import CLASS_STATUS, StatusChip
from ui.kit.text import label

STATUS_OF: dict[Phase, str] = {"over": "running", "undated": "draft", "closed": "closed"}
"""The chip of the class list under which more classes of a phase are found."""


class Section(Card):
    """A heading and what stands below; it is there where it has something to say."""

    followed = Signal(object)  # a duty

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(12, 11, 12, 11), spacing=2)
        heading = label(title, "heading")
        heading.setContentsMargins(theme.px(7), 0, 0, theme.px(3))
        self.body.addWidget(heading)
        self.lines: list[DutyLine] = []
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.px(1))
        self.body.addLayout(self._inside)
        self.hide()

    def clear(self) -> None:
        """Take away what is shown."""
        self.lines = []
        while item := self._inside.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def add(self, widget: QWidget) -> None:
        """Put something below."""
        self._inside.addWidget(widget)

    def add_duty(self, duty: Duty, indent: int = 0) -> None:
        """Put a line below that leads where the duty is done."""
        line = DutyLine(duty)
        left, top, right, bottom = (7 + indent, 3, 7, 4)
        line.row.setContentsMargins(*(theme.px(m) for m in (left, top, right, bottom)))
        line.followed.connect(lambda: self.followed.emit(duty))
        self.lines.append(line)
        self.add(line)

    def show_duties(self, duties: Sequence[Duty]) -> None:
        """Show these and nothing else."""
        self.clear()
        for duty in duties:
            self.add_duty(duty)
        self.setVisible(bool(duties))


class ClassSection(Section):
    """The classes of every phase with what they lack; ``more_wanted(chip)`` asks for the list."""

    more_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("班次", parent)
        self.heads: list[Entry] = []

    def show_ahead(self, ahead: Ahead) -> None:
        """Show the classes that are to be seen to."""
        self.clear()
        self.heads = []
        shown: dict[Phase, None] = {one.phase: None for one in ahead.classes}
        for phase in shown:
            self.add(self._phase(phase))
            for one in ahead.classes:
                if one.phase == phase:
                    self._add_class(one)
            if more := ahead.more.get(phase):
                self.add(self._more(phase, more))
        self.setVisible(bool(ahead.classes))

    def _phase(self, phase: Phase) -> QWidget:
        heading = label(PHASES[phase], "label")
        heading.setContentsMargins(theme.px(7), theme.px(6), 0, 0)
        return heading

    def _add_class(self, one: ClassAhead) -> None:
        name, tone = CLASS_STATUS[one.status]
        head = Entry(f"{one.title}，{name}，{one.when}")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(one.title, "strong", wrap=True))
        if one.when:
            words.addWidget(label(one.when, "quiet"))
        head.row.addLayout(words, 1)
        head.row.addWidget(StatusChip(name, tone), 0, Qt.AlignmentFlag.AlignTop)
        head.row.addWidget(onward())
        duty = Duty("info", one.title, "class", one.class_id)
        head.followed.connect(lambda: self.followed.emit(duty))
        self.heads.append(head)
        self.add(head)
        for own in one.duties:
            self.add_duty(own, indent=10)
        if not one.duties:
            done = label("✓ 都齐了", "good")
            done.setContentsMargins(theme.px(18), 0, 0, theme.px(2))
            self.add(done)

    def _more(self, phase: Phase, number: int) -> QWidget:
        button = link_button(f"还有 {number} 个{PHASES[phase]}的班次")
        button.clicked.connect(lambda: self.more_wanted.emit(STATUS_OF.get(phase, "")))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(theme.px(4), 0, 0, 0)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return row
