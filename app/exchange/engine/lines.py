"""What a line below the heading is: a record, a group's name, or what stands among records.

A line that fills its fields is a record, whatever its words look like; one that fills none is judged by
its words. What is surely neither is a doubt: it is asked about, never read or passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from app.exchange.engine import fields, headings
from app.exchange.engine.books import Cell, Sheet
from app.text import surnames

# record: of somebody or something; doubt: perhaps one; group: names one for the lines below; section: ends
# it; skip: a total, a remark, a repeated heading; merged: its name was merged with another's
# other: the heading of another table, with its columns in another order
Kind: TypeAlias = Literal["record", "doubt", "blank", "group", "section", "skip", "merged", "other"]

NUMBERING = frozenset(("序号", "编号", "序", "No", "NO"))
_FEW = 3  # digits that are no telephone number
_ENOUGH = 2  # fields beside the name that make a line a record
_TOTAL = re.compile(
    r"^(合计|总计|小计|共计|累计|总人数|总数|本页|以下空白|以上)|^[（(【— -]*以下(?:空白|无正文)"
    r"|^第 ?[0-9]+ ?页|[（(]此页无正文[）)]"
    r"|(小计|合计|总计|共计|人数)[：:]? ?[0-9]*[人名]?$|^共有? ?(?:学员|[0-9]+ ?[人名门节个])"
)
_DAY = r"(?:[0-9×xX]{2,4}|二[〇○零0][^年]{2})?年[^年日]{0,4}月[^年月日]{0,4}日?"
_CLOSING = re.compile(
    r"^[（(]?([^（）()]{0,12}[（(]?(盖章|公章|印章|签字|签名|签章)|此表[^（）()]*)[）)]*[：:]?[）)]?$"
    rf"|^{_DAY}$"
)
_LABEL = re.compile(
    r"^(备注|附注|注|说明|填表|制表|填报|报送|审核|审批|联系|经办|主管|负责人|单位负责|单位领导|盖章|日期|时间)"
    r"[^：:]{0,8}[：:]"
)
_ANY_LABEL = re.compile(r"^[^：:0-9]{1,12}[：:]")
_CLOCK = re.compile(r"[：:][0-9]")  # 上午：8:30 is no label in a timetable
_LONE = frozenset(
    ("备注", "附注", "说明", "填表人", "制表人", "审核人", "审批人", "联系人", "盖章")
)
_COUNT = re.compile(r"[人名]|[共计]{0,2} ?[0-9.]+ ?[%人名门节个次天]?(?:学时|课时)?")
_NUMBERS = "(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[A-Ha-h甲乙丙丁])"
_SORT = "(?:学习|讨论|研讨|活动|临时|联络|党)?(?:小?组|支部|党小组)"
_ORDER = (
    r"(?:[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[、.．] ?|[（(][一二三四五六七八九十]{1,3}[）)])?"
)
_GROUP = re.compile(
    rf"^{_ORDER}[【\[（(]?((?:第?{_NUMBERS}{_SORT})|(?:学习|讨论|研讨|党)小?组?第?{_NUMBERS}小?组)"
    r"(?=$|[】\])）（(【\[ :：,，、；;/—-]|[0-9共计]|名单|人员|成员|组长|副组长|书记|讨论|地点|学员|联系|召集)"
)
# any other: 理论学习第一组, 县直一组, 乡镇组
_OWN_GROUP = re.compile(
    rf"^{_ORDER}([^：:，。；、0-9（）()]{{1,10}}?(?:[0-9]{{1,2}})?小?组)(?=$|[（(：:])"
)
_NO_GROUP = re.compile(
    "工作|会务|领导小?组|筹备|后勤|秘书|宣传|保障|服务|督导|专家|报道|材料|接待|联络|巡[察视]|核心"
)
_PART = re.compile(
    r"^(以下|以上|下列|附[：:件表]|其中)|^第?[一二三四五六七八九十0-9]{1,3}(周|天|单元|模块|部分|阶段|批|章)"
    r"|^[一二三四五六七八九十]{1,3}、"
)
# who stands on a list and is no student
_STAND = re.compile(
    r"(人员|名单|带队|领队|联系人|联络[员人]|班主任|辅导员|驾驶员|司机|领导|嘉宾|负责人|教师|老师|学员|单位"
    r"|干部|队伍|会务|随行|陪同|列席|旁听)([（(].*[）)])?[：:]?$"
)
_LAST = frozenset(
    "计员人组名单队领导任机宾师生位部伍务行同席听作选补假消除加"
)  # of what is no name
_STAFF = re.compile(
    r"^(?:工作人员|工作|带队.{0,3}|领队|联系人|联络[员人]|班主任|辅导员|驾驶员|司机|随行.{0,2}|陪同.{0,2}"
    r"|会务.{0,2}|服务.{0,2}|列席.{0,2}|旁听.{0,2}|跟班.{0,2}|备选|候补|替补|请假|取消|删除|不参加|缺席)[：:]?$"
)


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
        self._titles = frozenset(written.values()) - {""}
        self._others = tuple(c for c in set(columns.values()) if c != self._column)
        self._group = columns.get("group_name", -1)
        self._enough = min(_ENOUGH, len(self._others))
        self._numbered = 0 not in columns.values()  # the first column is no field, mostly 序号
        self._people = key == "name"

    def judge(self, row: int) -> tuple[Kind, str]:
        """Return what a row is, and its text.

        Of a doubt that is what stands where the name should, of a record the group beside it.
        """
        cells = self._sheet.rows[row]
        column = self._column
        own = cells[column] if column < len(cells) else ""
        if isinstance(own, str) and own and self._plainly(cells, own):
            return "record", ""  # nearly all
        shown = [(c, text) for c, cell in enumerate(cells) if (text := fields.joined(cell))]
        return self._judge(row, shown, fields.joined(own))

    def _plainly(self, cells: Sequence[Cell], own: str) -> bool:
        """Whether a row is a record at first sight: a usual name, more fields than any total has."""
        if len(own) > 4 or not own.isalnum() or own[-1] in _LAST or own in self._titles:
            return False
        first = cells[0]
        if self._numbered and isinstance(first, str) and not first.isascii():
            return False
        if self._people and 0 <= self._group < len(cells) and _STAFF.match(str(cells[self._group])):
            return False
        filled, width = 0, len(cells)
        for column in self._others:
            if column < width and cells[column] != "":
                filled += 1
        return filled > _ENOUGH

    def _judge(self, row: int, shown: list[tuple[int, str]], own: str) -> tuple[Kind, str]:
        if not shown or (
            not own and all(self._written.get(c) in NUMBERING and t.isdigit() for c, t in shown)
        ):
            return "blank", ""
        (place, first), whole = shown[0], "　".join(text for _, text in shown)
        if repeated := self._repeats_heading(shown):
            return repeated, whole
        if own and self._complete(row, shown):
            return self._record(shown, own)
        if named := _GROUP.match(first):
            return "group", named.group(1)
        if self._people and len(shown) == 1 and _STAFF.match(first) and first[-1] in "：:":
            return "section", whole  # 候补：, and who they are below
        texts = (first, own) if own else (first,)
        if any(_TOTAL.search(t) or _CLOSING.match(t) for t in texts) or self._label(place, texts):
            return "skip", whole
        return self._judge_rest(row, shown, own, whole)

    def _record(self, shown: list[tuple[int, str]], own: str) -> tuple[Kind, str]:
        """Judge a line that is complete: what stands beside it or before its name may make it doubtful."""
        if not self._people:
            return "record", ""
        asides = [text for column, text in shown if self._beside(column)]
        grouped = [text for column, text in shown if column == self._group]
        staff = next((text for text in asides + grouped if _STAFF.match(text)), "")
        if staff or _ANY_LABEL.match(own) or _STAND.search(own) or _STAFF.match(own):
            return "doubt", staff or own
        groups = (_GROUP.match(text) for text in asides)
        return "record", next((group.group(1) for group in groups if group), "")

    def _judge_rest(
        self, row: int, shown: list[tuple[int, str]], own: str, whole: str
    ) -> tuple[Kind, str]:
        """Judge a line that fills too little to be surely a record, and is nothing known."""
        if not own:
            origin = self._sheet.merged_from(row, self._column)
            if origin is not None and self._header_row < origin[0] < row:
                return "merged", ""
        texts = {text for _, text in shown}
        alone = self._people and len(texts) == 1 and not _NO_GROUP.search(whole)
        if alone and (named := _OWN_GROUP.match(shown[0][1])):
            return "group", named.group(1)
        part = _PART.match(own) or (self._people and _STAND.search(own))
        if len(texts) == 1 and (not own or self._wide(row) or part):
            return "section", whole
        if own and self._people and not self._like_a_name(own):
            return ("section" if part else "doubt"), whole
        return "record", ""

    def _complete(self, row: int, shown: list[tuple[int, str]]) -> bool:
        """Whether a line fills fields enough: not with counts, labels or the same text again."""
        of_total = any(_TOTAL.search(text) for _, text in shown)
        texts = dict(shown)
        own = texts[self._column]
        filled = 0
        for column in self._others:
            text = texts.get(column) or fields.joined(self._sheet.spread(row, column))
            if not text or text == own or _CLOSING.match(text) or _LABEL.match(text):
                continue
            few = self._people and len(text) <= _FEW  # 12, 人: of nobody
            filled += not (_COUNT.fullmatch(text) and (of_total or few or not text[-1].isdigit()))
        return filled >= self._enough > 0 and not (self._people and self._nobody(own))

    def _nobody(self, own: str) -> bool:
        """Whether words are surely no person's name."""
        return bool(_LABEL.match(own) or _GROUP.match(own) or own in _LONE)

    def _label(self, place: int, texts: tuple[str, ...]) -> bool:
        """Whether a row begins like 填表人：… ; a course's own title may well hold a colon."""
        known = any(_LABEL.match(text) or text in _LONE for text in texts)
        if known or self._people:
            return known or _ANY_LABEL.match(texts[0]) is not None
        return (
            place != self._column
            and _ANY_LABEL.match(texts[0]) is not None
            and not _CLOCK.search(texts[0])
        )

    def _beside(self, column: int) -> bool:
        """Whether a cell stands in no field of the table."""
        return column != self._column and column not in self._others

    def _like_a_name(self, own: str) -> bool:
        plain = re.sub(r" ?[（(][^（）()]*[）)]$", "", own)
        if not plain:
            return False
        if "·" in plain or plain.isascii():
            return not _STAND.search(own)
        length = len(plain.replace(" ", ""))
        return bool(surnames.of(plain)) and 2 <= length <= 4 and not _STAND.search(own)

    def _repeats_heading(self, shown: list[tuple[int, str]]) -> Kind | None:
        """Tell whether a row is the heading again, or one whose columns are others: what is below is not ours."""
        texts = {column: headings.plain(text) for column, text in shown}
        again = sum(text == self._written.get(c) for c, text in texts.items())
        moved = sum(
            text in self._titles and text != self._written.get(c) for c, text in texts.items()
        )
        if moved and again + moved > _ENOUGH:
            return "other"
        return "skip" if again >= _ENOUGH else None

    def _wide(self, row: int) -> bool:
        return self._sheet.merged_from(row, self._column + 1) == (row, self._column)
