"""Lessons on public holidays: a question to whoever plans, and never a bar."""

from __future__ import annotations

from sqlite_utils import Database

from app.rules.advice import Advice
from app.school import holidays
from app.text import chinese


def on_days_off(db: Database, class_id: int) -> list[Advice]:
    """Return what to ask of the lessons that lie on a holiday, one question for each holiday."""
    calendar = holidays.calendar(db)
    held: dict[str, list[tuple[int, str]]] = {}
    for lesson_id, day in db.execute(
        "SELECT id, date FROM lesson WHERE class_id = ? ORDER BY date, starts_at, id", [class_id]
    ).fetchall():
        if name := calendar.name(day):
            held.setdefault(name, []).append((lesson_id, day))
    return [
        _question(name, found, calendar.reserve(day for _, day in found))
        for name, found in held.items()
    ]


def _question(name: str, found: list[tuple[int, str]], reserve: str) -> Advice:
    days = list(dict.fromkeys(day for _, day in found))
    shown = "、".join(chinese.month_day(day) for day in days[:3]) + ("等" if len(days) > 3 else "")
    return Advice(
        "day_off",
        "info",
        f"{shown}是{name}放假，排了 {len(found)} 节课，仍这样安排？{reserve}",
        "确需上课的不必改动；放假日期在“系统设置 · 放假与调休”里修改。",
        "",
        tuple(lesson_id for lesson_id, _ in found),
    )
