"""台账: every certificate of the school, over all classes and years, whatever became of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QFrame, QWidget

from app import papers
from app.certificates import ledger
from app.text import codes
from ui import theme
from ui.context import Context
from ui.kit import columns as c
from ui.kit.chips import ChipBar
from ui.kit.columns import Column
from ui.kit.inputs import ChoiceInput
from ui.kit.list_page import ListPage
from ui.kit.tableview import MenuItem
from ui.papers.paper_preview import show
from ui.papers.print_button import PrintButton
from ui.people.student import StudentDialog

YEARS_SHOWN = 4
GONE = "学员的档案已被删除，证书在台账里保留。"
ALL_YEARS = "all"


def _void(row: dict[str, object]) -> str:
    return f"{row['void_date']} {row['void_reason']}" if row.get("void_date") else ""


class LedgerPage(ListPage):
    """``open(certificate_id=…)`` shows a certificate among all."""

    title = "证书台账"
    hint = "姓名、拼音、编号、班次"
    help_topic = "证书台账"
    kinds = frozenset({"certificate", "school"})
    listing = ledger.LISTING
    columns = (
        Column("number", "证书编号", 136, bold=True),
        Column("student_name", "姓名", 112),
        Column("class_name", "班次", 200, stretch=True),
        Column("issue_date", "签发日期", 96),
        Column("status", "状态", 66, format=c.certificate_status, sort_key="status_name"),
        Column("replaces", "补发自", 122, format=c.quiet),
        Column("replaced_by", "补发的新证", 122, format=c.quiet),
        Column("void", "作废日期和原因", 140, format=c.quiet, value=_void),
        Column("verification_code", "验证码", 108, format=c.quiet),
    )
    chip_names = (("", "全部"), *codes.CERTIFICATE_STATES.items())
    empty = (
        "还没有签发证书",
        "班次审定以后，在班次的「证书」页签发；签发过的都列在这里，不会消失。",
    )
    nothing = ("没有找到这样的证书", "换一个年份、班次或搜索词试试。")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.years = ChipBar()
        self.classes = ChoiceInput([(None, "全部班次")])
        super().__init__(context, parent)
        self.model.order("issue_date", descending=True)
        line = QFrame()
        line.setFixedWidth(1)
        line.setStyleSheet(f"background: {theme.LINE_FIRM};")
        self.filters.insertWidget(0, self.years)
        self.filters.insertWidget(1, line)
        self.classes.setMinimumWidth(theme.px(120))
        self.classes.setMaximumWidth(theme.px(230))
        self.classes.setAccessibleName("班次")
        self.filters.addWidget(self.classes)
        self.years.picked.connect(lambda _: self.reload())
        self.classes.finished.connect(self.reload)

    @property
    def year(self) -> int | None:
        """The year of issue shown, None for all."""
        return int(self.years.current) if self.years.current.isdecimal() else None

    def dress(self) -> None:
        """What is shown as a workbook; a year's on paper."""
        super().dress()
        self.print_button = PrintButton("year", only="ledger")
        self.print_button.wanted.connect(self.show_paper)
        self.add_tool(self.print_button)

    def menu(self) -> list[MenuItem]:
        """From a certificate to what it has to do with."""
        return [
            MenuItem("看班次的证书", lambda ids: self.open_row(ids[0]), "Return", one_only=True),
            MenuItem("看学员档案", self._person, one_only=True, why=self._no("student_id", GONE)),
            MenuItem(
                "看原来的证书",
                lambda ids: self._follow(ids, "replaces_id"),
                one_only=True,
                why=self._no("replaces_id", "这张证书不是补发的。"),
            ),
            MenuItem(
                "看补发的证书",
                lambda ids: self._follow(ids, "replaced_by_id"),
                one_only=True,
                why=self._no("replaced_by_id", "没有补发过证书来代替它。"),
            ),
        ]

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """A certificate to be shown among all, or what ``ListPage`` takes."""
        super().open(**args)
        if isinstance(wanted := args.get("certificate_id"), int):
            self._show_years()
            self.years.pick(ALL_YEARS)
            self.classes.fill(None)
            self.search.clear()
            self.model.show(search="", chip="", scope={})
            self.table.selectRow(self.model.row_of(wanted))

    def scope(self) -> dict[str, object]:
        """Year and class."""
        return {"year": self.year, "class_code": self.classes.value()}

    def reload(self) -> None:
        """Years and classes first: they are the scope."""
        self._show_years()
        found = self.context.read(ledger.issued_to, self.year)
        with QSignalBlocker(self.classes):
            self.classes.set_options([(None, "全部班次"), *((k, f"{k} {n}") for k, n in found)])
        super().reload()

    def totals(self) -> str:
        """How many are valid and how many void, of those shown."""
        issued, voided, brought = (self.counts.get(key, 0) for key in codes.CERTIFICATE_STATES)
        told = f" · 补录 {brought:,} 张" if brought else ""
        return f"有效 {issued:,} 张 · 作废 {voided:,} 张{told} · 台账只增不减，编号不重复使用"

    def open_row(self, row_id: int) -> None:
        """Go to the certificates of its class."""
        record = self._record(row_id)
        if isinstance(class_id := record.get("class_id"), int):
            number = str(record["number"])
            self.context.go("class", class_id=class_id, tab="certificates", search=number)
        else:
            self.context.warn("这个班次已被删除，证书在台账里保留。")

    def print_(self) -> None:
        """Ctrl+P: the year's ledger on paper."""
        self.show_paper("ledger")

    def show_paper(self, key: str) -> None:
        """Make and preview the ledger of the year shown, else of the latest."""
        year = self.year or next(iter(self.context.read(ledger.years)), None)
        if year is None:
            self.context.warn("还没有签发证书，没有台账可以打印。")
            return
        show(self.context, papers.kind(key), year, str(year), parent=self)

    # ------------------------------------------------------------------------------ inside

    def _record(self, row_id: int) -> dict[str, object]:
        return self.model.record(self.model.row_of(row_id))

    def _no(self, key: str, why: str) -> Callable[[list[int]], str]:
        return lambda ids: "" if self._record(ids[0]).get(key) is not None else why

    def _person(self, ids: list[int]) -> None:
        student_id = int(str(self._record(ids[0])["student_id"]))
        StudentDialog(self.context, student_id, self.window()).open()

    def _follow(self, ids: list[int], key: str) -> None:
        self.show_for(certificate_id=int(str(self._record(ids[0])[key])))
        self.table.setFocus()

    def _show_years(self) -> None:
        shown = self.context.read(ledger.years)[:YEARS_SHOWN]
        names = [*((str(y), f"{y} 年", None) for y in shown), (ALL_YEARS, "历年", None)]
        self.years.set_chips(names)
