"""A student's record: fields and photo, the classes attended, and what was ever changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import history, papers
from app.certificates import ledger
from app.classes import enrolment
from app.file.operation import Change, Operation
from app.people import students, units
from ui import theme
from ui.context import Context
from ui.kit import ask, columns, file_dialogs
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.columns import Column
from ui.kit.fact_fields import FULL_POST, Fields
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.inputs import WrongInput
from ui.kit.link_button import link_button
from ui.kit.message import MessageBar
from ui.kit.small_table import SmallTable
from ui.kit.text import label
from ui.papers.paper_preview import show
from ui.papers.print_button import PrintButton

ARCHIVED = "搜索得到；班次、证书和统计不变，随时可以取消归档。"
PHOTO_SIZE = QSize(600, 840)  # px kept of a photo, 25 × 35 mm at 600 dpi


def student_fields(context: Context) -> list[Field]:
    """Return the fields of a student."""
    field = Fields(context, students.FACTS)
    return [
        field("name"),
        field("sex"),
        field("ethnic_group"),
        field("birth_date"),
        field("id_number"),
        field("political_status"),
        field(
            "unit_name",
            label="工作单位",
            kind="suggest",
            span=2,
            find=lambda text: context.read(units.names, text),
            hint="可用拼音首字母找已有的单位",
        ),
        field("post", span=2),
        field("full_post", span=2, hint=FULL_POST),
        field("post_level"),
        field("rank"),
        field("education"),
        field("phone"),
        field("remark"),
    ]


class StudentDialog(FormDialog):
    """``student_id`` None is a new student, of that ``name`` perhaps, who goes ``into`` a class at once.

    An identity number that is typed fills sex and birth; what somebody typed there stays and is compared.
    """

    help_topic = "学员档案"

    def __init__(
        self,
        context: Context,
        student_id: int | None,
        parent: QWidget | None = None,
        *,
        name: str = "",
        into: int | None = None,
        on_saved: Callable[[Change[Any]], object] | None = None,
    ) -> None:
        self.student_id, self._into = student_id, into
        self._told: dict[str, object] = {}
        one = context.read(students.get, student_id) if student_id is not None else None
        values = (
            {k: getattr(one, k) for k in students.FACTS.typed}
            if one is not None
            else {"name": name}
        )
        self.called = one.name if one is not None else "添加学员"
        super().__init__(
            context,
            self.called,
            student_fields(context),
            values,
            self._operation,
            right="students",
            kept_as=f"student:{student_id or 'new'}" + (f":into:{into}" if into else ""),
            width=800,
            changed_only=one is not None,
            on_saved=on_saved,
            parent=parent,
        )
        self.hint = MessageBar()
        self.form.edited.connect(lambda key, _: self._edited(key))
        if one is None:
            self.body.addWidget(self.hint)
            return
        self.body.removeWidget(self.form)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._record_tab(), "基本信息")
        self.tabs.addTab(self._classes_tab(), "培训经历")
        self.tabs.addTab(self._certificates_tab(), "证书")
        self.tabs.addTab(self._history_tab(), "修改记录")
        self.body.addWidget(self.tabs)
        self.print_button = PrintButton("person")
        self.print_button.wanted.connect(self.show_paper)
        self.row.insertWidget(0, self.print_button)
        self._archived = bool(one.archived)
        self.archive_button = QPushButton()
        self.archive_button.setAutoDefault(False)
        self.archive_button.clicked.connect(self._archive)
        self.row.insertWidget(0, self.archive_button)
        self._show_archived()
        self._compare()

    def _archive(self) -> None:
        """Take the student out of the lists, or bring him back."""
        assert self.student_id is not None
        verb = students.restore if self._archived else students.archive
        work = verb([self.student_id])
        goes = f"{self.called}归档以后不在学员名单里，{ARCHIVED}" if not self._archived else ""
        ask.first(
            self,
            "归档学员",
            goes,
            "归档",
            lambda: self.context.run(
                work,
                parent=self,
                on_done=lambda _: self._show_archived(not self._archived),
                on_error=self._refused,
            ),
        )

    def _show_archived(self, archived: bool | None = None) -> None:
        if archived is not None:
            self._archived = archived
        self.archive_button.setText("取消归档" if self._archived else "归档")
        tip = (
            "回到学员名单里" if self._archived else "不在名单里列出，搜索得到；班次、证书和统计不变"
        )
        self.archive_button.setToolTip(tip)
        grey(self.archive_button, self.locked)

    def _operation(self, values: dict[str, Any]) -> Operation[Any]:
        if self._into is not None:
            return enrolment.enrol_new(self._into, values)
        if self.student_id is None:
            return students.create(values)
        return students.update(self.student_id, values)

    def show_paper(self, key: str) -> None:
        """Make and preview a paper of the student."""
        show(self.context, papers.kind(key), self.student_id, self.called, parent=self)

    def _edited(self, key: str) -> None:
        """Take from an identity number what nobody has typed, then compare."""
        if key == "id_number":
            try:
                values = self.form.values()
            except WrongInput:
                values = {"id_number": self.form.field("id_number").value()}
            told = students.told_by_number(values)
            free = {k: v for k, v in told.items() if values.get(k) in (None, "", self._told.get(k))}
            self.form.fill(free)
            self._told = told or self._told
        self._compare()

    def _compare(self) -> None:
        """Say what does not agree with the identity number; it hinders nothing."""
        try:
            values: Mapping[str, Any] = self.form.values()
        except WrongInput:
            return
        self.hint.show_text(" ".join(students.warnings(values)), "warn")

    # ------------------------------------------------------------------ tabs

    def _record_tab(self) -> QWidget:
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.addWidget(self.hint)
        row = QHBoxLayout()
        row.setSpacing(theme.px(20))
        row.addWidget(self.form, 1)
        row.addLayout(self._photo_column())
        column.addLayout(row)
        return tab

    def _photo_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        self.photo = label()
        self.photo.setFixedSize(theme.px(125), theme.px(175))
        self.photo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.photo.setStyleSheet(
            f"border: 1px dashed {theme.LINE_FIRM}; border-radius: 6px; color: {theme.QUIET};"
        )
        self.photo.setAccessibleName("照片")
        choose = QPushButton("选择照片…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_photo)
        grey(choose, self.locked)
        self.remove_photo = link_button("去掉照片")
        self.remove_photo.clicked.connect(lambda: self._set_photo(None))
        grey(self.remove_photo, self.locked)
        column.addWidget(self.photo)
        column.addWidget(choose)
        column.addWidget(self.remove_photo)
        column.addStretch(1)
        self._show_photo()
        return column

    def _classes_tab(self) -> QWidget:
        assert self.student_id is not None
        attended = self.context.read(students.classes_of, self.student_id)
        table = SmallTable(
            (
                Column("name", "班次", 220, stretch=True, bold=True),
                Column("dates", "起止", 180),
                Column("quarter_hours", "学时", 60, "right", columns.hours),
                Column("status", "状态", 70, format=columns.enrolment_status),
                Column("certificate_number", "证书编号", 140),
            )
        )
        table.set_empty("还没有培训经历", "学员入班后会列在这里。")
        table.fill(
            [
                {
                    "id": a.class_id,
                    "name": f"{a.name}（补录）" if a.brought_in else a.name,
                    "dates": f"{a.start_date} → {str(a.end_date)[5:]}" if a.start_date else "",
                    "quarter_hours": a.quarter_hours,
                    "status": a.status,
                    "certificate_number": a.certificate_number,
                }
                for a in attended
            ]
        )
        table.opened.connect(self._go_to_class)
        table.offer(opens="到该班次")
        return _framed(table, "双击到该班次。" if attended else "")

    def _certificates_tab(self) -> QWidget:
        assert self.student_id is not None
        issued = self.context.read(ledger.of_student, self.student_id)
        table = SmallTable(
            (
                Column("number", "证书编号", 150, bold=True),
                Column("class_name", "班次", 190, stretch=True),
                Column("issue_date", "签发日期", 96),
                Column("status", "状态", 60, format=columns.certificate_status),
                Column("replaces", "补发自", 130, format=columns.quiet),
                Column("void_reason", "作废原因", 120, format=columns.quiet),
            )
        )
        table.set_empty("还没有证书", "班次审定以后，在班次的「证书」页签发。")
        table.fill(issued)
        table.opened.connect(self._go_to_ledger)
        table.offer(opens="到证书台账")
        return _framed(table, "作废的也列在这里。双击到证书台账。" if issued else "")

    def _go_to_ledger(self, certificate_id: int) -> None:
        self.reject()
        self.context.go("ledger", certificate_id=certificate_id)

    def _history_tab(self) -> QWidget:
        assert self.student_id is not None
        lines = self.context.read(history.of_record, "student", self.student_id)
        table = SmallTable(
            (
                Column("at", "时间", 140, format=columns.moment),
                Column("user_name", "用户", 80),
                Column("operation", "操作", 190),
                Column("words", "内容", 240, stretch=True),
            )
        )
        table.fill([asdict(line) for line in lines])
        return _framed(table, "每次修改都有记录，不能改动。")

    def _go_to_class(self, class_id: int) -> None:
        self.reject()
        self.context.go("class", class_id=class_id)

    # ------------------------------------------------------------------ photo

    def _choose_photo(self) -> None:
        path = file_dialogs.open_one(self, "选择照片", file_dialogs.PHOTO)
        if path is None:
            return
        jpeg = read_photo(str(path))
        if jpeg is None:
            self.message.show_text("这个文件不是能识别的照片（JPEG）。没有写入任何数据。", "bad")
        else:
            self._set_photo(jpeg)

    def _set_photo(self, jpeg: bytes | None) -> None:
        assert self.student_id is not None
        self.context.run(
            students.set_photo(self.student_id, jpeg),
            parent=self,
            on_done=lambda _: self._show_photo(),
            on_error=self._refused,
        )

    def _show_photo(self) -> None:
        assert self.student_id is not None
        jpeg = self.context.read(students.photo, self.student_id)
        picture = QPixmap()
        if jpeg:
            picture.loadFromData(jpeg)
            self.photo.setPixmap(
                picture.scaled(
                    self.photo.size(),
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        else:
            self.photo.setText("照片")
        self.remove_photo.setVisible(bool(jpeg))


def read_photo(path: str) -> bytes | None:
    """Return a picture as JPEG no larger than needed for print, or None where it is none."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (
        size.width() > PHOTO_SIZE.width() or size.height() > PHOTO_SIZE.height()
    ):
        reader.setScaledSize(size.scaled(PHOTO_SIZE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return None
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 90)  # type: ignore[call-overload]
    return bytes(data.data())


def _framed(table: SmallTable, note: str) -> QWidget:
    tab = QWidget()
    column = QVBoxLayout(tab)
    column.setContentsMargins(0, theme.px(14), 0, 0)
    card = Card(margins=(1, 1, 1, 1))
    card.body.addWidget(table)
    column.addWidget(card, 1)
    column.addWidget(label(note, "quiet"))
    return tab
