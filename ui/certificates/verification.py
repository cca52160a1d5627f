"""核验证书: a PDF, a scan or a photograph that someone brings, judged with a school's public key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.certificates import checking, key_pair, sealing, standing, verdict_words
from app.certificates.checking import Finding
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress, Runner
from ui import theme
from ui.bridge import Bridge
from ui.kit import file_dialogs, running
from ui.kit.card import Card
from ui.kit.columns import Cell, Column
from ui.kit.dialog import Dialog
from ui.kit.message import MessageBar
from ui.kit.small_table import SmallTable
from ui.kit.text import label

WORDS = (
    "选择或拖入证书的 PDF、扫描件或照片；一个 PDF 里有多页也可以。"
    "核验不联网，只需要签发学校的公钥文件，向那所学校索取，并打电话核对公钥指纹。"
)
_TONES = {
    sealing.VERDICTS["genuine"]: theme.GOOD,
    verdict_words.NOT_COMPARED: theme.GOOD,
    sealing.VERDICTS["altered"]: theme.ACCENT,
    sealing.VERDICTS["forged"]: theme.ACCENT,
}


def _verdict(value: object) -> Cell:
    return Cell(str(value), _TONES.get(str(value), theme.WARN), bold=True)


class VerificationDialog(Dialog):
    """With a school open its own key is used, and its ledger asked; any other key comes as a file."""

    help_topic: ClassVar[str] = "证书"

    def __init__(
        self, bridge: Bridge, runner: Runner, session: Session | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._runner, self._session = bridge, runner, session
        self._public = session.read(key_pair.public_key) if session is not None else b""
        self._own = session is not None
        self._findings: Sequence[Finding] = ()
        self.setWindowTitle("核验证书")
        self.setAcceptDrops(True)
        self.resize(theme.px(860), theme.px(600))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (24, 20, 24, 18)))
        column.setSpacing(theme.px(12))
        column.addWidget(label("核验证书", "heading"))
        column.addWidget(label(WORDS, "muted", wrap=True))
        column.addLayout(self._key_row())
        self.message = MessageBar(closable=False)
        column.addWidget(self.message)
        column.addWidget(self._table(), 3)
        column.addWidget(self._detail(), 2)
        column.addLayout(self._foot())
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._show_key()

    def _key_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.key = label("", select=True)
        self.key_button = QPushButton("选择公钥文件…")
        self.key_button.setAutoDefault(False)
        self.key_button.clicked.connect(self.choose_key)
        row.addWidget(self.key, 1)
        row.addWidget(self.key_button)
        return row

    def _table(self) -> Card:
        card = Card(margins=(1, 1, 1, 1))
        self.table = SmallTable(
            (
                Column("page", "页", 50, "right"),
                Column("verdict", "结论", 170, format=_verdict),
                Column("number", "编号", 160),
                Column("student_name", "姓名", 120),
                Column("class_name", "班次", 200, stretch=True),
            )
        )
        self.table.setAccessibleName("核验结果")
        self.table.set_empty("还没有核验", "点「选择证书」，或把文件拖到这里。")
        self.table.picked.connect(self._show_finding)
        card.body.addWidget(self.table)
        return card

    def _detail(self) -> Card:
        card = Card(margins=(16, 12, 16, 12), spacing=6)
        self.facts = label("", select=True, wrap=True)
        self.explained = label("", "muted", select=True, wrap=True)
        for shown in (self.facts, self.explained):
            card.body.addWidget(shown)
        card.body.addStretch(1)
        return card

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.sum = label("", "muted")
        row.addWidget(self.sum, 1)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self.paper_button = QPushButton("选择证书…")
        theme.role(self.paper_button, "primary")
        self.paper_button.setDefault(True)
        self.paper_button.clicked.connect(self.choose_paper)
        row.addWidget(close)
        row.addWidget(self.paper_button)
        self.table.offer(self.paper_button, self.key_button)
        return row

    # ------------------------------------------------------------------------------------ the key

    def choose_key(self) -> None:
        """Ask for another school's public key."""
        path = file_dialogs.open_one(self, "选择公钥文件", file_dialogs.PUBLIC_KEY)
        if path is not None:
            self.take_key(path)

    def take_key(self, path: Path) -> None:
        """Use the public key in a file from now on."""
        try:
            self._public = key_pair.read_public(path)
        except UserError as error:
            self.message.show_text(error.text, "bad")
            return
        own = self._session is not None and self._session.read(key_pair.public_key)
        self._own = self._public == own
        self.message.show_text("")
        self._fill(())
        self._show_key()

    def _show_key(self) -> None:
        if self._public:
            whose = "本校的公钥" if self._own else "所选的公钥"
            self.key.setText(f"{whose}，指纹 {sealing.fingerprint(self._public)}")
            self.key_button.setText("换公钥文件…")
        else:
            self.key.setText("还没有公钥：请先选择签发学校给的公钥文件（.pem）。")
        self.paper_button.setEnabled(bool(self._public))

    # --------------------------------------------------------------------------------- the papers

    def choose_paper(self) -> None:
        """Ask for a certificate."""
        path = file_dialogs.open_one(self, "选择证书", file_dialogs.PAPER)
        if path is not None:
            self.check(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped once there is a key."""
        urls = event.mimeData().urls()
        if self._public and len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check the file that was dropped."""
        event.acceptProposedAction()
        self.check(Path(event.mimeData().urls()[0].toLocalFile()))

    def check(self, path: Path) -> None:
        """Judge a file beside the window; show what was found, or why it cannot be read."""
        self.message.show_text("")
        self._fill(())
        public = self._public

        def job(progress: Progress) -> list[Finding]:
            return checking.check(path, public, progress)

        running.start(
            self._bridge,
            lambda progress: self._runner.submit(lambda: job(progress)),
            parent=self,
            on_done=self._fill,
            on_error=self._failed,
            text="正在核验…",
        )

    def _failed(self, error: UserError) -> None:
        if not isinstance(error, Cancelled):
            self.message.show_text(error.text, "bad")

    def _fill(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        rows = [
            {
                "id": place,
                "page": finding.page,
                "verdict": verdict_words.name(finding),
                **_names(finding),
            }
            for place, finding in enumerate(findings)
        ]
        self.table.fill(rows)
        self.sum.setText(verdict_words.summary(findings) if len(findings) > 1 else "")
        if findings:
            worst = next((n for n, f in enumerate(findings) if f.verdict != "genuine"), 0)
            self.table.selectRow(worst)
            self.table.setFocus()
        self._show_finding()

    def _show_finding(self) -> None:
        place = self.table.current_id()
        if place is None or place >= len(self._findings):
            self.facts.setText("")
            self.explained.setText("")
            return
        finding = self._findings[place]
        facts = [f"{name} {value}" for name, value in verdict_words.facts(finding)]
        lines = (facts[:2], facts[2:3], facts[3:5], facts[5:])
        self.facts.setText("\n".join("　".join(line) for line in lines if line))
        text = verdict_words.explained(finding, self._public)
        if self._own and self._session is not None:
            text += self._session.read(standing.in_ledger, finding)
        self.explained.setText(text)


def _names(finding: Finding) -> dict[str, str]:
    said = finding.judgement.statement
    if said is None:
        return {}
    return {
        key: verdict_words.visible(getattr(said, key))
        for key in ("number", "student_name", "class_name")
    }
