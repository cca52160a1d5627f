"""The program with a window: fonts, the look, what happens to errors, and the window itself."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app.ground import log, paths, settings
from ui import single, theme
from ui.bridge import Bridge
from ui.called import Called
from ui.kit.crash import CrashDialog
from ui.mainwindow import PROGRAM, MainWindow


def main(path: Path | None = None, demo: bool = False) -> int:
    """Open the window, with a school's file or the demonstration where asked; return its status.

    Where a window of this user is open, it comes to the front instead; the demonstration is for looking
    around and has a window of its own. Raises UserError where the open one does not answer.
    """
    app = prepare(settings.load())
    listener = None if demo else single.claim(path)
    if listener is None and not demo:
        return 0
    # Loaded again: a window whose end was waited for has saved its own meanwhile.
    chosen = settings.load()
    chosen.kept = not demo
    window = MainWindow(chosen, Bridge(app))
    sys.excepthook = Reporter(window)
    window.begin()
    if listener is not None:
        called = Called(window)
        listener.called.connect(called.come)
        window.closing.connect(listener.stop)
        app.lastWindowClosed.connect(listener.close)
        QTimer.singleShot(0, listener, listener.listen)  # once it can answer
    if demo:
        QTimer.singleShot(0, window, window.start.open_demo)
    elif path is not None:
        QTimer.singleShot(0, window, lambda: window.start.ask_password(path))
    return app.exec()


def prepare(chosen: settings.Settings) -> QApplication:
    """Return the application with fonts, language and look; also for tests and photographs."""
    app = QApplication.instance()
    if app is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        app = QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(PROGRAM)
    app.setApplicationDisplayName("")
    app.setWindowIcon(QIcon(str(paths.RESOURCES / "icons/dangxiao.svg")))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    theme.load_fonts()
    theme.apply(app, chosen.text_percent)
    return app


class Reporter:
    """Takes what nobody caught: into the log, and to the user with the word that nothing is lost."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._showing = False

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """As ``sys.excepthook``."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = log.trace(error)
        log.log.error("uncaught\n%s", details)
        if not self._showing:  # one at a time: an error while painting comes again and again
            self._showing = True
            CrashDialog(details, self._window).exec()
            self._showing = False
