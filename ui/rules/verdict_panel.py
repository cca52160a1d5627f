"""What stands beside the timetable: the shares, how to mend them, and the conflicts by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.rules.advice import Advice
from app.rules.verdicts import VERDICTS, Share
from ui import theme
from ui.kit import verb_menu
from ui.kit.link_button import link_button
from ui.kit.text import label, literal
from ui.kit.verb_menu import Verb
from ui.rules.meter import Meters

SIGNS = {"block": "✗", "warn": "△", "info": "·"}
LOOKS = {
    "block": ("soft", theme.ACCENT),
    "warn": ("amber", theme.WARN),
    "info": ("sky", theme.INFO),
}
_Shown = tuple[str, Sequence[Share], Sequence[Advice], Mapping[str, str] | None]
CLASHES = ("conflict", "student_conflict")
FIRST = 5
"""Warnings listed at once; the others follow on demand."""


def gathered(advices: Sequence[Advice]) -> list[Advice]:
    """Return the advices with those about the same lessons as one: two lecturers who clash, say."""
    groups: dict[object, list[Advice]] = {}
    for place, advice in enumerate(advices):
        alike = (advice.rule, advice.severity, advice.mend, tuple(sorted(advice.lesson_ids)))
        groups.setdefault(alike if advice.lesson_ids else place, []).append(advice)
    return [
        one[0] if len(one) == 1 else replace(one[0], text=f"{one[0].text}（共 {len(one)} 人次）")
        for one in groups.values()
    ]


class AdviceBox(QFrame):
    """One problem: what is wrong, how to mend it, the clause. A click goes to the lessons."""

    followed = Signal(tuple)  # lesson ids

    def __init__(self, advice: Advice, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.advice = advice
        look, ink = LOOKS[advice.severity]
        theme.role(self, look)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (12, 8, 10, 9)))
        column.setSpacing(theme.px(3))
        what = label(f"{SIGNS[advice.severity]} {text or advice.text}", wrap=True)
        what.setStyleSheet(f"color: {ink}; font-size: {theme.px(13)}px;")
        column.addWidget(what)
        shown = [what.text()]
        if advice.mend and advice.mend not in text:
            column.addWidget(label(advice.mend, "quiet", wrap=True))
            shown.append(advice.mend)
        if advice.clause:
            column.addWidget(label(f"依据：{advice.clause}", "quiet", wrap=True))
            shown.append(f"依据：{advice.clause}")
        self.setAccessibleName("。".join(shown))
        if advice.lesson_ids:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setToolTip("到课表中查看")
        verbs = [Verb("复制这段话", lambda: QGuiApplication.clipboard().setText("\n".join(shown)))]
        if advice.lesson_ids:
            verbs.insert(0, Verb("到课表中查看", self._follow, "Return"))
        verb_menu.offer(self, lambda _: verbs)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or space goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._follow()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        if self.advice.lesson_ids:
            self.followed.emit(self.advice.lesson_ids)


class Verdicts(QFrame):
    """The panel at the right of the desk. ``followed(lesson_ids)``: show these lessons."""

    followed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "card")
        self.note = label("", "quiet", wrap=True)
        _keep_room(self.note)
        self.meters = Meters()
        self._none = label("这类班次没有比例要求。", "muted", wrap=True)
        self._mend = _column()
        self._problems = _column()
        self.clear = label("✓ 教师、场地、学员均无冲突", "good", wrap=True)
        self.more = link_button()
        self.more.clicked.connect(self._show_all)
        self._all = False
        self._shown: _Shown = ("", (), (), None)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(m) for m in (16, 14, 16, 14)))
        column.setSpacing(theme.px(8))
        column.addWidget(label("比例指标", "heading"))
        column.addWidget(self.note)
        column.addWidget(self._none)
        column.addWidget(self.meters)
        column.addLayout(self._mend)
        column.addSpacing(theme.px(6))
        column.addWidget(label("冲突与提醒", "heading"))
        column.addWidget(self.clear)
        column.addLayout(self._problems)
        column.addWidget(self.more)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 1, 1, 1)
        outer.addWidget(scroll)
        self.boxes: list[AdviceBox] = []

    def show_verdicts(
        self,
        note: str,
        shares: Sequence[Share],
        advices: Sequence[Advice],
        others: Mapping[str, str] | None = None,
    ) -> None:
        """Show the shares of a class and what stands against it, as the file's views gave them.

        ``others`` by rule are the figures of the base that a share does not go by.
        """
        self.note.setText(note)
        self.note.show()
        self.meters.show_shares(shares, others)
        self.meters.setVisible(bool(shares))
        self._none.setVisible(not shares)
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = []
        titles = {s.rule: s.title for s in shares}
        shown = gathered(advices)
        warnings = [a for a in shown if a.severity != "block" and a.rule not in titles]
        later = {id(a) for a in warnings[FIRST:]} if not self._all else set()
        self._shown = (note, shares, advices, others)
        self.more.setVisible(bool(later))
        self.more.setText(literal(f"还有 {len(later)} 条提醒，全部列出"))
        for advice in shown:
            if id(advice) in later:
                continue
            text = ""
            if advice.rule in titles:
                share = next(s for s in shares if s.rule == advice.rule)
                short = VERDICTS[share.verdict]
                text = f"{share.title}{short}：{advice.mend}"
            box = AdviceBox(advice, text)
            box.followed.connect(self.followed)
            _keep_room(box)
            (self._mend if advice.rule in titles else self._problems).addWidget(box)
            self.boxes.append(box)
        self.clear.setVisible(not any(a.rule in CLASHES for a in advices))

    def preview(self, shares: Sequence[Share] = ()) -> None:
        """Show what the shares would be; without any, what they are.

        What else stands here of the shares is hidden meanwhile: it would tell other figures.
        """
        self.meters.preview(shares)
        self.note.setVisible(not shares)
        for box in self.boxes:
            if box.advice.rule in self.meters.meters:
                box.setVisible(not shares)

    def _show_all(self) -> None:
        self._all = True
        self.show_verdicts(*self._shown)


def _keep_room(widget: QWidget) -> None:
    """Let nothing move up while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(6))
    return column
