"""The log: for the technician, without names or numbers of persons; errors with their traces."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from app.ground import paths

log = logging.getLogger("dangxiao")


def start() -> None:
    """Write to ``dangxiao.log`` in the settings folder, three files of 1 MB; silent if it cannot."""
    try:
        folder = paths.home()
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "dangxiao.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return  # a full or read-only disk must not keep the program from opening
    # A full disk, or on Windows another window that has the file open, costs lines of the log only:
    # what is printed is shown to the user when the program ends.
    logging.raiseExceptions = False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
