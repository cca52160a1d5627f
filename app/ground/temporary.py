"""The one private place of this user for what lies on the disk in clear for a while.

Every running process has a folder of its own there, open to nobody else, with a lock that the system
takes back however the process ends. What a killed process left goes at the next start or end of any:
its folder, and what it was writing elsewhere, beside the file whose place that was to take
(``beside``), since its path is noted in the folder before it is made.
"""

from __future__ import annotations

import atexit
import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from app.ground import paths
from app.ground.errors import StoreError

NAME = "temporary"  # the folder beside the settings
_IN_USE, _NOTE = "in-use", ".beside"
_WAIT = 5.0  # seconds that another process is given to end its sweeping
_FORGOTTEN = 90 * 86400.0  # seconds after which a stick that is out is not waited for any more
_STALE = 3600.0  # seconds
_OURS = re.compile(r"\.dx([0-9a-f]{8})?[0-9a-f]{8}\.tmp")
_BESIDE = ("", "-journal", "-wal", "-shm")  # what SQLite may put beside a file

_making = threading.Lock()
_places: dict[Path, tuple[Path, FileLock]] = {}  # by the root where they lie


@lru_cache(maxsize=1)
def system() -> Path:
    """Return the temporary folder of the system, which is not private."""
    return Path(tempfile.gettempdir())


def place() -> Path:
    """Return this process's folder, made at the first call; Python's own temporary files go there, too.

    Raises StoreError where there is no place for one.
    """
    with _making:
        for root in _roots():
            if root in _places and _places[root][0].is_dir():
                return _places[root][0]
            with suppress(
                OSError, NotImplementedError
            ):  # the second: no locks there, says filelock
                _private(root)
                return _made(root)
    raise full(OSError(errno.EACCES, os.strerror(errno.EACCES)))


def full(error: OSError) -> StoreError:
    """Return what is said where temporary files cannot be written."""
    why = "磁盘已满" if error.errno in (errno.ENOSPC, errno.EFBIG) else "可能磁盘已满，或没有权限"
    return StoreError(
        f"没有地方放临时文件：「{paths.home()}」和「{system()}」都不能写入，{why}。"
        "请腾出空间后再试。没有写入任何数据。"
    )


@contextmanager
def folder() -> Generator[Path]:
    """Give a new private folder, which goes at the end with all that is in it. Raises StoreError."""
    path = place() / secrets.token_hex(4)
    try:
        path.mkdir(mode=0o700)
    except OSError as error:
        raise full(error) from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def file() -> Generator[IO[bytes]]:
    """Give a file without a name, which goes with its last handle, however the process ends.

    Raises StoreError where it cannot be made; what is written in it may raise OSError.
    """
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(tempfile.TemporaryFile(dir=place()))
        except OSError as error:
            raise full(error) from error
        yield opened


@contextmanager
def beside(target: Path, *, noted: bool = True) -> Generator[Path]:
    """Give an empty file of our own beside ``target``, which nobody else can read; it goes at the end.

    Whoever renames it keeps it. What is not ``noted`` stays where the process is killed, until who holds
    the school that it was for sweeps it (``sweep_beside``). Raises OSError where the folder of ``target``
    takes none.
    """
    # A short name of its own: the target's name may already be as long as a name can be.
    token = f"{'' if noted else _school(target)}{secrets.token_hex(4)}"
    path = Path(os.path.abspath(target)).with_name(f".dx{token}.tmp")
    note = _noted(token, path) if noted else None
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield path
    finally:
        if _removed(path) and note is not None:
            with suppress(OSError):
                note.unlink(missing_ok=True)


def _noted(token: str, path: Path) -> Path | None:
    """Note what is about to be made, and return the note.

    A full disk of the system keeps nobody from saving to another one: then there is no note.
    """
    with suppress(OSError, StoreError):
        note = place() / f"{token}{_NOTE}"
        with note.open("xb") as noted:
            noted.write(os.fsencode(path))
            noted.flush()
            os.fsync(noted.fileno())
        return note
    return None


@contextmanager
def for_libraries() -> Generator[None]:
    """Have what asks the environment (CUPS, through which Qt prints) put its files into our place."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(place())
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def sweep() -> None:
    """Take away what processes left that are gone; what a living one uses stays."""
    for root in _roots():
        with suppress(OSError, NotImplementedError, Timeout):
            if root.is_dir():
                _private(root)
                with _alone(root):
                    for left in _left(root):
                        _clear(left)
    sweep_beside(paths.home() / NAME)  # the settings


def sweep_beside(target: Path) -> None:
    """Take away what was being written beside a school's file by processes that are gone, and not noted.

    For who holds the file for writing, so that nobody else writes its ring or what else goes with it. Of
    other files nobody writes one for an hour that is not noted.
    """
    own = _school(target)
    with suppress(OSError):
        for path in target.parent.glob(".dx*.tmp"):
            found = _OURS.fullmatch(path.name)
            if found and (found[1] == own or time.time() - path.stat().st_mtime > _STALE):
                _removed(path)


def _school(target: Path) -> str:
    """Eight letters for what goes with one school's file, its ring say: the name up to the suffix."""
    name = target.name.lower().partition(".dx")[0]
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def close() -> None:
    """Give this process's folders up: what is in them goes, and what others left."""
    with _making:
        places = list(_places.values())
        _places.clear()
        if places:
            tempfile.tempdir = None  # Python looks for the system's again
    for own, lock in places:
        with suppress(OSError):
            lock.release()
            _clear(own)
    if places:
        sweep()


def _roots() -> Iterator[Path]:
    home = paths.home()
    with suppress(
        UnicodeEncodeError
    ):  # libraries for papers open no file under a name that is no text
        os.fspath(home).encode("utf-8")
        yield home / NAME
    who = os.environ.get("USERNAME", "") if sys.platform == "win32" else os.getuid()
    yield system() / f"dangxiao-{who}"


def _private(root: Path) -> None:
    """Make the root where it is missing. Raises OSError where others may look into it or it is theirs."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(str(root))
    if os.name == "posix":
        if found.st_uid != os.getuid():
            raise PermissionError(str(root))
        if found.st_mode & 0o077:
            root.chmod(0o700)


def _alone(root: Path) -> FileLock:
    """While it is held nobody else makes a folder in the root or takes one away."""
    return FileLock(str(root / "sweeping"), timeout=_WAIT)


def _made(root: Path) -> Path:
    own = root / secrets.token_hex(8)
    try:
        with _alone(root):
            own.mkdir(mode=0o700)
            # another thread may give it up than took it
            lock = FileLock(str(own / _IN_USE), timeout=0, thread_local=False)
            lock.acquire()
    except Timeout as error:
        raise OSError(f"{root} is being swept") from error
    if not _places:
        atexit.register(close)
    _places[root] = own, lock
    system()  # asked before Python is told another
    tempfile.tempdir = str(own)
    return own


def _left(root: Path) -> Iterator[Path]:
    """Yield the folders of processes that are gone."""
    for own in root.iterdir():
        if own.is_dir():
            try:
                with FileLock(str(own / _IN_USE), timeout=0):
                    pass
            except Timeout:
                continue
            yield own


def _clear(own: Path) -> None:
    """Take away what a process was writing elsewhere, then its folder.

    A note stays, and with it the folder, while what it names cannot be reached: a stick that is out.
    """
    kept = False
    for note in own.glob(f"*{_NOTE}"):
        path = Path(os.fsdecode(note.read_bytes()))
        old = time.time() - note.stat().st_mtime > _FORGOTTEN
        if _OURS.fullmatch(path.name) and not _removed(path) and not old:
            kept = True
        else:
            note.unlink(missing_ok=True)
    if not kept:
        shutil.rmtree(own, ignore_errors=True)
        return
    for rest in own.iterdir():
        if rest.is_dir():
            shutil.rmtree(rest, ignore_errors=True)


def _removed(path: Path) -> bool:
    """Take a file away with what SQLite put beside it; False where it may be there still."""
    try:
        for rest in _BESIDE:
            path.with_name(path.name + rest).unlink(missing_ok=True)
    except OSError:
        return False
    return path.parent.is_dir()
