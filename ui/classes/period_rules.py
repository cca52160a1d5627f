"""统计报表 · 学期、年度: the rules that are wider than a class, past lessons and those still to come."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.rules import profiles, verdicts
from app.rules.advice import amount_text
from app.text import chinese
from ui import theme
from ui.classes.year_part import YearPart
from ui.context import Context
from ui.kit.card import Card
from ui.kit.text import label

CARDS_A_ROW = 4


class PeriodRules(YearPart):
    """A card for each rule that binds a semester or the year."""

    title = "学期、年度指标"
    kinds = profiles.SHARE_TABLES | {*("class", "lesson", "lesson_lecturer", "school")}

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(12))
        self._cards = QGridLayout()
        self._cards.setSpacing(theme.px(12))
        for place in range(CARDS_A_ROW):
            self._cards.setColumnStretch(place, 1)
        column.addLayout(self._cards)
        column.addStretch(1)

    def reload(self) -> None:
        """Read the year anew."""
        self._show_periods(self.context.read(verdicts.period_shares, self.year))

    def _show_periods(self, shares: list[verdicts.Share]) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if item.widget():
                item.widget().deleteLater()
        for place, share in enumerate(shares):
            self._cards.addWidget(_period_card(share), *divmod(place, CARDS_A_ROW))


def _period_card(share: verdicts.Share) -> Card:
    card = Card(margins=(16, 12, 16, 12), spacing=2)
    card.body.addWidget(label(f"{share.period} · {share.title}", "label"))
    row = QHBoxLayout()
    figure = label(chinese.percent(share.part, share.total, share.minimum), "big")
    ink = theme.VERDICT[share.verdict]
    figure.setStyleSheet(f"color: {ink};")
    row.addWidget(figure)
    row.addStretch(1)
    verdict = label(verdicts.VERDICTS[share.verdict], "strong")
    verdict.setStyleSheet(f"color: {ink};")
    row.addWidget(verdict)
    card.body.addLayout(row)
    part, total = (amount_text(n, share.base) for n in (share.part, share.total))
    card.body.addWidget(label(f"{part} / {total}，应 ≥ {share.minimum}%", "quiet"))
    doubt = "" if share.verified else "（待核）"
    clause = label(f"依据：{share.clause}{doubt}", "quiet")
    clause.setToolTip(share.clause)
    card.body.addWidget(clause)
    return card
