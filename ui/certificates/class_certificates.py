"""证书: the ledger of a class. Issued once, never changed: a wrong one is voided and reissued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from app import papers
from app.certificates import ledger
from app.classes import classes, doubted_dates, enrolment, past
from app.text import chinese, codes
from ui.certificates.issuing import FOREVER, IssueDialog
from ui.kit import columns as c
from ui.kit.allowed import grey
from ui.kit.columns import Column
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.list_pane import ListPane
from ui.kit.tableview import MenuItem
from ui.kit.text import label, literal
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
BROUGHT_IN = (
    "补录的班次：记下学员当时领的证书，编号照原样，不重新签发、补发、打印；写错的可以删除。"
)


class ClassCertificates(ListPane):
    """The certificates of one class."""

    title = "证书"
    help_topic = "证书"
    kinds = frozenset({"certificate", "class", "enrolment", "school"})
    hint = "姓名、拼音、编号"
    listing = ledger.LISTING
    columns = COLUMNS
    chip_names = (("", "全部"), *codes.CERTIFICATE_STATES.items())
    all_chips = False
    nothing = ("没有找到这样的证书", "")

    _class_id = 0
    _draft = _brought_in = False
    _why = ""
    _waiting: Sequence[int] = ()

    def dress(self) -> None:
        """What is done with those selected; to issue comes last."""
        self.void_button = self.add_verb("作废…", self.void, look="danger")
        self.reissue_button = self.add_verb("补发…", self.reissue)
        self.print_button = self.add_verb("打印", self.print_)
        self.delete_button = self.add_verb("删除…", self.delete)
        self.issue_button = self.add_verb("签发证书…", self.begin_one)

    def menu(self) -> list[MenuItem]:
        """What can be done with certificates."""
        return [
            MenuItem("打印所选", lambda _: self.print_(), why=self._not_ours),
            MenuItem(
                "补发…",
                lambda _: self.reissue(),
                one_only=True,
                right="certificates",
                why=self._not_ours,
            ),
            MenuItem("作废…", lambda _: self.void(), one_only=True, right="certificates"),
        ]

    def _not_ours(self, _ids: object = None) -> str:
        return "补录的证书不是本程序签发的。" if self._brought_in else ""

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """The class to show."""
        self._class_id = int(str(args.get("class_id", self._class_id)))
        super().open(**args)

    def scope(self) -> dict[str, object]:
        """The class shown."""
        return {"class_id": self._class_id}

    def reload(self) -> None:
        """Read the ledger anew."""
        self._why = self.context.missing("certificates")
        about = self.context.read(classes.get, self._class_id)
        self._draft, self._brought_in = about.status == "draft", bool(about.brought_in)
        for button in (self.reissue_button, self.print_button):
            button.setVisible(not self._brought_in)
        self.delete_button.setVisible(self._brought_in)
        self._waiting = self.context.read(ledger.without, self._class_id)
        said = BROUGHT_IN if self._brought_in else "班次审定后才能签发证书。" if self._draft else ""
        self.note.show_text(said, "info")
        hint = "审定后" if self._draft else "点「签发证书」，"
        self.table.set_empty("还没有签发证书", f"{hint}可以为全班一次签发，并打印成册。")
        if self._brought_in:
            self.table.set_empty("还没有补录证书", "点「补录证书」写下学员当时领的证书的编号。")
        super().reload()

    def totals(self) -> str:
        """How many are valid, how many wait."""
        if self._brought_in:
            count = self.counts.get("brought_in", 0)
            return f"补录 {count} 张 · 没有补录的 {len(self._waiting)} 人"
        valid = self.counts.get("issued", 0)
        return f"有效 {valid} 张 · 待签发 {len(self._waiting)} 人 · {FOREVER}"

    def settle(self) -> None:
        """By which are selected."""
        ids = self.table.selected_ids()
        one = self.model.record(self.model.row_of(ids[0])) if len(ids) == 1 else {}
        why = self._why
        draft = "班次审定后才有证书。" if self._draft else ""
        issued = "" if self._waiting else "没有待签发的学员。"
        picked = "" if one else "请先选中一张证书。"
        held = ("issued", "brought_in")
        valid = "" if one.get("status") in held else "这张证书已经不是有效的。"
        grey(self.issue_button, why or draft or issued)
        count = f"（{len(self._waiting)} 人）" if self._waiting and not self._draft else ""
        verb = "补录证书" if self._brought_in else "签发证书"
        self.issue_button.setText(literal(f"{verb}{count}…"))
        grey(self.delete_button, why or picked)
        grey(self.void_button, why or picked or valid)
        grey(self.reissue_button, why or draft or picked)
        grey(self.print_button, "" if self.model.ids else "还没有证书可以打印。")
        self.print_button.setText(literal(f"打印所选 {len(ids)} 张" if ids else "打印全部"))

    def export_name(self) -> str:
        """Of which class they are."""
        about = self.context.read(classes.get, self._class_id)
        return f"{chinese.class_title(about.name, about.issue)} 证书台账"

    # ---------------------------------------------------------------------------- what is asked for

    def issue(self) -> IssueDialog | None:
        """Issue to everyone who has none yet, after a question: it cannot be taken back."""
        if not self._waiting or self._draft:
            return None
        dialog = IssueDialog(self.context, self._class_id, self._waiting, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def begin_one(self) -> None:
        """What comes to the ledger: of a class of before, what it had then."""
        if self._brought_in:
            self.bring_in()
        else:
            self.issue()

    def bring_in(self) -> FormDialog:
        """Write down the number of a certificate that somebody had."""
        names = self.context.read(enrolment.names, self._class_id)
        ends = self.context.read(classes.summary, self._class_id).end_date
        people = [(i, names[i]) for i in self._waiting]
        return self._dialog(
            "补录证书",
            "编号照证书原样写，写好后谁也不能再用；程序自己的编号会跳过它。",
            [
                Field("student_id", "学员", "choice", people, required=True),
                Field("number", "证书编号", required=True, hint="如 县党结字〔2025〕12号"),
                Field("issue_date", "签发日期", "date", required=True),
            ],
            {"student_id": people[0][0], "number": "", "issue_date": ends},
            lambda v: past.bring_certificates(
                self._class_id, {v["student_id"]: past.Held(v["number"], v["issue_date"])}
            ),
            "补录",
            f"class:{self._class_id}:past",
        )

    def delete(self) -> None:
        """Take away one that was copied wrongly; an undo brings it back."""
        if (chosen := self._chosen()) is not None:
            self.context.run(past.delete_certificate(chosen[0]), parent=self)

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
            f"certificate:{row_id}:void",
        )

    def reissue(self) -> FormDialog | None:
        """Issue a new one in place of the selected one."""
        chosen = self._chosen()
        if chosen is None:
            return None
        row_id, record = chosen
        voided = record["status"] == "voided"
        date = Field(
            "issue_date",
            "签发日期",
            "date",
            hint="不填为今天",
            doubt=lambda day: self.context.read(doubted_dates.reissued, row_id, day),
        )
        fields = [date]
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
            f"certificate:{row_id}:reissue",
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
        self,
        title: str,
        text: str,
        fields: list[Field],
        values: Any,
        make: Any,
        save: str,
        kept_as: str,
    ) -> FormDialog:
        dialog = FormDialog(
            self.context,
            title,
            fields,
            values,
            make,
            right="certificates",
            kept_as=kept_as,
            columns=1,
            width=460,
            save=save,
            parent=self,
        )
        dialog.body.insertWidget(1, label(text, "muted", wrap=True))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog
