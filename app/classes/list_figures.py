"""What stands around the list of classes: its years, who is in the classes, which shares bind them."""

from __future__ import annotations

from sqlite_utils import Database

from app.classes import classes
from app.file.listing import ARCHIVED
from app.rules import verdicts


def years(db: Database) -> list[int]:
    """Return the years in which there are classes, the latest first."""
    rows = db.execute(
        "SELECT DISTINCT CAST(substr(p.start_date, 1, 4) AS INTEGER) FROM class_span p"
        " JOIN class c ON c.id = p.class_id WHERE c.school_id = 1 ORDER BY 1 DESC"
    ).fetchall()
    return [year for (year,) in rows]


def enrolled(db: Database, year: int | None, *, archived: bool = False) -> int:
    """Return how many enrolments the classes listed for a year, or for all years, have in sum."""
    condition = classes.LISTING.scopes["year"] if year is not None else "1"
    return db.execute(
        "SELECT (SELECT count(*) FROM enrolment e JOIN class t ON t.id = e.class_id"
        f"  WHERE t.school_id = 1 AND e.status <> 'withdrawn' AND ({condition})"
        "  AND t.archived <= :archived)"
        " + (SELECT coalesce(sum(u.people), 0) FROM class t JOIN class_unnamed u ON u.class_id = t.id"
        f"  WHERE t.school_id = 1 AND t.brought_in = 1 AND ({condition})"
        "  AND t.archived <= :archived)",
        {"year": year, "archived": int(archived)},
    ).fetchone()[0]


def rules(db: Database, year: int | None, *, archived: bool = False) -> list[tuple[str, str]]:
    """Return (code, title) of every share that binds a class in the list of a year, or of all years."""
    return verdicts.rules(db, classes.LISTING.ids(db, scope={"year": year, ARCHIVED: archived}))


def falling_short(
    db: Database, year: int | None, *, archived: bool = False
) -> list[tuple[str, int]]:
    """Return (rule title, number of classes below it) over the classes listed for a year, or for all."""
    rows = db.execute(
        "SELECT x.title, count(*) FROM class_share x WHERE x.class_id IN (SELECT class_id"
        " FROM class_span p JOIN class c ON c.id = p.class_id WHERE c.school_id = 1 AND (?1 IS NULL"
        " OR (p.start_date < (?1 + 1) || '-01-01' AND p.end_date >= ?1 || '-01-01'))"
        " AND c.archived <= ?2)"
        " AND x.verdict = 'below'"
        " GROUP BY x.rule ORDER BY min(x.position)",
        [year, int(archived)],
    ).fetchall()
    return [(title, number) for title, number in rows]
