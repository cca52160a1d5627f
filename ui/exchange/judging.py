"""A review that is made again as it is mended: beside the window, the newest wish overtaking the older."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.exchange.engine.asked import Asked
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.reading import Reading
from app.exchange.engine.rows import Rows
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress
from ui.bridge import alive
from ui.context import Context


@dataclass(frozen=True)
class Judged:
    """A review, and its rows table by table."""

    review: Review
    tables: tuple[Rows, ...]


def judged(
    session: Session, importer: Importer, reading: Reading, asked: Asked, progress: Progress
) -> Judged:
    """Judge what was read as it is asked for now. Raises UserError, Cancelled."""
    return with_rows(session.read(importer.judged, reading, asked, progress))


def with_rows(review: Review) -> Judged:
    """Return a review with its rows and counts, ready to be shown; takes a while of a long one."""
    _ = review.counts, review.severities, review.left_out
    return Judged(review, tuple(Rows(review, place) for place in range(len(review.tables))))


class Judging(QObject):
    """``asked`` is what somebody has said so far; ``done(Judged)`` follows ``ask`` when it is judged.

    ``waiting``: it takes its time; ``settled``: nothing is awaited any more, whatever came of it. Each
    ``ask`` can be taken back.
    """

    done = Signal(object)
    waiting = Signal()
    settled = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.asked = Asked()
        self._judged_by = Asked()
        self._before: list[Asked] = []
        self._importer: Importer | None = None
        self._reading: Reading | None = None
        self._under_way: Progress | None = None

    def begin(
        self, importer: Importer, reading: Reading, asked: Asked, before: tuple[Asked, ...] = ()
    ) -> None:
        """Go on from what has been read and judged once; ``before`` can be taken back to."""
        self.stop()
        self._importer, self._reading = importer, reading
        self.asked = self._judged_by = asked
        self._before = list(before)

    def stop(self) -> None:
        """Forget the workbook; what is being judged is not told any more."""
        self._reading = None
        if self._under_way is not None:
            self._under_way.cancel()

    def ask(self, asked: Asked) -> None:
        """Have it judged as it is asked for now."""
        if self._reading is not None and asked != self.asked:
            self._before.append(self.asked)
            self.asked = asked
            self.again()

    def latest(self, review: Review) -> Review:
        """Return a review with what has been said since it was made."""
        return replace(review, asked=self.asked)

    @property
    def busy(self) -> bool:
        """Whether what was asked for is still being judged."""
        return self._under_way is not None and self._reading is not None

    @property
    def can_take_back(self) -> bool:
        """Whether anything was asked that could be taken back."""
        return bool(self._before)

    def take_back(self) -> None:
        """As it was before the last ``ask``."""
        if self._before:
            self.asked = self._before.pop()
            self.again()

    def again(self) -> None:
        """Judge now; what is being judged by an older wish is given up."""
        if self._under_way is not None:
            self._under_way.cancel()
        elif self._reading is not None and self._importer is not None:
            self._judge(self._importer, self._reading, self.asked)

    def _judge(self, importer: Importer, reading: Reading, asked: Asked) -> None:
        session = self._context.session
        self.waiting.emit()
        self._under_way = self._context.work(
            "正在重新核对…",
            lambda progress: judged(session, importer, reading, asked, progress),
            on_done=lambda found: self._ended(reading, asked, found),
            on_error=lambda error: self._failed(reading, error),
        )

    def _ended(self, reading: Reading, asked: Asked, found: Judged) -> None:
        if not alive(self) or self._context.closed:
            return
        self._under_way = None
        if reading is not self._reading:
            self._catch_up()
            return
        self._judged_by = asked
        if asked != self.asked:
            self.again()
            return
        self.settled.emit()
        self.done.emit(found)

    def _failed(self, reading: Reading, error: UserError) -> bool:
        """What cannot be judged so is taken back, and it is said why."""
        if not alive(self) or self._context.closed:
            return True
        self._under_way = None
        if isinstance(error, Cancelled):
            self._catch_up(anyhow=reading is self._reading)
            return True
        if reading is self._reading:
            self.asked = self._judged_by
            self.settled.emit()
        return False

    def _catch_up(self, *, anyhow: bool = False) -> None:
        """Judge what was asked for while something older was being given up."""
        if self._reading is not None and (anyhow or self.asked != self._judged_by):
            self.again()
        else:
            self.settled.emit()
