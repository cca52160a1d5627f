"""Working days of a class on which nothing is planned: whole days, and told in stretches."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from app.school import holidays
from app.school.holidays import Calendar

SHOWN = 3  # stretches; how many days it is in all is told
Stretch = list[str]
"""Working days in order, ISO; between one and the next there is no lesson."""

_DAYS = """
SELECT c.id, (SELECT json_group_array(json_array(p.start_date, p.end_date)) FROM
    (SELECT start_date, end_date FROM class_span WHERE class_id = c.id ORDER BY start_date) p),
  (SELECT json_group_array(DISTINCT s.date) FROM lesson s WHERE s.class_id = c.id)
FROM json_each(?) j JOIN class c ON c.id = j.value AND c.brought_in = 0"""


def of_classes(db: Database, class_ids: Sequence[int]) -> dict[int, str]:
    """Return the sentence on each class with lessons that has whole working days without, by its id."""
    calendar, found = holidays.calendar(db), dict[int, str]()
    for class_id, spans, taken in db.execute(_DAYS, [json.dumps(list(class_ids))]).fetchall():
        held = frozenset[str](json.loads(taken))
        empty = [
            stretch
            for start, end in json.loads(spans)
            for stretch in _stretches(calendar, start, end, held)
        ]
        if held and empty:
            found[class_id] = _text(empty)
    return found


def _stretches(calendar: Calendar, start: str, end: str, held: frozenset[str]) -> Iterator[Stretch]:
    """Weekends and holidays part nothing, a day with a lesson does, a working day or not."""
    stretch: Stretch = []
    day, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    while day <= last:
        text = day.isoformat()
        if text in held:
            if stretch:
                yield stretch
            stretch = []
        elif calendar.is_workday(text):
            stretch.append(text)
        day += datetime.timedelta(days=1)
    if stretch:
        yield stretch


def _text(empty: Sequence[Stretch]) -> str:
    """11-23 至 11-27 没有排课; of more stretches than are shown also how many days it is."""
    shown = "、".join(
        each[0][5:] if len(each) == 1 else f"{each[0][5:]} 至 {each[-1][5:]}"
        for each in empty[:SHOWN]
    )
    more = f" 等 {sum(map(len, empty))} 天" if len(empty) > SHOWN else ""
    return f"{shown}{more} 没有排课"
