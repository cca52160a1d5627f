"""从备份恢复: which backup, what it holds, where it goes; then it takes that place and is opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import opening, putting_back
from app.file.restoring import Holding
from app.file.session import Session
from app.ground import places
from app.ground.jobs import Progress, Runner
from ui import theme
from ui.bridge import Bridge
from ui.kit import file_dialogs
from ui.kit.forms import Field
from ui.kit.link_button import link_button
from ui.kit.message import MessageBar
from ui.kit.task import password_fields, same
from ui.kit.text import label
from ui.school.login import OpeningDialog

_MARKS = re.compile(r"( 自动)? ?备份 \d{8}-\d{4,6}.*|（升级前第.*）|（恢复前 .*）")
WIDE = 500
SHOWN = "这是备份，只能查看、打印和导出，不能修改。要接着用它，请点「恢复…」：备份本身不变。"


def schools_name(copy: Path) -> str:
    """Return the name that a school had whose backup this is, as far as the program gave the name."""
    return (_MARKS.sub("", copy.stem) or copy.stem) + copy.suffix


def proposed(copy: Path, known: Sequence[str]) -> Path:
    """Return where a backup is restored to unless it is said otherwise: ``known`` files, the last first."""
    name = schools_name(copy)
    files = [Path(path) for path in known]
    return next((f for f in files if f.name == name and f != copy), places.school_files() / name)


class RestoreDialog(OpeningDialog):
    """Checks a backup first and says what it holds; then restores and opens it.

    ``starting()`` before the file is replaced: who has it open lets it go. ``code_asked(copy, target)``
    when the password of then is forgotten; ``by_code`` asks for the recovery code and a new password.
    """

    help_topic: ClassVar[str] = "备份与密码"

    starting = Signal()
    code_asked = Signal(object, object)

    def __init__(
        self,
        bridge: Bridge,
        runner: Runner,
        copy: Path,
        target: Path | None = None,
        parent: QWidget | None = None,
        *,
        name: str = "",
        by_code: bool = False,
    ) -> None:
        self._asks_name = not by_code and opening.asks_name(copy)
        super().__init__(
            bridge,
            runner,
            "从备份恢复",
            f"备份：{copy}",
            _code_fields() if by_code else _fields(self._asks_name),
            "检查备份",
            self._go,
            parent,
        )
        self.copy, self.by_code = copy, by_code
        self.target = target or places.school_files() / schools_name(copy)
        self._held: Holding | None = None
        if self._asks_name and name:
            self.form.fill({"name": name})
            self.form.field("password").setFocus()
        self.setMinimumWidth(theme.px(WIDE + 60))
        self.found = label("", wrap=True)
        self.found.setMinimumWidth(theme.px(WIDE))  # or its height would be that of a narrow one
        self.found.hide()
        self._column.insertWidget(self._column.count() - 2, self.found)
        self.place = label("", "muted", wrap=True, select=True)
        line = QHBoxLayout()
        line.addWidget(self.place, 1)
        self.browse = self._link("换个位置…", self._browse)
        line.addWidget(self.browse)
        self._column.insertLayout(self._column.count() - 2, line)
        self.row.insertWidget(0, self._link("忘记密码？用恢复码", self._ask_code))
        self.row.itemAt(0).widget().setVisible(not by_code)
        self._show_place()

    def _go(self) -> None:
        """Check the backup; once it has been checked, restore it."""
        if not self.form.validate() or (self.by_code and not same(self.form)):
            return
        if self._held is None:
            self.work("正在检查备份…", self._look, self._show_held)
            return
        self.starting.emit()
        self.open_by("正在恢复…", self._restore)

    def _look(self, progress: Progress) -> Holding:
        values, copy, target = self.form.values(), self.copy, self.target
        if self.by_code:
            return putting_back.look_with_recovery(copy, values["code"], target, progress=progress)
        return putting_back.look(
            copy, values["password"], target, name=values.get("name"), progress=progress
        )

    def _restore(self, progress: Progress) -> Session:
        values, copy, target = self.form.values(), self.copy, self.target
        if self.by_code:
            return putting_back.restore_with_recovery(
                copy, values["code"], values["password"], target, progress=progress
            )
        return putting_back.restore(
            copy, values["password"], target, name=values.get("name"), progress=progress
        )

    def _show_held(self, held: Holding) -> None:
        self._held = held
        self._column.setEnabled(False)  # grows once: Windows refuses the size in between
        self.found.setText(f"备份完好。{held.text()}")
        self.found.show()
        self.go_button.setText("恢复")
        self.adjustSize()
        self._column.setEnabled(True)

    def _show_place(self) -> None:
        there = self.target.exists()
        rest = "那里现在的文件会改名，放在一边，不会丢失。" if there else "那里还没有这个文件。"
        self.place.setText(f"恢复到：{self.target}\n{rest}")

    def _browse(self) -> None:
        chosen = file_dialogs.school_to_replace(self, "恢复到", self.target)
        if chosen is not None:
            self.target, self._held = chosen, None
            self.found.hide()
            self.go_button.setText("检查备份")
            self._show_place()

    def _ask_code(self) -> None:
        self.reject()
        self.code_asked.emit(self.copy, self.target)

    def _link(self, text: str, does: Callable[[], object]) -> QPushButton:
        button = link_button(text)
        button.clicked.connect(does)
        return button


def _fields(asks_name: bool) -> list[Field]:
    who = [Field("name", "姓名", required=True, span=2)] if asks_name else []
    password = Field("password", "密码", "password", required=True, span=2, note="备份那时的密码。")
    return [*who, password]


def _code_fields() -> list[Field]:
    code = Field("code", "恢复码", "area", required=True, span=2, lines=3)
    return [code, *password_fields()]


class BackupBar(MessageBar):
    """Says above the pages that what is open is a backup; ``restore_button`` leads on."""

    def __init__(self) -> None:
        super().__init__(closable=False)
        self.restore_button = QPushButton("恢复…")
        theme.role(self.restore_button, "primary")
        self.add(self.restore_button)

    def show_for(self, is_backup: bool) -> None:
        """Show it for a backup, and for nothing else."""
        self.show_text(SHOWN if is_backup else "", "warn")
