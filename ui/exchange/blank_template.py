"""空白模板: a workbook to fill in, saved wherever it is to go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.exchange import Kind
from app.ground.jobs import Progress
from ui.context import Context
from ui.kit import file_dialogs


def save(context: Context | None, parent: QWidget, kind: Kind) -> None:
    """Ask where the template of a list goes, and write it there; without a school there is none."""
    if context is None:
        return
    title = f"{kind.title[2:]}空白模板"
    session = context.session
    target = file_dialogs.save_as(parent, title, f"{title}.xlsx", file_dialogs.WORKBOOK)
    if target is None:
        return

    def write(_progress: Progress) -> Path:
        from app.exchange import blank_workbooks

        session.read(blank_workbooks.write, kind, target)
        return target

    context.work(
        "正在写出空白模板…",
        write,
        parent=parent,
        on_done=lambda path: context.say(f"已写出空白模板：{path}"),
    )
