"""本校的公钥: its fingerprint, and a file of it for whoever is to check the school's certificates."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.certificates import key_pair
from app.ground import filenames
from app.school import school
from ui import theme
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.card import Card
from ui.kit.text import label

WORDS = (
    "签发的证书都由学校签名。把公钥文件交给用人单位，或放在单位网站上，他们不联网也能核验本校的证书"
    "（帮助 · 核验证书）。公钥可以公开；电话里核对指纹，就知道拿到的确是本校的。"
)


class PublicKeyCard(Card):
    """Nothing here can be changed: the pair was made with the school."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(20, 16, 20, 18), spacing=10)
        self.context = context
        self.body.addWidget(label("证书的公钥", "heading"))
        self.body.addWidget(label(WORDS, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.fingerprint = label("", "strong", select=True)
        self.fingerprint.setAccessibleName("公钥指纹")
        self.button = QPushButton("导出公钥…")
        self.button.clicked.connect(self.export)
        row.addWidget(label("公钥指纹"))
        row.addWidget(self.fingerprint, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)

    def reload(self) -> None:
        """Show the fingerprint."""
        self.fingerprint.setText(self.context.read(key_pair.fingerprint))

    def export(self) -> None:
        """Ask where the file goes, and write it."""
        name = filenames.safe_name(self.context.read(school.get).name, " 公钥.pem")
        path = file_dialogs.save_as(self, "导出公钥", name, file_dialogs.PUBLIC_KEY)
        if path is None:
            return

        def job(_: object) -> Path:
            self.context.read(key_pair.write_public, path)
            return path

        self.context.work("正在导出…", job, parent=self, on_done=self._done)

    def _done(self, path: Path) -> None:
        self.context.say(f"已导出公钥：{path.name}")
