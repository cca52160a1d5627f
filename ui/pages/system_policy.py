"""系统设置 · 政策指标: the rule profiles, read and edited as a new version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import codes, policy
from app.operation import Operation
from app.policy import Profile
from app.school import LEVELS
from ui import columns, theme
from ui.columns import Cell, Column
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.forms import Field
from ui.widgets.card import Card
from ui.widgets.small_table import SmallTable
from ui.widgets.text import label


def _severity(value: object) -> Cell:
    return Cell("必须达标") if value == "block" else Cell("只提醒", theme.WARN)


def _verified(value: object) -> Cell:
    return Cell("") if value else Cell("待核", theme.WARN, tip="条款原文还需核对")


def _percent(value: int) -> str | None:
    return None if value <= 100 else "比例应在 0 到 100 之间。"


class PolicyTab(QWidget):
    """Profiles at the left, the rules of the one picked at the right."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.profile: Profile | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(12), 0, 0)
        row.setSpacing(theme.px(14))
        left = Card(margins=(6, 8, 6, 8))
        left.setFixedWidth(theme.px(270))
        self.list = QListWidget()
        self.list.setAccessibleName("政策指标")
        theme.role(self.list, "tall")
        self.list.currentRowChanged.connect(lambda _: self._show())
        left.body.addWidget(self.list)
        row.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        head = Card(margins=(18, 14, 18, 14), spacing=4)
        top = QHBoxLayout()
        self.title = label("", "heading", wrap=True)
        self.edit_button = QPushButton("修改为新版本…")
        self.edit_button.clicked.connect(self.edit)
        top.addWidget(self.title, 1)
        top.addWidget(self.edit_button)
        head.body.addLayout(top)
        self.facts = label("", "muted", wrap=True, select=True)
        head.body.addWidget(self.facts)
        right.addWidget(head)
        self.table = SmallTable(
            (
                Column("title", "规则", 130, bold=True),
                Column("minimum", "要求", 84, "right"),
                Column("tags", "计入", 170, stretch=True),
                Column("base", "基数", 118),
                Column("scope", "范围", 60),
                Column("severity", "效力", 84, format=_severity),
                Column("clause", "依据", 130, format=columns.quiet),
                Column("verified", "核对", 56, format=_verified),
            )
        )
        self.table.setAccessibleName("规则")
        self.table.opened.connect(lambda _: self.edit())
        card = Card(margins=(1, 1, 1, 1))
        card.body.addWidget(self.table)
        right.addWidget(card, 1)
        right.addWidget(
            label(
                "修改后成为新版本：已有班次仍按原来那一版评定，新班次用最新一版。",
                "muted",
                wrap=True,
            )
        )
        row.addLayout(right, 1)

    def reload(self) -> None:
        """Read the profiles anew; the one picked stays picked."""
        current = self.list.currentItem()
        code = current.data(0x100)[1] if current else None
        self.list.blockSignals(True)
        self.list.clear()
        for shell in self.context.read(policy.profiles):
            item = QListWidgetItem(f"{shell.title}\n第 {shell.version} 版")
            item.setData(0x100, (shell.id, shell.code))
            self.list.addItem(item)
            if shell.code == code:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._show()

    def edit(self) -> None:
        """Ask for other minimums and severities, saved as the next version."""
        if self.profile is not None:
            dialog = _dialog(self.context, self.profile, self.window())
            dialog.open()

    def _show(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        one = self.profile = self.context.read(policy.profile, item.data(0x100)[0])
        self.title.setText(f"{one.title} · 第 {one.version} 版")
        until = f" 至 {one.effective_to}" if one.effective_to else " 起"
        valid = f"{one.effective_from}{until}" if one.effective_from else ""
        facts = [LEVELS.get(one.level, ""), valid, one.source]
        self.facts.setText(
            " · ".join(f for f in facts if f) + (f"\n{one.remark}" if one.remark else "")
        )
        names = {d: self.context.read(codes.names, t) for d, t in policy.DIMENSIONS.items()}
        self.table.fill(_rows(one, names))


def _rows(one: Profile, names: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "id": rule.code,
            "title": rule.title,
            "minimum": f"≥ {rule.minimum_percent}%",
            "tags": "、".join(names[d].get(c, c) for d, cs in rule.tags.items() for c in cs),
            "base": names["category"].get(rule.base_category, "") + "的学时"
            if rule.base_category
            else policy.BASES[rule.base],
            "scope": policy.SCOPES[rule.scope],
            "severity": rule.severity,
            "clause": rule.clause,
            "verified": rule.verified,
        }
        for rule in one.shares
    ]
    rows += [
        {
            "id": rule.code,
            "title": rule.title,
            "minimum": "应安排",
            "tags": names[rule.dimension].get(rule.tag, rule.tag),
            "base": f"{rule.minimum_days} 天及以上" if rule.minimum_days else "每个班次",
            "scope": policy.SCOPES["class"],
            "severity": rule.severity,
            "clause": rule.clause,
            "verified": rule.verified,
        }
        for rule in one.presences
    ]
    return rows


def _dialog(context: Context, one: Profile, parent: QWidget) -> FormDialog:
    fields = [Field("title", "名称", required=True, span=3)]
    values: dict[str, Any] = {"title": one.title}
    severities = (("block", "必须达标"), ("warn", "只提醒"))
    for rule in one.shares:
        fields += [
            Field(
                f"{rule.code}:minimum",
                f"{rule.title}（%）",
                "number",
                required=True,
                check=_percent,
            ),
            Field(f"{rule.code}:severity", "效力", "choice", severities),
            Field(f"{rule.code}:clause", "依据"),
        ]
        values |= {
            f"{rule.code}:minimum": rule.minimum_percent,
            f"{rule.code}:severity": rule.severity,
            f"{rule.code}:clause": rule.clause,
        }
    for need in one.presences:
        fields += [
            Field(
                f"{need.code}:minimum", f"{need.title}（几天及以上的班次）", "number", required=True
            ),
            Field(f"{need.code}:severity", "效力", "choice", severities),
            Field(f"{need.code}:clause", "依据"),
        ]
        values |= {
            f"{need.code}:minimum": need.minimum_days,
            f"{need.code}:severity": need.severity,
            f"{need.code}:clause": need.clause,
        }

    def make(given: dict[str, Any]) -> Operation[int]:
        shares = tuple(
            replace(
                r,
                minimum_percent=given[f"{r.code}:minimum"],
                severity=given[f"{r.code}:severity"],
                clause=given[f"{r.code}:clause"],
            )
            for r in one.shares
        )
        presences = tuple(
            replace(
                r,
                minimum_days=given[f"{r.code}:minimum"],
                severity=given[f"{r.code}:severity"],
                clause=given[f"{r.code}:clause"],
            )
            for r in one.presences
        )
        return policy.save(replace(one, title=given["title"], shares=shares, presences=presences))

    title = f"修改政策指标（成为第 {one.version + 1} 版）"
    return FormDialog(
        context, title, fields, values, make, columns=3, width=760, save="存为新版本", parent=parent
    )
