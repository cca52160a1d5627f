"""The one object that the window and the command line receive: an open school to read and write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlite_utils import Database

from app.file import folding, journal, reversal, rights
from app.file.operation import Change, Operation, Transaction
from app.file.rights import Right, User
from app.file.store import BACKUP, Store, explaining, heeding, imagining, only_reading
from app.ground.errors import DamagedFile, NotAllowed
from app.ground.jobs import Progress, Runner, Thread
from app.ground.log import log

T = TypeVar("T")
P = ParamSpec("P")
# keeps half-done work in the file, on the writer's thread; the name is the user's
Aside: TypeAlias = Callable[[Database, str], object]
LARGE = 50  # rows changed by what is worth a copy of its own before
LARGE_FOR_EVER = 10  # where they cannot be changed back


class Session:
    """An open school file and who works on it. Close it when done; ``with`` does."""

    def __init__(self, store: Store, user_id: int = 0, runner: Runner | None = None) -> None:
        self._store = store
        self._user_id = user_id
        self._runner = runner or Thread("dangxiao-writer")
        self._closed = False
        # what a large operation waits for, on the writer's thread, before it is committed
        self.before_large: Callable[[Store, Progress], object] | None = None
        self.upgraded_from: Path | None = None  # the copy made before an upgrade that opening did
        self.told = store.told  # what opening has to say to who opened it
        self.news = store.news  # and what an upgrade has brought
        self.only_read = ""  # why nothing may be done but reading, in Chinese

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The school's file."""
        return self._store.path

    @property
    def is_backup(self) -> bool:
        """Whether it is a backup, which is only read."""
        return self._store.is_backup

    @property
    def writes(self) -> bool:
        """Whether anything may be written: no backup, no file that was opened to be read."""
        return self._store.writes and not self.only_read

    @property
    def lacks_work(self) -> bool:
        """Whether work is missing of the file that was done in it, as it was opened."""
        found = self._store.standing
        return found is not None and found.lacking

    @property
    def user(self) -> User | None:
        """Who works on the file, as it has them now; None where it does not name them (any more)."""
        return None if self.only_read else self.read(rights.user, self._user_id)

    @property
    def user_name(self) -> str:
        """The user's name, or ""."""
        return self.user.name if self.user else ""

    def become(self, user_id: int) -> None:
        """Let another user go on; what is queued stays its asker's."""
        self._user_id = user_id

    def may(self, *needed: Right) -> bool:
        """Tell whether the user has all of these rights, as the file says now."""
        return not self.missing(*needed)

    def missing(self, *needed: str) -> str:
        """Return why the user may not do what needs these rights, in Chinese; "" where he may.

        In a backup nobody may do anything but take out of it what it holds.
        """
        if self.is_backup and set(needed) - {"export"}:
            return BACKUP
        if self.only_read:
            return self.only_read if needed else ""
        return self.read(rights.missing, self._user_id, needed)

    def require(self, *needed: Right) -> None:
        """Raises NotAllowed where the user lacks a right: for work that is no operation, a backup say."""
        if self.is_backup and set(needed) - {"export"}:
            raise NotAllowed(BACKUP)
        if self.only_read and needed:
            raise NotAllowed(self.only_read)
        self.read(rights.require, self._user_id, needed)

    def read(
        self, query: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return ``query(db, ...)`` on this thread's read-only connection.

        Raises StoreError where the file cannot be read any more.
        """
        try:
            with explaining(self.path), self._store.reading() as db:
                return query(db, *args, **kwargs)
        except DamagedFile:
            self._store.renew_reader()
            raise

    def run(self, operation: Operation[T], progress: Progress | None = None) -> Change[T]:
        """Do the operation in one transaction and wait for it.

        Raises NotAllowed where the user lacks its right, what the work raises, database errors as
        UserError or StoreError; then nothing of it is in the file.
        """
        return self.submit(operation, progress).result()

    def submit(
        self, operation: Operation[T], progress: Progress | None = None
    ) -> Future[Change[T]]:
        """Queue the operation for the writer's thread."""
        user_id = self._user_id
        return self._runner.submit(
            lambda: self._perform(operation, progress or Progress(), user_id)
        )

    def imagine(
        self,
        operation: Operation[Any],
        query: Callable[Concatenate[Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what ``query(db, ...)`` would read had the operation been run; nothing of it stays.

        The file's views judge what is imagined and its guards refuse it, like any write; only references
        that are asked for at the commit are not. Raises what the operation raises.
        """
        return self.submit_imagined(operation, lambda db: query(db, *args, **kwargs)).result()

    def submit_imagined(
        self,
        operation: Operation[Any],
        query: Callable[[Database], T],
        progress: Progress | None = None,
    ) -> Future[T]:
        """Queue what is imagined for the writer's thread; readers read on meanwhile."""
        user_id = self._user_id
        return self._runner.submit(
            lambda: self._imagine(operation, query, progress or Progress(), user_id)
        )

    def aside(self, work: Aside) -> Future[None]:
        """Queue the keeping of half-done work, which is no operation: nothing of it is in the journal.

        Nothing is done in a file that is only read, or closed.
        """
        user_id = self._user_id
        if self._closed or not self.writes:
            done: Future[None] = Future()
            done.set_result(None)
            return done
        return self._runner.submit(lambda: self._put_aside(work, user_id))

    def undo(self) -> Change[str]:
        """Take back the last operation; the value is its name. Raises UserError where none can be."""
        return self.run(reversal.undo_last())

    def redo(self) -> Change[str]:
        """Do again what was last taken back. Raises UserError where there is nothing."""
        return self.run(reversal.redo_next())

    def undo_missing(self) -> str:
        """Return why the user may not take back the last operation; "" where he may."""
        last = self.read(journal.undoable)
        return self.missing(*self.read(journal.rights_of, last[0])) if last else ""

    def redo_missing(self) -> str:
        """Return why the user may not do again what was last taken back; "" where he may."""
        following = self.read(journal.redoable)
        return self.missing(*self.read(journal.rights_of, following[0])) if following else ""

    def undo_name(self) -> str | None:
        """Return the name of what undo takes back, or None."""
        last = self.read(journal.undoable)
        return last[1] if last else None

    def redo_name(self) -> str | None:
        """Return the name of what redo does again, or None."""
        following = self.read(journal.redoable)
        return following[1] if following else None

    def operations(self, limit: int = 200, before_id: int | None = None) -> list[journal.Entry]:
        """Return the latest operations, newest first, older than ``before_id`` where given."""
        return self.read(journal.entries, limit, before_id)

    def history(self, table: str, row_id: int) -> list[journal.Trace]:
        """Return what happened to one record, newest first."""
        return self.read(journal.history, table, row_id)

    def take_back(self, operation_id: int) -> Change[str]:
        """Take back one earlier operation alone, an import of weeks ago say. Raises UserError."""
        return self.run(reversal.take_back(operation_id))

    def with_key(self, use: Callable[[Store], T]) -> T:
        """Return ``use(store)``: for backup and passwords, which need the file and its key."""

        def work() -> T:
            value = use(self._store)
            self._written()
            return value

        return self._runner.submit(work).result()

    def close(self) -> None:
        """Finish the writes that are queued and close the file."""
        if not self._closed:
            self._closed = True
            try:
                self._runner.close()
            finally:
                self._store.close()

    def _perform(self, operation: Operation[T], progress: Progress, user_id: int) -> Change[T]:
        db = self._store.writer
        self._store.see_that_it_is_there()
        with ExitStack() as around, explaining(self.path, db), db.atomic():
            tx = self._transaction(operation, progress, user_id)
            tx.around = around
            value = tx.begin(operation)
            if self.before_large is not None and _is_large(tx, operation):
                self.before_large(self._store, progress)  # reads what was there before
            kinds = journal.finish(db, tx.operation_id, tx.title, tx.undo, tx.needed)
        self._written()
        return Change(tx.operation_id, tx.title, kinds, value, tx.undo)

    def _put_aside(self, work: Aside, user_id: int) -> None:
        db = self._store.writer
        self._store.see_that_it_is_there()
        with explaining(self.path, db), db.atomic():
            who = rights.user(db, user_id)
            work(db, who.name if who else "")
        self._written()

    def _written(self) -> None:
        """Have the key ring told of what was written, and the log folded in when the burst is over."""
        if self._store.written():
            self._runner.later(folding.AFTER, self._fold)

    def _fold(self) -> None:
        try:
            if not self._store.fold():
                self._runner.later(folding.AGAIN, self._fold)
        except Exception:  # nobody asks for what comes of it
            log.exception("folding in")

    def _imagine(
        self,
        operation: Operation[Any],
        query: Callable[[Database], T],
        progress: Progress,
        user_id: int,
    ) -> T:
        db = self._store.writer
        self._store.see_that_it_is_there()
        with explaining(self.path, db), imagining(db), heeding(db, progress):
            tx = self._transaction(operation, progress, user_id)
            tx.imagined = True
            tx.begin(operation)
            with only_reading(db):  # a COMMIT would leave what is only imagined
                return query(db)

    def _transaction(
        self, operation: Operation[Any], progress: Progress, user_id: int
    ) -> Transaction:
        """Open the operation in the journal."""
        db = self._store.writer
        who = rights.user(db, user_id)
        name = who.name if who else ""
        number = journal.begin(db, operation.name, name, operation.undo, operation.joins)
        return Transaction(db, number, progress, operation.name, user_id)


def _is_large(tx: Transaction, operation: Operation[Any]) -> bool:
    """Tell whether what was done, and is not committed yet, deserves a copy of what was before."""
    enough = LARGE_FOR_EVER if tx.undo == "barrier" else LARGE
    done = tx.db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM change WHERE operation_id = ? LIMIT ?)",
        [tx.operation_id, enough],
    ).fetchone()[0]
    if done >= enough or not operation.large:
        return done >= enough
    # an archiving changes no record, and takes entries away for good
    laid = "SELECT 1 FROM baseline WHERE operation_id = ? LIMIT 1"
    return done > 0 or tx.db.execute(laid, [tx.operation_id]).fetchone() is not None
