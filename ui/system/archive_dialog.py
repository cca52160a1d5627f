"""Which operations are archived, and where to."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.file import archiving
from app.file.archiving import Archive
from app.file.operation import Change
from app.ground.jobs import Progress
from ui import theme
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.forms import Field
from ui.kit.task import TaskDialog
from ui.kit.text import label

_TEXT = (
    "旧的操作记录移到一个加密的归档文件里，学校文件就不会一年年变大。归档的操作不能再撤销，修改记录里写明到哪个文件去查；"
    "学员、班次、证书等都不受影响。"
)


class ArchiveDialog(TaskDialog):
    """Asks for a day and a folder, says how many operations that is, and archives them."""

    help_topic = "操作记录"

    def __init__(self, context: Context, folder: Path, parent: QWidget | None = None) -> None:
        latest = archiving.latest_day()
        note = f"这一天以前的归档；最晚 {latest:%Y-%m-%d}，最近 {archiving.DAYS} 天的总留着。"
        fields = [Field("before", "归档到哪一天", "date", required=True, note=note, span=2)]
        super().__init__(
            context.bridge, context.runner, "归档操作记录", _TEXT, fields, "归档", self._go, parent
        )
        self.context = context
        self.folder = QLineEdit(str(folder))
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName("归档到的文件夹")
        browse = QPushButton("换个文件夹…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self._column.insertLayout(3, row)
        self.count = label("", "muted", wrap=True)
        self._column.insertWidget(4, self.count)
        self.form.edited.connect(lambda *_: self._count())
        self.form.fill({"before": (latest - datetime.timedelta(days=335)).isoformat()})
        self._count()

    def _go(self) -> None:
        """Archive."""
        if not self.form.validate():
            return
        before = datetime.date.fromisoformat(self.form.values()["before"])
        session, folder = self.context.session, Path(self.folder.text())
        work = archiving.archive(before, folder, session.path.stem)

        def job(progress: Progress) -> Change[Archive]:
            return session.run(work, progress)

        self.work("正在归档…", job, self._done)

    def _done(self, change: Change[Archive]) -> None:
        self.accept()
        made = change.value
        self.context.say(f"已归档 {made.operation_count:,} 项操作记录：{made.file_name}")

    def _count(self) -> None:
        """Say how many operations the day would archive."""
        text = str(self.form.values().get("before") or "")
        try:
            before = datetime.date.fromisoformat(text)
        except ValueError:
            self.count.setText("")
            return
        found = self.context.read(archiving.count_before, before)
        self.count.setText(
            f"将归档 {found:,} 项。" if found else "这一天以前没有可以归档的操作记录。"
        )

    def _browse(self) -> None:
        chosen = file_dialogs.folder(self, "归档到", self.folder.text())
        if chosen is not None:
            self.folder.setText(str(chosen))
