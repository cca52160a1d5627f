"""Teachers, venues and courses as one picks them while typing; who has the right may make new ones."""

from __future__ import annotations

from app.teaching import courses, teachers, venues
from app.teaching.fresh import Fresh
from app.text import codes
from ui.context import Context
from ui.kit.pick import Picks, bare

MOST = 200


def _may(context: Context) -> bool:
    return not context.missing("libraries")


def teacher_picks(context: Context) -> Picks:
    """Teachers, by name and pinyin; a new one says of which kind."""

    def find(text: str) -> list[tuple[int, str]]:
        found = context.read(teachers.choices, bare(text.strip()), MOST)
        return [(t.id, _teacher(t)) for t in found]

    def new(text: str) -> list[tuple[Fresh, str]]:
        kinds = context.read(codes.options, "lecturer_kind") if _may(context) else []
        made = [(teachers.fresh(text, kind), name) for kind, name in kinds]
        return [(one, f"新教师 {one.name}（{name}）") for one, name in made]

    def named(value: object) -> str:
        if isinstance(value, Fresh):
            return value.name
        return _teacher(context.read(teachers.get, int(str(value))))

    def mark(value: object) -> str:
        if not isinstance(value, Fresh):
            return ""
        return (
            f"新，{dict(context.read(codes.options, 'lecturer_kind'))[str(value.values['kind'])]}"
        )

    return Picks("师资库", find, named, new, bare, mark)


def _teacher(one: teachers.Teacher) -> str:
    where = f"{one.unit_name}{one.post}"
    return f"{one.name}（{where}）" if where else one.name


def venue_picks(context: Context) -> Picks:
    """Venues; a new one says whether it is a classroom, a site or a base."""

    def find(text: str) -> list[tuple[int, str]]:
        return [(v.id, v.name) for v in context.read(venues.choices, text, MOST)]

    def new(text: str) -> list[tuple[Fresh, str]]:
        kinds = codes.VENUE_KINDS.items() if _may(context) else ()
        return [
            (Fresh(venues.create, {"name": text, "kind": kind}), f"新场地 {text}（{name}）")
            for kind, name in kinds
        ]

    def named(value: object) -> str:
        if isinstance(value, Fresh):
            return value.name
        return context.read(venues.get, int(str(value))).name

    return Picks("场地", find, named, new)


def course_choices(context: Context, text: str) -> list[tuple[int, str]]:
    """Return the courses that a text finds, each with its method and lecturer."""
    found = context.read(courses.library, text, "", 20)
    return [(c.id, f"{c.title}（{c.method_name}，{c.teacher or '—'}）") for c in found]
