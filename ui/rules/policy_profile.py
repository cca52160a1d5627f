"""修改政策指标: a whole profile version, its rules at the left, the one picked at the right.

Nothing is written until it is saved, and then all of it at once, as the next version.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.file.operation import Change
from app.ground.errors import UserError
from app.rules import profiles, versions, words
from app.rules.profiles import Profile
from app.rules.rule import METRICS, FigureRule, PresenceRule, ShareRule
from app.school import class_kinds, school
from ui import theme
from ui.context import Context
from ui.kit import verb_menu
from ui.kit.card import Card
from ui.kit.dialog import Dialog
from ui.kit.half_filled import HalfFilled
from ui.kit.message import MessageBar
from ui.kit.scrolled import scrolled
from ui.kit.text import label, literal
from ui.rules.policy_part import LabelsPart, ProfilePart
from ui.rules.rule_part import RulePart
from ui.rules.rule_shapes import SHAPES, blank

AnyPart = ProfilePart | LabelsPart | RulePart
SIZE = (1080, 668)
FIRST = 2  # the first rule follows the profile itself and its labels
_ROW = 52


class PolicyDialog(Dialog):
    """Edits ``one``; with ``new`` it is saved as another profile instead of a further version.

    What is half-edited is kept until next time: the dialog tells it whole, by ``typed``.
    """

    touched = Signal()

    def __init__(
        self,
        context: Context,
        one: Profile,
        *,
        new: bool = False,
        rule: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self._one, self._new = context, one, new
        self._names = context.read(words.names)
        self._kinds = context.read(class_kinds.all)
        self._level = context.read(school.get).level
        self._newest = None if new else context.read(profiles.get, _newest(context, one.code))
        number = 1 if self._newest is None else self._newest.version + 1
        title = "新建政策指标" if new else f"修改政策指标：{one.title}"
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        name = f"new:{one.title}" if new else f"{one.code}:{number}"
        self.half_filled = HalfFilled(context, f"profile:{name}", self)
        self._build(title, "建立" if new else f"存为第 {number} 版")
        self.profile_part = ProfilePart(one, new=new)
        self.labels_part = LabelsPart(one, self._names)
        self._parts: list[AnyPart] = []
        for part in (self.profile_part, self.labels_part):
            self._add(part)
        for found in one.rules:
            self._add(self._part(found))
        codes = ["", " ", *(r.code for r in one.rules)]
        self.list.setCurrentRow(codes.index(rule) if rule in codes else 0)
        self._show()

    # ------------------------------------------------------------------ looks

    def _build(self, title: str, save: str) -> None:
        room = self.screen().availableGeometry().size()
        parent = self.parentWidget()
        if parent is not None:
            room = room.expandedTo(parent.window().size())
        self.resize(min(theme.px(SIZE[0]), room.width()), min(theme.px(SIZE[1]), room.height()))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(m) for m in (24, 18, 24, 18)))
        outer.setSpacing(theme.px(12))
        outer.addWidget(label(title, "heading"))
        outer.addWidget(self.half_filled)
        row = QHBoxLayout()
        row.setSpacing(theme.px(18))
        row.addLayout(self._left())
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        self.stack = QStackedWidget()
        right.addWidget(self.stack, 1)
        spoken = Card(margins=(14, 9, 14, 9), spacing=2, look="sky")
        self.sentence = label("", wrap=True, select=True)
        self.sentence.setMinimumHeight(theme.px(42))
        self.sentence.setAccessibleName("这一条的意思")
        spoken.body.addWidget(self.sentence)
        right.addWidget(spoken)
        row.addLayout(right, 1)
        outer.addLayout(row, 1)
        self.message = MessageBar(closable=False)
        outer.addWidget(self.message)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        self.note = label("", "muted")
        foot.addWidget(self.note, 1)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.give_up)
        self.save_button = QPushButton(literal(save))
        theme.role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        foot.addWidget(cancel)
        foot.addWidget(self.save_button)
        outer.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save)

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        card = Card(margins=(6, 6, 6, 6))
        card.setFixedWidth(theme.px(248))
        self.list = QListWidget()
        self.list.setAccessibleName("指标的各部分")
        theme.role(self.list, "tall")
        self.list.currentRowChanged.connect(lambda _: self._show())
        card.body.addWidget(self.list)
        left.addWidget(card, 1)
        more = QHBoxLayout()
        more.setSpacing(theme.px(8))
        self.add_button = self._button("添加规则", lambda: None, "plus")
        menu = QMenu(self.add_button)
        for metric, shape in SHAPES.items():
            entry = menu.addAction(literal(shape.title), partial(self.add_rule, metric))
            entry.setToolTip(shape.says)
        menu.setToolTipsVisible(True)
        self.add_button.setMenu(menu)
        more.addWidget(self.add_button, 1)
        left.addLayout(more)
        order = QHBoxLayout()
        order.setSpacing(theme.px(8))
        self.up_button = self._button("", lambda: self._move(-1), "arrow-up", "上移")
        self.down_button = self._button("", lambda: self._move(1), "arrow-down", "下移")
        for button in (self.up_button, self.down_button):
            theme.role(button, "icon")
        self.remove_button = self._button("去掉这一条", self.remove, "delete")
        order.addWidget(self.up_button)
        order.addWidget(self.down_button)
        order.addWidget(self.remove_button, 1)
        left.addLayout(order)
        verbs = (self.add_button, self.up_button, self.down_button, self.remove_button)
        verb_menu.offer(self.list, lambda _: verbs)
        return left

    def _button(self, text: str, slot: object, icon: str, tip: str = "") -> QPushButton:
        made = QPushButton(literal(text))
        made.setAutoDefault(False)
        made.setIcon(theme.icon(icon, theme.QUIET, 16))
        if tip:
            made.setToolTip(tip)
            made.setAccessibleName(tip)
        made.clicked.connect(slot)
        return made

    # ------------------------------------------------------------------ half-edited

    def showEvent(self, event: QShowEvent) -> None:
        """Put back what was left half-edited."""
        self.half_filled.begin({"profile": self})
        super().showEvent(event)

    def give_up(self) -> None:
        """Close, and let go what was edited."""
        self.half_filled.finished()
        self.reject()

    def typed(self) -> list[Any]:
        """Every part as it stands, rules with what they are made of."""
        first = [part.typed() for part in self._parts[:FIRST]]
        return [*first, *([p.rule.metric, p.rule.code, p.typed()] for p in self._rule_parts())]

    def retype(self, state: list[Any]) -> None:
        """Put every part there as it stood, and no other."""
        self.list.setCurrentRow(len(self._parts) - 1)
        while len(self._parts) > FIRST:
            self.remove()
        known = {rule.code: rule for rule in self._one.rules}
        for part, typed in zip(self._parts, state, strict=False):
            part.retype(typed)
        for metric, code, typed in state[FIRST:]:
            part = self._part(known.get(code) or blank(metric, code))
            self._add(part)
            part.retype(typed)
        self.list.setCurrentRow(0)

    # ------------------------------------------------------------------ rules

    @property
    def part(self) -> AnyPart:
        """The part picked."""
        return self._parts[max(0, self.list.currentRow())]

    def parts(self) -> list[AnyPart]:
        """Return the parts in order: the profile itself, its labels, its rules."""
        return list(self._parts)

    def add_rule(self, metric: str) -> None:
        """Begin a new rule, after those of its kind."""
        part = self._part(blank(metric, self._free_code()))
        after = [n for n, other in enumerate(self._parts) if _sort(other) <= _sort(part)]
        self._add(part, after[-1] + 1)
        part.form.field("title").setFocus()

    def _part(self, one: ShareRule | PresenceRule | FigureRule) -> RulePart:
        # the categories are ticked under the names by which the profile calls them
        called = {**self._names["category"], **self._one.labels.get("category", {})}
        names = {**self._names, "category": called}
        return RulePart(one, names, self._kinds, self._level)

    def remove(self) -> None:
        """Take the rule picked out of this version."""
        place = self.list.currentRow()
        if place >= FIRST:
            self._parts.pop(place)
            area = self.stack.widget(place)
            self.stack.removeWidget(area)
            area.deleteLater()
            self.list.blockSignals(True)
            self.list.takeItem(place)
            self.list.setCurrentRow(min(place, len(self._parts) - 1))
            self.list.blockSignals(False)
            self._show()

    def _add(self, part: AnyPart, place: int | None = None) -> None:
        place = len(self._parts) if place is None else place
        self._parts.insert(place, part)
        self.stack.insertWidget(place, scrolled(part, across=False))
        self.list.blockSignals(True)
        item = QListWidgetItem()
        item.setSizeHint(QSize(0, theme.px(_ROW)))
        self.list.insertItem(place, item)
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        part.changed.connect(lambda: self._edited(part))
        self._show()

    def _move(self, step: int) -> None:
        place = self.list.currentRow()
        other = place + step
        if not self._can_move(place, other):
            return
        self._parts.insert(other, self._parts.pop(place))
        area = self.stack.widget(place)
        self.stack.removeWidget(area)
        self.stack.insertWidget(other, area)
        self.list.setCurrentRow(other)
        self._show()

    def _can_move(self, place: int, other: int) -> bool:
        there = FIRST <= place < len(self._parts) and FIRST <= other < len(self._parts)
        return there and _sort(self._parts[place]) == _sort(self._parts[other])

    def _free_code(self) -> str:
        taken = [p.rule.code for p in self._rule_parts()]
        return self.context.read(versions.free_rule_code, taken)

    # ------------------------------------------------------------------ showing

    def _show(self) -> None:
        place = max(0, self.list.currentRow())
        if place < self.stack.count():
            self.stack.setCurrentIndex(place)
        rule = place >= FIRST
        self.remove_button.setEnabled(rule)
        self.up_button.setEnabled(self._can_move(place, place - 1))
        self.down_button.setEnabled(self._can_move(place, place + 1))
        self._changed()

    def _edited(self, part: AnyPart) -> None:
        part.wrong = False  # being mended; the next check says
        self._changed()

    def _changed(self) -> None:
        for place, part in enumerate(self._parts):
            item = self.list.item(place)
            if item is not None:
                wrong = "（有待改正）" if part.wrong else part.line()
                item.setText(f"{part.name()}\n{wrong}")
                ink = theme.ACCENT if part.wrong else theme.TEXT
                item.setForeground(QBrush(QColor(ink)))
                item.setToolTip(part.sentence())
        self.touched.emit()
        self.sentence.setText(self.part.sentence())
        counted = Counter(METRICS[part.rule.metric] for part in self._rule_parts())
        self.note.setText("，".join(f"{name} {number} 条" for name, number in counted.items()))

    # ------------------------------------------------------------------ saving

    def profile(self) -> Profile:
        """Return the profile as it stands. Raises WrongInput where a field cannot be read."""
        rules = [part.value() for part in self._rule_parts()]
        return replace(
            self.profile_part.value(),
            labels=self.labels_part.value(),
            shares=tuple(r for r in rules if isinstance(r, ShareRule)),
            presences=tuple(r for r in rules if isinstance(r, PresenceRule)),
            figures=tuple(r for r in rules if isinstance(r, FigureRule)),
        )

    def _rule_parts(self) -> list[RulePart]:
        return [part for part in self._parts if isinstance(part, RulePart)]

    def save(self) -> None:
        """Check every part, save, close; the first part that is wrong is shown."""
        self.message.show_text("")
        wrong = [part for part in self._parts if not part.validate()]
        wrong += [part for part in self._same_titles() if part not in wrong]
        self._changed()
        if wrong:
            self.list.setCurrentRow(self._parts.index(wrong[0]))
            wrong[0].validate()  # once more, now that it is shown: the cursor goes to the field
            self._same_titles()
            self.message.show_text("有内容还没有填对，已在左边标出；还没有写入任何数据。", "bad")
            return
        wanted = self.profile()
        if self._newest is not None and not words.differences(self._newest, wanted, self._names):
            text = f"与第 {self._newest.version} 版没有不同，不必存为新版本。"
            self.message.show_text(text, "info")
            return
        self.save_button.setEnabled(False)
        work = versions.create(wanted) if self._new else profiles.save(wanted)
        self.context.run(
            self.half_filled.finishing(work),
            parent=self,
            on_done=self._saved,
            on_error=self._refused,
            on_end=lambda: self.save_button.setEnabled(True),
        )

    def _same_titles(self) -> list[AnyPart]:
        seen: set[str] = set()
        found: list[AnyPart] = []
        for part in self._rule_parts():
            name = part.name()
            if name in seen:
                part.form.set_error("title", "已有同名的规则，请换一个名称。")
                part.wrong = True
                found.append(part)
            seen.add(name)
        return found

    def _saved(self, _: Change[int]) -> None:
        self.half_filled.finished()
        self.accept()

    def _refused(self, error: UserError) -> bool:
        self.message.show_text(error.text, "bad")
        return True


def _sort(part: AnyPart) -> int:
    """Where a part stands: the profile keeps its rules in three rows, shares, events, numbers."""
    if not isinstance(part, RulePart):
        return 0
    return {"share": 1, "presence": 2}.get(part.rule.metric, 3)


def _newest(context: Context, code: str) -> int:
    return context.read(profiles.newest, code)
