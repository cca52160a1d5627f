"""工作台 · 班次: those that begin soon, run, or are to be closed, and what each still lacks.

A class far ahead, or long closed, asks for nothing yet, or no more; one brought in (补录) never does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlite_utils import Database

from app.classes import needs
from app.classes.needs import Need, What
from app.home import Duty, Tone
from app.rules import verdicts
from app.rules.advice import Advice, explain
from app.text import chinese

SOON = 30  # days ahead
AFTER = 60  # days for which a closed class is asked for its certificates
SHOWN = 6  # classes of each phase; how many more there are is told
Phase = Literal["running", "soon", "over", "closed", "undated"]
PHASES: dict[Phase, str] = {
    "running": "正在进行",
    "soon": "即将开班",
    "over": "到期未结业",
    "closed": "结业未发证",
    "undated": "日期未定",
}
ASKED: dict[Phase, frozenset[What]] = {
    "soon": frozenset(
        {"lessons", "empty_days", "class_teacher", "venue", "places", "students", "facts"}
    ),
    "running": frozenset(
        {"lessons", "empty_days", "class_teacher", "venue", "places", "students", "facts"}
    ),
    "over": frozenset({"certificates", "facts"}),
    "closed": frozenset({"certificates"}),
    "undated": frozenset({"dates"}),
}
"""What is asked for in each phase; the rules are asked before and while a class runs."""
SAID_ALREADY = ("no_students", "no_dates")  # by the needs


@dataclass(frozen=True)
class ClassAhead:
    """A class with what it still lacks; ``when`` says its dates, and how far off they are."""

    class_id: int
    title: str
    status: str
    phase: Phase
    when: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class Ahead:
    """The classes to be seen to, by phase; ``more`` is how many of a phase are not among them."""

    classes: tuple[ClassAhead, ...]
    more: dict[Phase, int]


_PHASES = """
SELECT id, name, issue, status, start_date, end_date, phase, of_phase FROM (
  SELECT *, count(*) OVER (PARTITION BY phase) AS of_phase,
    row_number() OVER (PARTITION BY phase ORDER BY
      CASE phase WHEN 'soon' THEN start_date WHEN 'running' THEN end_date END,
      end_date DESC, id DESC) AS place
  FROM (
    SELECT c.id, c.name, c.issue, c.status, d.start_date, d.end_date,
      CASE WHEN c.status = 'closed' THEN
             CASE WHEN d.end_date BETWEEN :since AND :today AND EXISTS (SELECT 1 FROM enrolment e
               WHERE e.class_id = c.id AND e.status = 'completed' AND NOT EXISTS (
                 SELECT 1 FROM certificate x WHERE x.class_id = e.class_id
                   AND x.student_id = e.student_id AND x.status = 'issued')) THEN 'closed' END
           WHEN d.start_date IS NULL THEN 'undated'
           WHEN d.end_date < :today THEN 'over'
           WHEN d.start_date <= :today THEN 'running'
           WHEN d.start_date <= :soon THEN 'soon' END AS phase
    FROM class c JOIN class_dates d ON d.class_id = c.id
    WHERE c.school_id = 1 AND c.archived = 0 AND c.brought_in = 0)
  WHERE phase IS NOT NULL)
WHERE place <= :shown
ORDER BY CASE phase WHEN 'running' THEN 1 WHEN 'soon' THEN 2 WHEN 'over' THEN 3 WHEN 'closed' THEN 4
  ELSE 5 END, place"""


def read(db: Database, today: datetime.date) -> Ahead:
    """Return the classes that are to be seen to on a day, with what each lacks."""
    rows = db.execute(
        _PHASES,
        {
            "today": today.isoformat(),
            "soon": (today + datetime.timedelta(days=SOON)).isoformat(),
            "since": (today - datetime.timedelta(days=AFTER)).isoformat(),
            "shown": SHOWN,
        },
    ).fetchall()
    lacking = needs.of(db, [row[0] for row in rows])
    found: list[ClassAhead] = []
    more: dict[Phase, int] = {}
    for class_id, name, issue, status, start, end, phase, of_phase in rows:
        more[phase] = of_phase - SHOWN
        against = list(_rules(db, class_id, status, phase))
        begun = not {need.what for need in lacking[class_id]} & {"lessons", "students"}
        ready = begun and all(one.tone != "block" for one in against)
        duties = [
            *_state(class_id, status, phase, ready),
            *against,
            *_lacks(class_id, status, phase, lacking[class_id]),
        ]
        found.append(
            ClassAhead(
                class_id,
                chinese.class_title(name, issue),
                status,
                phase,
                _when(today, phase, start, end),
                tuple(duties),
            )
        )
    return Ahead(tuple(found), {phase: n for phase, n in more.items() if n > 0})


def _when(today: datetime.date, phase: Phase, start: str | None, end: str | None) -> str:
    if not start or not end:
        return ""
    dates = start[5:] if start == end else f"{start[5:]} 至 {end[5:]}"
    if phase == "soon":
        days = (datetime.date.fromisoformat(start) - today).days
        return f"{dates} · {'明天' if days == 1 else f'{days} 天后'}开班"
    if phase == "running":
        days = (datetime.date.fromisoformat(end) - today).days
        return f"{dates} · {'今天结束' if not days else f'还有 {days} 天'}"
    if phase == "over":
        days = (today - datetime.date.fromisoformat(end)).days
        return f"{dates} · 已过 {days} 天"
    return dates


def _state(class_id: int, status: str, phase: Phase, ready: bool) -> Iterator[Duty]:
    """The step that is due by the calendar, or can be taken now."""
    if phase == "soon" and status == "draft" and ready:
        yield Duty("info", "没有挡着审定的，可以提交审定", "class", class_id, "curriculum")
    if phase == "running" and status == "draft":
        yield Duty("block", "已到开班的日子，课程还没有审定", "class", class_id, "curriculum")
    if phase == "running" and status == "approved":
        yield Duty("info", "还没有点「开班」", "class", class_id)
    if phase == "over" and status == "draft":
        text = "一直没有审定：补上审定和结业，或改日期，不办了就删除"
        yield Duty("warn", text, "class", class_id, "info")
    if phase == "over" and status != "draft":
        yield Duty("warn", "还没有结业，学员的学时没有记入", "class", class_id)


def _rules(db: Database, class_id: int, status: str, phase: Phase) -> Iterator[Duty]:
    """What stands against its plan, alike ones as one; the first lesson is where it leads."""
    if phase not in ("soon", "running") or status == "closed":
        return
    alike: dict[str, list[Advice]] = {}
    for problem in verdicts.class_problems(db, class_id):
        if problem.rule not in SAID_ALREADY:
            alike.setdefault(problem.rule, []).append(explain(problem))
    for several in alike.values():
        first = several[0]
        said = first.text.rstrip("。")
        text = said if len(several) == 1 else f"{said}（这样的共 {len(several)} 处）"
        part = "info" if first.rule == "outside_profile" else "curriculum"
        lesson_id = first.lesson_ids[0] if first.lesson_ids else 0
        yield Duty(cast(Tone, first.severity), text, "class", class_id, part, lesson_id)


def _lacks(class_id: int, status: str, phase: Phase, lacking: Sequence[Need]) -> Iterator[Duty]:
    """What it lacks beside; certificates come after the approval, which settles which days are free."""
    for need in lacking:
        untimely = need.what == ("certificates" if status == "draft" else "empty_days")
        if need.what in ASKED[phase] and not untimely:
            yield Duty("warn", need.text, "class", class_id, need.part, need.lesson_id)


def at_hand(ahead: Ahead) -> list[int]:
    """Return the ids of the classes that run or begin soon: whose people are to be looked at."""
    return [one.class_id for one in ahead.classes if one.phase in ("running", "soon")]
