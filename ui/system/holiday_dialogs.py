"""Dialogs of 放假与调休: a line, and the text of a notice."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.file.operation import Operation
from app.school import holiday_notice, holidays
from app.school.holidays import Calendar, Holiday
from ui import theme
from ui.context import Context
from ui.kit.card import Card
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.inputs import AreaInput, ChoiceInput
from ui.kit.text import label, literal
from ui.system import holiday_table

TOPIC = "放假与调休"
EXAMPLE = "10月1日至7日放假调休，共7天。9月20日（星期日）、10月10日（星期六）上班。"


class LineDialog(FormDialog):
    """A stretch of days off, or of weekend days that are worked."""

    help_topic = TOPIC

    def __init__(
        self, context: Context, before: Holiday | None, year: int, parent: QWidget | None = None
    ) -> None:
        self._before_line = before
        fields = [
            Field("name", "名称", required=True, hint="如 国庆节，或 本校寒假"),
            Field("works", "安排", "choice", ((0, "放假"), (1, "上班（周末调休）"))),
            Field("start_date", "开始日期", "date", required=True, hint=f"{year}-10-01"),
            Field("end_date", "结束日期", "date", hint=f"{year}-10-07", note="只有一天的不必填"),
        ]
        values: dict[str, Any] = {"works": 0}
        if before is not None:
            values = {field.key: getattr(before, field.key) for field in fields}
        super().__init__(
            context,
            "修改放假与调休" if before else "添加放假与调休",
            fields,
            values,
            self._make_line,
            right="school",
            kept_as=f"holiday:{before.start_date if before else 'new'}",
            parent=parent,
        )

    def _make_line(self, values: dict[str, Any]) -> Operation[None]:
        line = Holiday(0, **{**values, "end_date": values["end_date"] or values["start_date"]})
        before = self._before_line
        return holidays.add(line) if before is None else holidays.change(before, line)


class NoticeDialog(FormDialog):
    """The State Council's notice as it was copied; what is understood of it stands below at once."""

    help_topic = TOPIC

    def __init__(
        self, context: Context, calendar: Calendar, year: int, parent: QWidget | None = None
    ) -> None:
        self._calendar = calendar
        fields = [
            Field("text", "通知的文字", "area", required=True, span=2, lines=5, hint=EXAMPLE),
            Field("year", "年份", "choice", [(y, f"{y} 年") for y in range(year - 2, year + 4)]),
        ]
        super().__init__(
            context,
            "粘贴放假通知",
            fields,
            {"year": year},
            lambda _: holidays.enter(self.notice().lines),
            right="school",
            kept_as="holiday_notice",
            width=760,
            save="填入",
            parent=parent,
        )
        self.said = label("", "muted", wrap=True)
        self.body.addWidget(self.said)
        self.doubts = Card(margins=(12, 8, 12, 8), spacing=2, look="amber")
        self.doubt = label("", wrap=True, select=True)
        self.doubts.body.addWidget(self.doubt)
        self.body.addWidget(self.doubts)
        card = Card(margins=(1, 1, 1, 1))
        self.table = holiday_table.table(sources=False)
        self.table.setAccessibleName("读出的安排")
        self.table.set_empty("还没有读出放假日期", "把通知的全文或其中几句粘贴到上面。")
        self.table.setMinimumHeight(theme.px(180))
        card.body.addWidget(self.table)
        self.body.addWidget(card)
        area, choice = self.form.field("text"), self.form.field("year")
        assert isinstance(area, AreaInput) and isinstance(choice, ChoiceInput)
        area.textChanged.connect(self._read)
        choice.currentIndexChanged.connect(lambda _: self._read())
        self._read()

    def notice(self) -> holiday_notice.Notice:
        """Return what is understood of the text as it stands."""
        values = self.form.values()
        return holiday_notice.read(values["text"], values["year"], self._calendar)

    def _read(self) -> None:
        found = self.notice()
        self.table.fill([holiday_table.row(line) for line in found.lines])
        doubts = [*found.doubts, *(f"没有用到：{text}" for text in found.unread)]
        self.doubt.setText("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        years = "、".join(dict.fromkeys(f"{line.end_date[:4]} 年" for line in found.lines))
        said = f"读出 {len(found.lines)} 行（{years}），填入后代替同名节日原来的安排，可以撤销。"
        self.said.setText(said if found.lines else "")
        self.save_button.setText(literal(f"填入 {len(found.lines)} 行" if found.lines else "填入"))
        self.save_button.setEnabled(bool(found.lines) and not self.locked)
