"""系统设置 · 政策指标: the profiles, their rules, their versions, and who is planned under them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.rules import profiles, versions, words
from app.rules.profiles import Profile
from app.school import school
from app.school.school import LEVELS
from ui import theme
from ui.context import Context
from ui.kit import ask, verb_menu
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.elided import ElidedLabel
from ui.kit.part import Part
from ui.kit.small_table import SmallTable
from ui.kit.text import label, literal
from ui.rules import policy_tables
from ui.rules.policy_profile import PolicyDialog

_KEY = 0x100  # Qt.UserRole
_LIST = 356  # the list gives way where the text is large


class PolicyTab(Part):
    """Profiles at the left; of the one picked its rules, its versions and its classes."""

    title = "政策指标"
    help_topic = "政策指标"
    kinds = profiles.TABLES | {"class", "class_span", "school"}

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.profile: Profile | None = None
        self._newest: Profile | None = None
        self._version_id = 0  # an older version that is being looked at
        self._uses: list[versions.Use] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(12), 0, 0)
        row.setSpacing(theme.px(14))
        row.addLayout(self._left())
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        right.addWidget(self._head())
        self.chips = ChipBar()
        self.chips.picked.connect(lambda key: self.stack.setCurrentWidget(self._views[key]))
        right.addWidget(self.chips)
        self.stack = QStackedWidget()
        self._views = {
            "rules": self._rules_view(),
            "versions": self._versions_view(),
            "classes": self._classes_view(),
        }
        for view in self._views.values():
            self.stack.addWidget(view)
        right.addWidget(self.stack, 1)
        row.addLayout(right, 1)
        self._offer()

    def _offer(self) -> None:
        """The buttons, where one clicks right."""
        whole = (self.edit_button, self.usual_button, self.copy_button, self.restore_button)
        verb_menu.offer(self.list, lambda _: whole)
        self.table.offer(self.edit_button)
        self.versions.offer(self.back_button, opens="看这一版的规则")
        self.classes.offer(self.move_button, self.move_all_button, opens="打开班次")

    # ------------------------------------------------------------------ parts of the page

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        card = Card(margins=(6, 8, 6, 8))
        card.setFixedWidth(min(theme.px(256), _LIST))
        self.list = QListWidget()
        self.list.setAccessibleName("政策指标")
        theme.role(self.list, "tall")
        self.list.currentRowChanged.connect(lambda _: self._pick())
        card.body.addWidget(self.list)
        column.addWidget(card, 1)
        self.copy_button = _button("新建指标…", self.copy, "以选中的指标为底，另建一套")
        self.copy_button.setIcon(theme.icon("plus", theme.QUIET, 16))
        column.addWidget(self.copy_button)
        return column

    def _head(self) -> Card:
        head = Card(margins=(18, 12, 18, 12), spacing=4)
        top = QHBoxLayout()
        top.setSpacing(theme.px(10))
        self.heading = label("", "heading", wrap=True)
        self.usual_button = _button("设为学校默认", self.make_usual, "新建的班次用这一套指标")
        self.edit_button = _button("修改为新版本…", lambda: self.edit())
        theme.role(self.edit_button, "primary")
        top.addWidget(self.heading, 1)
        top.addWidget(self.usual_button)
        top.addWidget(self.edit_button)
        head.body.addLayout(top)
        self.facts = label("", "muted", wrap=True, select=True)
        head.body.addWidget(self.facts)
        below = QHBoxLayout()
        below.setSpacing(theme.px(10))
        self.shipped = ElidedLabel("quiet")
        self.restore_button = _button("恢复为随程序提供的指标…", self.restore)
        self.back_button = _button("回到最新一版", self.show_newest)
        for button in (self.restore_button, self.back_button):
            theme.role(button, "link")
        below.addWidget(self.shipped, 1)
        below.addWidget(self.back_button)
        below.addWidget(self.restore_button)
        head.body.addLayout(below)
        return head

    def _rules_view(self) -> QWidget:
        self.table = policy_tables.rules()
        self.table.opened.connect(self.edit)
        self.table.picked.connect(self._say)
        self._sentences: dict[str, str] = {}
        spoken = Card(margins=(14, 9, 14, 9), spacing=0, look="sky")
        self.sentence = label("", wrap=True, select=True)
        self.sentence.setMinimumHeight(theme.px(40))
        spoken.body.addWidget(self.sentence)
        return _view(_card(self.table), spoken)

    def _versions_view(self) -> QWidget:
        self.versions = policy_tables.version_table()
        self.versions.opened.connect(self.show_version)
        text = (
            "修改后成为新版本：已有班次仍按原来那一版评定，新班次用最新一版。双击看那一版的规则。"
        )
        return _view(_card(self.versions), label(text, "muted", wrap=True))

    def _classes_view(self) -> QWidget:
        self.classes = policy_tables.classes()
        self.classes.opened.connect(
            lambda class_id: self.context.go("class", class_id=class_id, tab="info")
        )
        self.classes.picked.connect(self._show_moves)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self.classes_note = label("", "muted", wrap=True)
        self.move_button = _button("所选草案改用最新一版", self.move_one)
        self.move_all_button = _button("", self.move_all)
        row.addWidget(self.classes_note, 1)
        row.addWidget(self.move_button)
        row.addWidget(self.move_all_button)
        return _view(_card(self.classes), foot)

    # ------------------------------------------------------------------ reading

    def reload(self) -> None:
        """Read the profiles anew; the one picked stays picked."""
        current = self.list.currentItem()
        code = current.data(_KEY) if current else ""
        usual = self.context.read(school.get).default_profile
        self.list.blockSignals(True)
        self.list.clear()
        for shell in self.context.read(profiles.all):
            mark = " · 学校默认" if shell.code == usual else ""
            item = QListWidgetItem(f"{shell.title}\n第 {shell.version} 版{mark}")
            item.setData(_KEY, shell.code)
            item.setToolTip(shell.title)
            item.setSizeHint(QSize(0, theme.px(54)))
            self.list.addItem(item)
            if shell.code == (code or usual):
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
            self._version_id = 0
        self.list.blockSignals(False)
        self._show()

    def pick(self, code: str) -> None:
        """Show the profile of this code."""
        for place in range(self.list.count()):
            if self.list.item(place).data(_KEY) == code:
                self.list.setCurrentRow(place)

    def _pick(self) -> None:
        self._version_id = 0
        self._show()

    def _show(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        read = self.context.read
        found = read(versions.of_profile, item.data(_KEY))
        self._uses = read(versions.uses, item.data(_KEY))
        newest = self._newest = found[0].profile
        shown = [v.profile for v in found if v.profile.id == self._version_id]
        one = self.profile = shown[0] if shown else newest
        names = read(words.names)
        self._show_head(one, newest)
        self._sentences = {rule.code: words.sentence(rule, names) for rule in one.rules}
        self.table.fill(policy_tables.rule_rows(one, names))
        if self.table.current_id() is None and self.table.rowCount():
            self.table.selectRow(0)
        self._say()
        self.versions.fill([policy_tables.version_row(v) for v in found])
        self.classes.fill([policy_tables.class_row(use, newest) for use in self._uses])
        self._show_moves()
        self._grey()
        self.chips.set_chips(
            [
                ("rules", "规则", len(one.rules)),
                ("versions", "历次版本", len(found)),
                ("classes", "使用的班次", len(self._uses)),
            ]
        )

    def _show_head(self, one: Profile, newest: Profile) -> None:
        old = one.id != newest.id
        self.heading.setText(f"{one.title} · 第 {one.version} 版" + ("（旧版）" if old else ""))
        until = f" 至 {one.effective_to}" if one.effective_to else " 起"
        valid = f"{one.effective_from}{until}" if one.effective_from else ""
        facts = [LEVELS.get(one.level, ""), valid, one.source]
        self.facts.setText(
            " · ".join(f for f in facts if f) + (f"\n{one.remark}" if one.remark else "")
        )
        changes = self.context.read(versions.changed_from_shipped, newest)
        text = f"正在看旧版，最新是第 {newest.version} 版。" if old else _compared(changes)
        self.shipped.setText(text)
        self.shipped.setToolTip("" if old else "\n".join(changes or ()))
        self.restore_button.setVisible(bool(changes) and not old)
        self.back_button.setVisible(old)
        self.usual_button.setVisible(
            not old and self.context.read(school.get).default_profile != one.code
        )

    def _grey(self) -> None:
        why = self.context.missing("rules")
        for button in (self.copy_button, self.edit_button, self.restore_button):
            grey(button, why)
        grey(self.move_all_button, why)
        grey(self.usual_button, self.context.missing("school"))

    def _say(self) -> None:
        self.sentence.setText(self._sentences.get(self.table.current_id() or "", ""))

    def _outdated(self) -> list[int]:
        newest = self._newest.id if self._newest else 0
        return [u.class_id for u in self._uses if u.status == "draft" and u.profile_id != newest]

    def _show_moves(self) -> None:
        outdated = self._outdated()
        why = self.context.missing("rules")
        grey(self.move_button, why, able=self.classes.current_id() in outdated)
        self.move_all_button.setText(literal(f"全部草案改用最新一版（{len(outdated)}）"))
        self.move_all_button.setVisible(len(outdated) > 1)
        self.move_button.setVisible(bool(outdated))
        text = "草案可以改用最新一版；审定以后的班次保持原来那一版，要换须先重开。"
        self.classes_note.setText(text if self._uses else "")

    # ------------------------------------------------------------------ what one does

    def edit(self, rule: object = "") -> None:
        """Edit the version shown, from the rule picked on; saved as the next version."""
        if self.profile is not None and self.edit_button.isEnabled():
            picked = rule if isinstance(rule, str) else ""
            PolicyDialog(self.context, self.profile, rule=picked, parent=self.window()).open()

    def copy(self) -> None:
        """Begin a profile of the school's own with the rules of the one shown."""
        if self.profile is not None:
            code = self.context.read(versions.free_code)
            title = f"{self.profile.title}（本校）"
            made = versions.copy_of(self.profile, code=code, title=title)
            dialog = PolicyDialog(self.context, made, new=True, parent=self.window())
            dialog.accepted.connect(lambda: self._copied(dialog.profile().code))
            dialog.open()

    def restore(self) -> None:
        """Make what comes with the program the next version, after saying what that changes."""
        if self._newest is None:
            return
        changes = self.context.read(versions.what_restores, self._newest)
        text = (
            f"随程序提供的指标将存为第 {self._newest.version + 1} 版，"
            "与现在的相比有以下变化：\n\n"
            + "\n".join(f"· {line}" for line in changes[:12])
            + (f"\n……共 {len(changes)} 处" if len(changes) > 12 else "")
            + "\n\n已有班次仍按原来那一版评定。可以撤销。"
        )
        if ask.confirm(self.window(), "恢复为随程序提供的指标", text, "恢复"):
            self._version_id = 0
            self.context.run(versions.restore(self._newest.code), parent=self)

    def make_usual(self) -> None:
        """Have new classes take this profile."""
        if self.profile is not None:
            wanted = replace(self.context.read(school.get), default_profile=self.profile.code)
            work = school.update(wanted).named(f"学校默认指标改为 {self.profile.title}")
            self.context.run(work, parent=self)

    def show_version(self, profile_id: object) -> None:
        """Show the rules of an older version."""
        self._version_id = profile_id if isinstance(profile_id, int) else 0
        self._show()
        self.chips.pick("rules")
        self.stack.setCurrentWidget(self._views["rules"])

    def show_newest(self) -> None:
        """Show the newest version again."""
        self.show_version(0)

    def move_one(self) -> None:
        """Have the draft picked judged by the newest version."""
        self._move([self.classes.current_id()])

    def move_all(self) -> None:
        """Have every draft judged by the newest version."""
        self._move(self._outdated())

    def _move(self, class_ids: list[int]) -> None:
        if self._newest is not None and class_ids:
            work = versions.move_drafts(class_ids, self._newest.id)
            self.context.run(work, parent=self)

    def _copied(self, code: str) -> None:
        self.reload()
        self.pick(code)


def _button(text: str, slot: object, tip: str = "") -> QPushButton:
    made = QPushButton(literal(text))
    made.setToolTip(tip)
    made.clicked.connect(slot)
    return made


def _card(table: SmallTable) -> Card:
    card = Card(margins=(1, 1, 1, 1))
    card.body.addWidget(table)
    return card


def _view(card: Card, below: QWidget) -> QWidget:
    view = QWidget()
    column = QVBoxLayout(view)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(10))
    column.addWidget(card, 1)
    column.addWidget(below)
    return view


def _compared(changes: list[str] | None) -> str:
    if changes is None:
        return "本校自建的指标。"
    if not changes:
        return "与随程序提供的指标相同。"
    return f"与随程序提供的指标有 {len(changes)} 处不同：{'；'.join(changes)}。"
