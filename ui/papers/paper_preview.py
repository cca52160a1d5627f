"""A paper of the register in the preview, with what can be chosen about it above the pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.ground.jobs import Progress
from app.papers import Kind, Subject
from app.papers.options import Columns, Some
from app.school import school
from ui.context import Context
from ui.kit.preview import preview
from ui.papers.paper_options import Choice, OptionBar


def show(
    context: Context,
    kind: Kind,
    subject: Subject,
    name: str,
    *,
    given: Mapping[str, object] | None = None,
    parent: QWidget | None = None,
) -> None:
    """Make and preview a paper of the subject called ``name``, as it was last chosen on this PC.

    ``given`` is what the page has chosen itself: the certificates selected in its table.
    """
    read = context.session.read

    def keep(option: Columns, value: tuple[str, ...]) -> bool:
        if not context.may("school"):
            return False
        context.run(school.change(option.of_school, " ".join(value)), parent=parent, toast=False)
        return True

    choice = Choice(kind, context.settings, given or {}, kind.of_school(read), keep)
    asked = any(not isinstance(option, Some) for option in kind.options)

    def make(path: Path, progress: Progress) -> None:
        kind.write(read, subject, path, choice.chosen, progress)

    def workbook(path: Path, progress: Progress) -> None:
        kind.write_workbook(read, subject, path, choice.chosen, progress)

    preview(
        context,
        kind.title(name),
        make,
        workbook if kind.workbook else None,
        options=OptionBar(choice) if asked else None,
        parent=parent,
    )
