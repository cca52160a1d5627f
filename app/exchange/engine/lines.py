"""What a line below the heading is: a record, a group's name, or what stands among records."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.exchange.engine import fields, headings
from app.exchange.engine.books import Cell, Sheet

NUMBERING = frozenset(("序号", "编号", "序", "No", "NO"))
_TOTAL = re.compile(r"^(合计|总计|小计|共计|总人数|本页|以下空白|以上)|(小计|合计)[：:]?$")
_CLOSING = re.compile(
    r"^[（(]?([^（）()]{0,8}(盖章|公章|签字|签章)|此表[^（）()]*)[）)]?$|^(20[0-9]{2}|二〇[^年]{2})年[^年日]{1,4}月.{0,4}$"
)
_LABEL = re.compile(
    r"^(备注|附注|注|说明|填表|制表|填报|报送|审核|审批|联系|经办|主管|负责人|单位负责|单位领导|盖章|日期|时间)"
    r"[^：:]{0,8}[：:]"
)
_ANY_LABEL = re.compile(r"^[^：:]{1,12}[：:]")
_LONE = frozenset(
    ("备注", "附注", "说明", "填表人", "制表人", "审核人", "审批人", "联系人", "盖章")
)
_GROUP = re.compile(r"^第[一二三四五六七八九十0-9]{1,3}小?组$")


class Lines:
    """Judges the lines of a table: below ``header_row``, with its ``columns`` by field.

    ``key`` is the field without which a line is no record; ``written`` are the headings by column.
    """

    def __init__(
        self,
        sheet: Sheet,
        header_row: int,
        columns: Mapping[str, int],
        written: Mapping[int, str],
        key: str,
    ) -> None:
        self._sheet, self._header_row = sheet, header_row
        self._written, self._column = written, columns[key]

    def judge(self, row: int) -> tuple[str, str]:
        """Return what a row is (record, blank, skip, group, merged) and its text."""
        filled = [(c, cell) for c, cell in enumerate(self._sheet.rows[row]) if cell != ""]
        if not filled:
            return "blank", ""
        own, first = fields.joined(self._sheet.cell(row, self._column)), fields.joined(filled[0][1])
        if own and first and self._is_record(filled, first, own):
            return "record", ""
        shown = [(c, plain) for c, cell in filled if (plain := fields.joined(cell))]
        return self._judge_oddity(row, shown, own)

    def _is_record(self, filled: list[tuple[int, Cell]], first: str, own: str) -> bool:
        """Whether a row is a record at first sight, as nearly all are."""
        if (
            _TOTAL.search(first)
            or _TOTAL.search(own)
            or own.startswith(self._written[self._column])
        ):
            return False
        if self._label(filled[0][0], first, own):
            return False
        last = filled[-1][1]
        return first != last and fields.joined(last) not in ("", first)

    def _judge_oddity(self, row: int, filled: list[tuple[int, str]], own: str) -> tuple[str, str]:
        if not filled or (
            not own and all(self._written.get(c) in NUMBERING and t.isdigit() for c, t in filled)
        ):
            return "blank", ""
        (place, first), whole = filled[0], "　".join(plain for _, plain in filled)
        if _TOTAL.search(first) or _TOTAL.search(own) or self._label(place, first, own):
            return "skip", whole
        if own.startswith(self._written[self._column]) and self._repeats_heading(filled):
            return "skip", whole
        if not own:
            origin = self._sheet.merged_from(row, self._column)
            if origin is not None and self._header_row < origin[0] < row:
                return "merged", ""
        if len({plain for _, plain in filled}) == 1:
            if _GROUP.match(first):
                return "group", first
            if not own or self._wide(row) or _CLOSING.match(own):
                return "skip", whole
        return "record", whole

    def _label(self, place: int, first: str, own: str) -> bool:
        """Whether a row begins like 填表人：… ; a course's own title may well hold a colon."""
        known = any(_LABEL.match(t) or t in _LONE for t in (first, own))
        return known or (place != self._column and _ANY_LABEL.match(first) is not None)

    def _repeats_heading(self, filled: list[tuple[int, str]]) -> bool:
        return sum(headings.plain(plain) == self._written.get(c) for c, plain in filled) >= 2

    def _wide(self, row: int) -> bool:
        return self._sheet.merged_from(row, self._column + 1) == (row, self._column)
