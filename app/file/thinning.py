"""Which of many copies stay: all of the last days, then one a day, a week, a month.

Days, weeks and months are counted by those that have a copy and not from today, in the order in which
work was done: a school that rests for a summer, or a clock that was years ahead or behind, loses none.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

WHOLE_DAYS, DAYS, WEEKS, MONTHS = 3, 14, 8, 24

# how many of each, the latest first, and what makes two copies one of them
_PERIODS: tuple[tuple[int, Callable[[datetime.datetime], object]], ...] = (
    (DAYS, lambda at: at.date()),
    (WEEKS, lambda at: tuple(at.isocalendar())[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def to_keep(latest_first: Sequence[datetime.datetime]) -> set[datetime.datetime]:
    """Return the moments whose copies stay: of each period that counts, its last.

    ``latest_first`` has the copy with the most work first, whatever a clock said of it. What is left
    after a thinning is what would be left after it again.
    """
    whole = list(dict.fromkeys(at.date() for at in latest_first))[:WHOLE_DAYS]
    kept = {at for at in latest_first if at.date() in whole}
    for count, period in _PERIODS:
        last: dict[object, datetime.datetime] = {}
        for at in latest_first:
            last.setdefault(period(at), at)
        kept.update(list(last.values())[:count])
    return kept
