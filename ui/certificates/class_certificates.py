"""证书: the ledger of a class. Issued once, never changed: a wrong one is voided and reissued."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import papers
from app.certificates import ledger
from app.classes import classes
from app.text import chinese, codes
from ui import theme
from ui.context import Context
from ui.kit import columns as c
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Column
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.message import MessageBar
from ui.kit.part import Part
from ui.kit.search_box import SearchBox
from ui.kit.tablemodel import TableModel
from ui.kit.tableview import MenuItem, TableView
from ui.kit.text import label
from ui.papers.paper_preview import show

COLUMNS = (
    Column("number", "证书编号", 170, bold=True),
    Column("student_name", "姓名", 140),
    Column("issue_date", "签发日期", 110),
    Column("status", "状态", 80, format=c.certificate_status),
    Column("verification_code", "验证码", 120, format=c.quiet),
    Column("replaces", "补发自", 150, format=c.quiet),
    Column("void_reason", "作废原因", 160, stretch=True),
)
FOREVER = "证书一经签发不能撤销，编号不会再用；开错的只能作废、补发。"


class ClassCertificates(Part):
    """The certificates of one class."""

    title = "证书"
    help_topic = "证书"
    kinds = frozenset({"certificate", "class", "enrolment", "school"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._class_id = 0
        self._waiting: list[int] = []
        self.chips = ChipBar()
        self.search = SearchBox("姓名、拼音、编号")
        self.search.setFixedWidth(theme.px(200))
        self.note = MessageBar(closable=False)
        self.model = TableModel(context.read, ledger.LISTING, COLUMNS, self)
        self.table = TableView(self.model)
        self.setFocusProxy(self.table)
        self.table.set_nothing("没有找到这样的证书")
        self.issue_button = self._button("签发证书…", self.issue)
        self.void_button = self._button("作废…", self.void, "danger")
        self.reissue_button = self._button("补发…", self.reissue)
        self.print_button = self._button("打印", self.print_)
        self.sentence = label("", "muted")
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.chips)
        top.addStretch(1)
        for widget in (
            self.search,
            self.void_button,
            self.reissue_button,
            self.print_button,
            self.issue_button,
        ):
            top.addWidget(widget)
        card = Card(margins=(1, 1, 1, 1))
        card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(top)
        column.addWidget(self.note)
        column.addWidget(card, 1)
        column.addWidget(self.sentence)
        self.table.set_menu(
            [
                MenuItem("打印所选", lambda _: self.print_()),
                MenuItem("补发…", lambda _: self.reissue(), one_only=True, right="certificates"),
                MenuItem("作废…", lambda _: self.void(), one_only=True, right="certificates"),
            ],
            context.missing,
        )
        self.table.refused.connect(context.warn)
        self.chips.picked.connect(lambda key: self._ask(chip=key))
        self.search.searched.connect(lambda text: self._ask(search=text))
        self.search.moved_down.connect(self.table.enter)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())

    def _button(self, text: str, slot: Any, look: str = "") -> QPushButton:
        button = QPushButton(text)
        if look:
            theme.role(button, look)
        button.clicked.connect(lambda: slot())
        return button

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """The class to show."""
        self._class_id = int(str(args.get("class_id", self._class_id)))

    def reload(self) -> None:
        """Read the ledger anew."""
        self._ask(scope={"class_id": self._class_id})

    def _ask(self, **asked: Any) -> None:
        self.model.show(**asked)
        counts = self.model.counts()
        names = {"": "全部", **codes.CERTIFICATE_STATUSES}
        self.chips.set_chips([(k, names[k], n) for k, n in counts.items() if n or not k])
        about = self.context.read(classes.get, self._class_id)
        self._draft = about.status == "draft"
        self._why = self.context.missing("certificates")
        self._waiting = self.context.read(ledger.without, self._class_id)
        text = "班次审定后才能签发证书。" if self._draft else ""
        self.note.show_text(text, "info")
        hint = "审定后" if self._draft else "点「签发证书」，"
        self.table.set_empty("还没有签发证书", f"{hint}可以为全班一次签发，并打印成册。")
        valid = counts.get("issued", 0)
        self.sentence.setText(f"有效 {valid} 张 · 待签发 {len(self._waiting)} 人 · {FOREVER}")
        self._enable()

    def _enable(self) -> None:
        ids = self.table.selected_ids()
        one = self.model.record(self.model.row_of(ids[0])) if len(ids) == 1 else {}
        why = self._why
        draft = "班次审定后才有证书。" if self._draft else ""
        issued = "" if self._waiting else "没有待签发的学员。"
        picked = "" if one else "请先选中一张证书。"
        valid = "" if one.get("status") == "issued" else "这张证书已经不是有效的。"
        grey(self.issue_button, why or draft or issued)
        count = f"（{len(self._waiting)} 人）" if self._waiting and not self._draft else ""
        self.issue_button.setText(f"签发证书{count}…")
        grey(self.void_button, why or picked or valid)
        grey(self.reissue_button, why or draft or picked)
        grey(self.print_button, "" if self.model.ids else "还没有证书可以打印。")
        self.print_button.setText(f"打印所选 {len(ids)} 张" if ids else "打印全部")

    def look(self) -> None:
        """Ctrl+F: search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # ---------------------------------------------------------------------------- what is asked for

    def issue(self) -> FormDialog | None:
        """Issue to everyone who has none yet, after a question: it cannot be taken back."""
        if not self._waiting or self._draft:
            return None
        ends = self.context.read(classes.summary, self._class_id).end_date
        return self._dialog(
            f"为 {len(self._waiting)} 名学员签发证书",
            FOREVER + "此前的操作从此也不能再撤销。",
            [Field("issue_date", "签发日期", "date", required=True)],
            {"issue_date": ends},
            lambda v: ledger.issue(self._class_id, list(self._waiting), v["issue_date"]),
            f"签发 {len(self._waiting)} 张",
        )

    def void(self) -> FormDialog | None:
        """Void the selected certificate, with the reason."""
        chosen = self._chosen()
        if chosen is None:
            return None
        row_id, record = chosen
        return self._dialog(
            f"作废 {record['student_name']} 的证书 {record['number']}",
            "作废后不能恢复，编号不再使用；需要时可以补发一张新编号的证书。",
            [Field("reason", "作废原因", required=True, hint="如 姓名有误")],
            {"reason": ""},
            lambda v: ledger.void(row_id, v["reason"]),
            "作废",
        )

    def reissue(self) -> FormDialog | None:
        """Issue a new one in place of the selected one."""
        chosen = self._chosen()
        if chosen is None:
            return None
        row_id, record = chosen
        voided = record["status"] == "voided"
        fields = [Field("issue_date", "签发日期", "date", hint="不填为今天")]
        if not voided:
            fields.insert(0, Field("reason", "补发原因", required=True, hint="如 遗失、姓名有误"))
        return self._dialog(
            f"为 {record['student_name']} 补发证书",
            f"按现在的档案开一张新编号的证书，台账记明补发自 {record['number']}"
            + ("。" if voided else "，原证书作废。")
            + "不能撤销。",
            fields,
            {"reason": "", "issue_date": None},
            lambda v: ledger.reissue(row_id, v.get("reason", ""), v["issue_date"]),
            "补发",
        )

    def print_(self) -> None:
        """Preview the selected certificates, or all that are valid."""
        about = self.context.read(classes.get, self._class_id)
        numbers = [
            self.model.record(self.model.row_of(i))["number"] for i in self.table.selected_ids()
        ]
        show(
            self.context,
            papers.kind("certificates"),
            self._class_id,
            chinese.class_title(about.name, about.issue),
            given={"numbers": numbers},
            parent=self,
        )

    def _chosen(self) -> tuple[int, dict[str, object]] | None:
        ids = self.table.selected_ids()
        return (ids[0], self.model.record(self.model.row_of(ids[0]))) if len(ids) == 1 else None

    def _dialog(
        self, title: str, text: str, fields: list[Field], values: Any, make: Any, save: str
    ) -> FormDialog:
        dialog = FormDialog(
            self.context,
            title,
            fields,
            values,
            make,
            right="certificates",
            columns=1,
            width=460,
            save=save,
            parent=self,
        )
        dialog.body.insertWidget(1, label(text, "muted", wrap=True))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog
