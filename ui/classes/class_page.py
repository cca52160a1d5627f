"""One class: its state and what can be done with it above, its tabs below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app import papers
from app.classes import classes, what_goes
from app.classes.readiness import Lack
from app.exchange import KINDS, Kind
from app.file.operation import Operation
from app.ground.errors import BarredError, UserError
from app.rules import advice
from app.teaching import teachers
from app.text import chinese, codes
from ui import theme
from ui.certificates.class_certificates import ClassCertificates
from ui.classes import removal
from ui.classes.approval import RefusalDialog
from ui.classes.approval_form import ApprovalDialog
from ui.classes.class_info import ClassInfo
from ui.classes.class_students import ClassStudents
from ui.classes.desk.desk import ClassDesk
from ui.context import Context
from ui.kit import ask
from ui.kit.allowed import grey
from ui.kit.elided import ElidedLabel
from ui.kit.part import Part
from ui.kit.status_chip import CLASS_STATUS, StatusChip
from ui.kit.tab_page import TabPage
from ui.kit.text import literal
from ui.papers.paper_preview import show
from ui.papers.print_button import PrintButton

_Step = tuple[str, Callable[[int], Operation[None]], str]
STEPS: dict[str, list[_Step]] = {
    "draft": [("提交审定", classes.approve, "primary")],
    "approved": [("重开", classes.reopen, ""), ("开班", classes.start, "primary")],
    "running": [("重开", classes.reopen, ""), ("结业", classes.close, "primary")],
    "closed": [("取消结业", classes.cancel_close, "")],
}
PAPER_OF_TAB = {"students": "roster", "certificates": "certificates"}
IMPORTED = tuple(kind for kind in KINDS if kind.into == "must")
TIPS = {
    "重开": "回到草案，可以再修改课程安排；须重新审定",
    "开班": "班次进入「进行中」",
    "结业": "在班学员记为结业，并记入学时",
    "取消结业": "回到「进行中」，收回已记的学时",
}


# what is said before a step, by its name
GOES = {
    "重开": what_goes.reopening,
    "取消结业": what_goes.cancelling_close,
    "结业": what_goes.closing_early,
}


class ClassPage(TabPage):
    """``open(class_id=…, tab="info" | "curriculum" | "students" | "certificates")``."""

    made_of: ClassVar[Mapping[str, type[Part]]] = {
        "info": ClassInfo,
        "curriculum": ClassDesk,
        "students": ClassStudents,
        "certificates": ClassCertificates,
    }
    kinds = frozenset({"class", "class_span", "lesson", "lesson_topic", "enrolment", "teacher"})
    help_topic = "班次与课程编排"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.class_id = 0
        self._name = ""
        self.title_label = ElidedLabel("title")
        self.chip = StatusChip()
        self.subtitle = ElidedLabel("muted")
        self.head.addLayout(self._header())
        self.head.addWidget(self.subtitle)
        info, desk, students, certificates = self.parts.values()
        assert isinstance(info, ClassInfo) and isinstance(desk, ClassDesk)
        assert isinstance(students, ClassStudents) and isinstance(certificates, ClassCertificates)
        self.info, self.desk, self.students, self.certificates = info, desk, students, certificates
        self.turn("curriculum")
        desk.info_wanted.connect(self._to_dates)
        students.roster_wanted.connect(self._import_people)

    def _header(self) -> QHBoxLayout:
        self.back = _icon_button("left", "返回", "bare")
        self.back.clicked.connect(self.context.back)
        self.print_button = PrintButton("class")
        self.print_button.wanted.connect(self.show_paper)
        self.more = _icon_button("more", "更多")
        self._more_menu = QMenu(self.more)
        self._more_menu.setToolTipsVisible(True)
        self.imports = [self._import_action(kind) for kind in IMPORTED]
        self._more_menu.addSeparator()
        self._removal = self._more_menu.addAction("删除班次")
        self._removal.triggered.connect(self._remove)
        self.more.clicked.connect(
            lambda: self._more_menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        self._steps = QHBoxLayout()
        self._steps.setSpacing(theme.px(8))
        self.step_buttons: list[QPushButton] = []
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.back)
        row.addWidget(self.title_label)
        row.addWidget(self.chip)
        row.addStretch(1)
        row.addWidget(self.more)
        row.addWidget(self.print_button)
        row.addLayout(self._steps)
        return row

    def _import_action(self, kind: Kind) -> QAction:
        """The door to a list that goes into a draft."""
        action = self._more_menu.addAction(literal(kind.menu))
        action.triggered.connect(
            lambda: self.context.go("import", kind=kind.key, class_id=self.class_id)
        )
        return action

    # ------------------------------------------------------------------------------ what it shows

    @property
    def ready(self) -> bool:
        """Whether a class is shown."""
        return bool(self.class_id and self._name)

    def open(self, **args: object) -> None:
        """Show a class, at one of its tabs; without a tab the one shown stays."""
        class_id = args.get("class_id")
        if isinstance(class_id, int):
            self.class_id = class_id
        super().open(**args)

    def place(self) -> dict[str, object]:
        """The class and the tab shown."""
        return {"class_id": self.class_id, **super().place()}

    def reload(self) -> None:
        """Read the class anew. Raises UserError where it has been deleted."""
        if self.class_id:
            shown = self.context.read(classes.get, self.class_id)
            self._show_header(shown)
            self._show_subtitle(shown)
            super().reload()

    def _show_header(self, shown: classes.Class) -> None:
        self._name = chinese.class_title(shown.name, shown.issue)
        self.title_label.show_text(self._name)
        name, tone = CLASS_STATUS["brought_in" if shown.brought_in else shown.status]
        word = "稿" if shown.status == "draft" else "版"
        state = name if shown.brought_in else f"{name} · 第 {shown.version} {word}"
        kept = " · 已归档" if shown.archived else ""
        self.chip.show_status(f"{state}{kept}", tone)
        self._without_lessons(bool(shown.brought_in))
        self.print_button.offer(*(("roster",) if shown.brought_in else ()))
        missing = self.context.missing
        self._show_removal(shown)
        for kind, action in zip(IMPORTED, self.imports, strict=True):
            grey(action, missing(kind.right), able=shown.status == "draft")
        steps = [] if shown.brought_in else STEPS[shown.status]
        if [b.text() for b in self.step_buttons] != [text for text, _, _ in steps]:
            if self.window().focusWidget() in self.step_buttons:
                self.shown.setFocus()  # else it would jump to the menu bar
            for button in self.step_buttons:
                self._steps.removeWidget(button)
                button.hide()
                button.deleteLater()
            self.step_buttons = [self._step_button(*step) for step in steps]
        for button, (_, verb, _) in zip(self.step_buttons, steps, strict=True):
            right = verb(self.class_id).right
            grey(button, missing(right) if right else "")

    def _without_lessons(self, brought_in: bool) -> None:
        """A class of before has no lessons to show: its first tab is what it was."""
        if brought_in and self.tab == "curriculum":
            self.bar.blockSignals(True)  # it is read in a moment
            self.turn("info")
            self.bar.blockSignals(False)
            self.stack.setCurrentIndex(self.bar.currentIndex())
        self.bar.setTabVisible(list(self.parts).index("curriculum"), not brought_in)

    def _show_removal(self, shown: classes.Class) -> None:
        """删除, 归档 or 取消归档: the entry says which it is, and why not the other."""
        self._removal.setText(literal(removal.word(shown)))
        against = "" if shown.archived else removal.why_not(self.context, shown.id)
        grey(self._removal, self.context.missing("classes") or against)
        if not against and removal.word(shown) == "归档班次":
            self._removal.setToolTip("班次审定过，不能删除。" + removal.ARCHIVING)

    def _step_button(
        self, text: str, verb: Callable[[int], Operation[None]], look: str
    ) -> QPushButton:
        button = QPushButton(literal(text))
        if look:
            theme.role(button, look)
        button.setToolTip(TIPS.get(text, ""))
        button.clicked.connect(lambda: self.step(verb))
        self._steps.addWidget(button)
        return button

    def _show_subtitle(self, shown: classes.Class) -> None:
        read = self.context.read
        summary = read(classes.summary, self.class_id)
        parts = [read(codes.names, "class_kind")[shown.kind]]
        if summary.start_date and summary.end_date:
            parts.append(f"{summary.start_date} 至 {summary.end_date}")
            # what is taught counts; before anything is planned, the days of the calendar
            days = summary.teaching_days or summary.calendar_days
            taught = summary.teaching_days and not shown.brought_in
            parts.append(f"上课 {days} 天" if taught else f"{days} 天")
        else:
            parts.append("日期未定")
        parts.append(f"{summary.enrolled_count} 名学员")
        if shown.class_teacher_id is not None:
            parts.append(f"班主任 {read(teachers.get, shown.class_teacher_id).name}")
        parts.append(f"编号 {shown.code}")
        self.subtitle.show_text(" · ".join(parts))

    def _import_people(self) -> None:
        """A class of before takes the hours and certificates of a list, too."""
        past = self.context.read(classes.get, self.class_id).brought_in
        kind = "past" if past else "roster"
        self.context.go("import", kind=kind, class_id=self.class_id)

    def _to_dates(self) -> None:
        self.turn("info")
        self.info.edit_dates()

    # ---------------------------------------------------------------------------- what is asked for

    def step(self, verb: Callable[[int], Operation[None]]) -> None:
        """Take the class to its next state; a refusal is shown with everything there is to mend."""
        if not self.desk.finish_form():
            return
        if verb is classes.approve:
            self._approve()
            return
        work = verb(self.class_id)
        what = GOES.get(work.name)
        goes = self.context.read(what, self.class_id) if what is not None else ""
        ask.first(
            self,
            f"{work.name}「{self._name}」",
            goes,
            work.name,
            lambda: self.context.run(work, parent=self, on_error=self._refused),
        )

    def _approve(self) -> None:
        """Say what bars it; else ask who approved and when, and what is still missing."""
        if any(a.severity == "block" for a in self.context.read(advice.advise, self.class_id)):
            self._show_refusal()
            return
        dialog = ApprovalDialog(self.context, self.class_id, self._name, self)
        dialog.wanted.connect(self._put_right)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _put_right(self, lack: Lack) -> None:
        self.turn(lack.place)
        if lack.field:
            self.info.edit(lack.field)

    def _refused(self, error: UserError) -> bool:
        if not isinstance(error, BarredError):
            return False
        self._show_refusal()
        return True

    def _show_refusal(self) -> None:
        dialog = RefusalDialog(self._name, self.context.read(advice.advise, self.class_id), self)
        dialog.followed.connect(self._show_lessons)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_lessons(self, lesson_ids: tuple[int, ...]) -> None:
        self.turn("curriculum")
        self.desk.show_lessons(lesson_ids)

    def _remove(self) -> None:
        shown = self.context.read(classes.get, self.class_id)
        if shown.archived:
            self.context.run(classes.restore(shown.id), parent=self)
        else:
            removal.remove(self.context, shown.id, self, self._delete)

    def _delete(self) -> None:
        class_id = self.class_id
        work = removal.deleting(self.context.read(classes.get, class_id))
        self.class_id = 0  # nothing of it is to be read again
        self.context.run(
            work,
            parent=self,
            on_done=lambda _: self.context.go("classes"),
            on_error=lambda _: self._stay(class_id),
        )

    def _stay(self, class_id: int) -> bool:
        self.class_id = class_id
        return False

    def print_(self) -> None:
        """Ctrl+P: preview the paper of the tab."""
        past = self.context.read(classes.get, self.class_id).brought_in
        self.show_paper("roster" if past else PAPER_OF_TAB.get(self.tab, "timetable"))

    def show_paper(self, key: str) -> None:
        """Make and preview a paper of the class; on the tab of certificates, of those selected there."""
        if key == self.tab == "certificates":
            self.certificates.print_()
        else:
            show(self.context, papers.kind(key), self.class_id, self._name, parent=self)


def _icon_button(icon: str, tip: str, look: str = "icon") -> QPushButton:
    button = QPushButton()
    theme.role(button, look)
    button.setIcon(theme.icon(icon))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
