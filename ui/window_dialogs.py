"""Dialogs of the window itself, which need no school open: loaded when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.file.session import Session
from app.ground import components
from app.ground.jobs import Runner
from ui.bridge import Bridge

if TYPE_CHECKING:
    from ui.certificates.verification import VerificationDialog


def verify(
    bridge: Bridge, runner: Runner, session: Session | None, parent: QWidget
) -> VerificationDialog:
    """Judge certificates that someone brings; those of before signatures need their ``session``."""
    from ui.certificates.verification import VerificationDialog

    dialog = VerificationDialog(bridge, runner, session, parent)
    _open(dialog)
    return dialog


def about(parent: QWidget) -> None:
    """Say what this is, what it is made of, and under which licences."""
    from ui.system.about import AboutDialog

    _open(AboutDialog(components.folder(), parent))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
