"""The review on the screen, kept inside the school's file as it is mended."""

from __future__ import annotations

from app.exchange import half_done
from app.exchange.engine.asked import Asked
from app.exchange.engine.importer import Review
from app.exchange.half_done import TakenUp
from ui.context import Context


class KeptReview:
    """``key`` is the one it is kept under, "" while nothing has been said to it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.key = ""

    def take(self, kind: str, taken: TakenUp) -> bool:
        """Go over to a review that was taken up; True where one of another workbook was left behind for it."""
        source, code = taken.review.source, taken.review.asked.class_code
        before, now = self.key, half_done.key_of(kind, source, code)
        self.key = now if taken.resumed or before == now else ""
        if not before or before == now or taken.resumed:
            return False
        self._context.aside(half_done.discard(before))
        return True

    def keep(self, kind: str, review: Review, asked: Asked, target: int | None) -> None:
        """Keep what was said so far; where all of it was taken back, nothing is kept any more."""
        key = half_done.key_of(kind, review.source, asked.class_code)
        if half_done.is_begun(asked):
            whole = self.key != key
            self._context.aside(half_done.keep(kind, review.source, asked, target, whole=whole))
            self.key = key
        elif self.key == key:
            self._context.aside(half_done.discard(key))
            self.key = ""

    @property
    def ends(self) -> tuple[str, str] | None:
        """What an import of it sweeps: kind and key of half-done work."""
        return (half_done.KIND, self.key) if self.key else None
