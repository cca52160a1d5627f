"""新建学校: its file and password first, then by which rules its classes are judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app import opening
from app.file.session import Session
from app.ground import places
from app.ground.errors import UserError
from app.ground.filenames import safe_name
from app.ground.jobs import Progress, Runner
from app.rules import shipped
from app.rules.shipped import Answers
from app.school.school import LEADING_CADRE, LEVELS
from ui import theme
from ui.bridge import Bridge
from ui.kit import file_dialogs
from ui.kit.card import Card
from ui.kit.forms import Field, Form
from ui.kit.link_button import link_button
from ui.kit.scrolled import scrolled
from ui.kit.task import offer_passphrase, password_fields, same
from ui.kit.text import label
from ui.school.answers import answer_fields
from ui.school.login import OpeningDialog


class RulesForm(QWidget):
    """Which profile new classes take, with a sentence on each, and what the texts leave to the school.

    ``told``: another sentence stands there, of another height.
    """

    told = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = "county"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.form = Form(
            [
                Field("profile", "政策指标", "choice", _offered("county"), span=2),
            ]
        )
        column.addWidget(self.form)
        card = Card(margins=(12, 9, 12, 9), spacing=4, look="sky")
        self.sentence = label("", wrap=True, select=True)
        self.doubt = label("", "quiet", wrap=True)
        card.body.addWidget(self.sentence)
        card.body.addWidget(self.doubt)
        column.addWidget(card)
        self.answers = Form(answer_fields(anew=True))
        self.answers.fill({"leading_cadre": LEADING_CADRE})
        column.addWidget(self.answers)
        choice = self.form.field("profile")
        choice.finished.connect(self._tell)
        self.form.fill({"profile": shipped.DEFAULT})
        self._tell()

    def set_level(self, level: str) -> None:
        """Offer the profiles of a school's level first; the usual one of another level is not chosen."""
        if level != self._level:
            self._level = level
            self.form.set_options("profile", _offered(level))
            self.form.fill({"profile": _offered(level)[0][0]})
            self._tell()

    def values(self) -> dict[str, Any]:
        """Return what is chosen, as ``opening.create`` takes it."""
        given = self.answers.values()
        return {
            "profile": self.form.values()["profile"],
            "answers": Answers(bool(given["on_site_interactive"]), given["share_base"]),
            "leading_cadre": given["leading_cadre"],
        }

    def _tell(self) -> None:
        one = shipped.profile(self.form.values()["profile"])
        until = f"至 {one.effective_to}" if one.effective_to else "起"
        dates = f"{one.effective_from} {until}。" if one.effective_from else ""
        self.sentence.setText(f"{one.remark}{dates}")
        doubtful = [rule.title for rule in one.rules if not rule.verified]
        text = f"待核：{'、'.join(doubtful)}（取自第二手资料，可在“系统设置 · 政策指标”里修改）。"
        self.doubt.setText(text if doubtful else "各条都已对照原文核过。")
        self.told.emit()


def _offered(level: str) -> list[tuple[str, str]]:
    found = [shipped.profile(code) for code in shipped.CODES]
    return [(one.code, one.title) for one in sorted(found, key=lambda one: one.level != level)]


class NewSchoolDialog(OpeningDialog):
    """Creates a school's file. ``created(code)`` before ``opened``: the recovery code to keep."""

    help_topic: ClassVar[str] = "开始"

    created = Signal(str, object, str)  # school, path of its file, recovery code

    def __init__(self, bridge: Bridge, runner: Runner, parent: QWidget | None = None) -> None:
        fields = [
            Field("name", "学校名称", required=True, span=2, hint="如 中共青山县委党校"),
            Field("level", "级别", "choice", tuple(LEVELS.items())),
            Field("user", "您的姓名", required=True, hint="记入操作记录"),
            Field(
                "folder",
                "存放位置",
                required=True,
                span=2,
                note="学校的全部数据都在一个加密文件里，请放在本机硬盘或U盘上。",
                check=lambda folder: places.objection(Path(folder), new=True),
            ),
            *password_fields(),
        ]
        super().__init__(bridge, runner, "新建学校", "", fields, "下一步", self._go, parent)
        self.form.fill({"level": "county", "folder": str(places.school_files())})
        self.rules = RulesForm()
        self.rules.told.connect(self._fit)
        self._room = scrolled(self.rules, across=False)  # for large text on a small screen
        self._room.hide()
        self._column.insertWidget(self._column.indexOf(self.form) + 1, self._room)
        self.back = QPushButton("上一步")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._go_back)
        self.back.hide()
        self.row.insertWidget(self.row.count() - 2, self.back)
        self.browse = link_button("换个文件夹…")
        self.browse.clicked.connect(self._browse)
        self.row.insertWidget(0, self.browse)
        self.phrase = offer_passphrase(self)

    def _go(self) -> None:
        """On to the rules; then create the file, show its recovery code, open it."""
        if self._room.isHidden():
            if self.form.validate() and same(self.form):
                self.rules.set_level(self.form.values()["level"])
                self._turn(rules=True)
            return
        if self.rules.answers.validate():
            self._create()
            return
        self._fit()  # what is wrong takes its lines, too
        wrong = self.rules.answers.focusWidget()
        if wrong is not None:  # a question below the fold comes into sight with what is asked
            self._room.ensureWidgetVisible(wrong.parentWidget() or wrong)

    def _go_back(self) -> None:
        self._turn(rules=False)

    def _turn(self, *, rules: bool) -> None:
        self.message.show_text("")
        self.form.setVisible(not rules)
        self._room.setVisible(rules)
        self.text.setText(
            "班次按哪一套指标评定，还有两个问题由学校回答，在下面。以后可以在“系统设置”里修改。"
            if rules
            else ""
        )
        self.text.setVisible(rules)
        self.back.setVisible(rules)
        for button in (self.browse, self.phrase):
            button.setVisible(not rules)
        self.go_button.setText("建立" if rules else "下一步")
        self._fit()
        (self.rules.form if rules else self.form).enter()

    def _fit(self) -> None:
        """As tall as what is asked wants at the dialog's width, within the screen."""
        layout = self.rules.layout()
        assert layout is not None
        inside = (
            self.width()
            - self._column.contentsMargins().left()
            - self._column.contentsMargins().right()
        )
        screen = self.screen().availableGeometry().height()
        self._room.setFixedHeight(min(layout.totalHeightForWidth(inside), screen - theme.px(250)))
        # not adjustSize, which goes no further than two thirds of the screen
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    def _create(self) -> None:
        values, chosen = self.form.values(), self.rules.values()
        path = Path(values["folder"]) / safe_name(values["name"], ".dxjw")

        def job(_: Progress) -> tuple[str, Session | UserError]:
            code = opening.create(
                path,
                name=values["name"],
                password=values["password"],
                level=values["level"],
                user_name=values["user"],
                **chosen,
            )
            try:
                return code, opening.open_school(path, values["password"])
            except UserError as error:  # the school is there, and its code is shown all the same
                return code, error

        def done(result: tuple[str, Session | UserError]) -> None:
            code, opened = result
            self.created.emit(values["name"], path, code)
            if isinstance(opened, UserError):
                self._failed(opened)
            else:
                self._opened(opened)

        def lost(result: tuple[str, Session | UserError]) -> None:
            if isinstance(result[1], Session):
                result[1].close()

        self.work("正在建立学校…", job, done, lost)

    def _failed(self, error: UserError) -> None:
        """What goes wrong is of the file or the password: both stand on the first page."""
        self._turn(rules=False)
        super()._failed(error)

    def _browse(self) -> None:
        chosen = file_dialogs.folder(self, "存放位置", self.form.values()["folder"])
        if chosen is not None:
            self.form.fill({"folder": str(chosen)})
            # said now, not after the passwords were typed
            self.form.set_error("folder", places.objection(chosen, new=True))
