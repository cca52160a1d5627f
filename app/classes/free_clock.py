"""When a lesson is held that comes into a half-day in which something stands already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.ground.errors import UserError

LEAST = 20  # minutes: less is a break and no lesson
STEP = 5  # minutes, to which a reckoned clock is rounded
_MIDNIGHT = 24 * 60 - STEP


@dataclass(frozen=True)
class Clock:
    """Begin and end, 'HH:MM'. ``words`` say in Chinese what it was set beside, "" where nothing is there.

    ``shortened``: a lesson that had the whole half-day for fewer hours than that, and its new end.
    """

    starts_at: str
    ends_at: str
    words: str = ""
    shortened: tuple[int, str] | None = None


@dataclass(frozen=True)
class _Held:
    id: int
    start: int
    end: int
    title: str
    quarter_hours: int


@dataclass(frozen=True)
class _Half:
    name: str
    start: int
    end: int
    quarter_hours: int
    until: int

    def minutes(self, quarter_hours: int) -> int:
        """What hours take of the half-day's clock: half of its hours, half of it."""
        whole = self.end - self.start
        if not 0 < quarter_hours < self.quarter_hours:
            return whole
        return max(LEAST, round(whole * quarter_hours / self.quarter_hours / STEP) * STEP)


def beside(
    db: Database, class_id: int, date: str, half: str, quarter_hours: int | None = None
) -> Clock:
    """Return when a lesson of these hours is held in a half-day: its usual clock where that is free, else
    what is free beside what stands there. Raises UserError where there is no such half-day.

    A lesson that stands on the whole clock with fewer hours than the half-day has was given no clock of
    its own yet: it gives up what its hours do not need.
    """
    there = _half(db, half)
    held = _held(db, class_id, date)
    length = there.minutes(there.quarter_hours if quarter_hours is None else quarter_hours)
    inside = [s for s in held if s.start < there.end and there.start < s.end]
    if not inside:
        return Clock(_text(there.start), _text(there.end))
    free = _gap(there.start, there.end, inside, length)
    if free is not None:
        return _clock(free, _words(free[0], inside))
    cut = _cut(there, inside)
    if cut is not None:
        one, end = cut
        start, stop = end, min(end + length, there.end)
        words = f"「{one.title}」改为 {_text(one.start)}—{_text(end)}，本课 {_text(start)}—{_text(stop)}"
        return Clock(_text(start), _text(stop), words, (one.id, _text(end)))
    last = max(inside, key=lambda s: s.end)
    follows = min((s.start for s in held if s.start >= last.end), default=there.until)
    stop = min(last.end + length, follows, there.until)
    if stop - last.end < LEAST:
        return Clock(
            _text(there.start), _text(there.end), f"{there.name}已排满，时间重叠，请修改时间"
        )
    words = _words(last.end, inside)
    return _clock((last.end, stop), f"{there.name}已排满，{words}")


def shortened_by(
    db: Database, class_id: int, date: str, half: str, starts_at: str
) -> tuple[int, str, str] | None:
    """Return (lesson, its new end, words) where a lesson that begins at ``starts_at`` needs one to end sooner
    that had the whole half-day without needing it."""
    there = _half(db, half)
    cut = _cut(there, [s for s in _held(db, class_id, date) if s.end > there.start])
    if cut is None or not cut[1] <= _minutes(starts_at) < cut[0].end:
        return None
    one, end = cut
    return one.id, _text(end), f"「{one.title}」改为 {_text(one.start)}—{_text(end)}"


def shifted(
    clock: tuple[str, str], before: tuple[str, str], usual: tuple[str, str]
) -> tuple[str, str]:
    """Return a clock of one half-day as it stands in another, in proportion; both are 'HH:MM' pairs."""
    first, last = (_minutes(at) for at in before)
    begin, end = (_minutes(at) for at in usual)
    moved = [
        begin + round((_minutes(at) - first) * (end - begin) / (last - first) / STEP) * STEP
        for at in clock
    ]
    start = max(0, min(moved[0], _MIDNIGHT - STEP))
    return _text(start), _text(max(start + STEP, min(moved[1], _MIDNIGHT)))


def _cut(half: _Half, inside: Sequence[_Held]) -> tuple[_Held, int] | None:
    """The one lesson of a half-day and its end, where its clock is the whole and its hours are not."""
    if len(inside) != 1 or (inside[0].start, inside[0].end) != (half.start, half.end):
        return None
    end = half.start + half.minutes(inside[0].quarter_hours)
    return (inside[0], end) if half.end - end >= LEAST else None


def _gap(start: int, end: int, inside: Sequence[_Held], length: int) -> tuple[int, int] | None:
    """The first free time that is long enough, else the longest that is any use."""
    gaps: list[tuple[int, int]] = []
    at = start
    for one in sorted(inside, key=lambda s: s.start):
        gaps.append((at, one.start))
        at = max(at, one.end)
    gaps.append((at, end))
    usable = [gap for gap in gaps if gap[1] - gap[0] >= LEAST]
    fitting = next((gap for gap in usable if gap[1] - gap[0] >= length), None)
    found = fitting or max(usable, key=lambda gap: gap[1] - gap[0], default=None)
    return None if found is None else (found[0], min(found[1], found[0] + length))


def _words(start: int, inside: Sequence[_Held]) -> str:
    before = [s for s in inside if s.end <= start]
    if before:
        return f"接在「{max(before, key=lambda s: s.end).title}」之后"
    return f"排在「{min(inside, key=lambda s: s.start).title}」之前"


def _clock(free: tuple[int, int], words: str) -> Clock:
    start, end = _text(free[0]), _text(free[1])
    return Clock(start, end, f"{words}，{start}—{end}")


def _half(db: Database, code: str) -> _Half:
    rows = db.execute(
        "SELECT code, name, starts_at, ends_at, quarter_hours FROM half_day ORDER BY position"
    ).fetchall()
    for place, (found, name, starts, ends, hours) in enumerate(rows):
        if found == code:
            later = [_minutes(row[2]) for row in rows[place + 1 :]]
            until = min((m for m in later if m >= _minutes(ends)), default=_MIDNIGHT)
            return _Half(name, _minutes(starts), _minutes(ends), hours, until)
    raise UserError("没有这个半天。")


def _held(db: Database, class_id: int, date: str) -> list[_Held]:
    rows = db.execute(
        "SELECT id, starts_at, ends_at, title, quarter_hours FROM lesson"
        " WHERE class_id = ? AND date = ? ORDER BY starts_at, id",
        [class_id, date],
    ).fetchall()
    return [_Held(i, _minutes(s), _minutes(e), title, q) for i, s, e, title, q in rows]


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
