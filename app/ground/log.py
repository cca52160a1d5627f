"""The log: for the technician, without names or numbers of persons; errors with their traces.

What an error says may hold what somebody typed or a cell of a roster. Its kind and where it was raised
are kept whole, of its words only what a program says by itself (``words``).
"""

from __future__ import annotations

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.ground import paths

log = logging.getLogger("dangxiao")

# whose quoted words are names of our own program
_OF_PROGRAM = (AttributeError, ImportError, NameError, TypeError)
_QUOTED = re.compile(r"""(["'])(?:\\.|(?!\1).)*\1""", re.DOTALL)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_NUMBER = re.compile(r"[0-9]{4,}[0-9Xx]?")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{11,17}[0-9Xx]?(?![0-9])")  # of a person, of a telephone
_WORDS_LIMIT = 500


def start() -> None:
    """Write to ``dangxiao.log`` in the settings folder, three files of 1 MB; silent if it cannot.

    Begun again, it goes on in the folder of now: a line is written once.
    """
    for older in [h for h in log.handlers if isinstance(h.formatter, Formatter)]:
        log.removeHandler(older)
        older.close()
    try:
        folder = paths.home()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "dangxiao.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return  # a full or read-only disk must not keep the program from opening
    # A full disk, or on Windows another window that has the file open, costs lines of the log only:
    # what is printed is shown to the user when the program ends.
    logging.raiseExceptions = False
    handler.setFormatter(Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


class Formatter(logging.Formatter):
    """Writes a line without what may be of a person: the words of errors, and long numbers."""

    def format(self, record: logging.LogRecord) -> str:
        """As the base class does."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                f"{type(one).__name__}: {words(one)}" if isinstance(one, BaseException) else one
                for one in record.args
            )
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = trace(record.exc_info[1])
        return _LONG_NUMBER.sub("#", super().format(record))


def trace(error: BaseException) -> str:
    """Return where an error was raised, after those it came from: fit for the log and a technician."""
    told: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        told.append(_traced(one))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\nFrom that came:\n\n".join(reversed(told))


def words(error: BaseException) -> str:
    """Return what an error says without what may come from a file or a person."""
    text = str(error)[:_WORDS_LIMIT]
    if not isinstance(error, _OF_PROGRAM):
        text = _QUOTED.sub("'…'", text)
    return _NUMBER.sub("#", _FOREIGN.sub("…", text))


def _traced(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):"]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f'  File "{_place(frame.filename)}", line {frame.lineno}, in {frame.name}')
        lines += [f"    {frame.line}"] if frame.line else []
    lines.append(f"{type(error).__module__}.{type(error).__qualname__}: {words(error)}")
    return "\n".join(lines)


def _place(file: str) -> str:
    """Return a file of the program by its place in it; where that lies may name who works here."""
    path = Path(file)
    if path.is_relative_to(paths.ROOT):
        return path.relative_to(paths.ROOT).as_posix()
    return "/".join(path.parts[-3:])
