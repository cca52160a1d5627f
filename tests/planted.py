"""A school in which every text that is written down carries what a window could take for its own."""

from __future__ import annotations

from app.classes.classes import APPROVAL
from app.file.kinds import TEXTS
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.history import NOUNS

MARK = '<img src="http://990000.invalid/UNC"><a href="x"><b>&x&amp;[*]'
"""Markup that would fetch a picture, a link, an entity, a key of a button, the mark of a changed window."""

# Words by which the program finds a row, or a pattern that the file itself checks: no one's free text.
KEYS = {
    "school": {"certificate_pattern", "default_profile", "spring_from", "autumn_from"},
    "half_day": {"code"},
    "policy_profile": {"code"},
    "rule": {"code"},
    "class_kind": {"code"},
    "course_topic": {"code"},
    "course_module": {"code"},
}


def columns() -> dict[str, list[str]]:
    """Return the free texts of every table."""
    found: dict[str, list[str]] = {}
    for table, facts in NOUNS.items():
        free = (f for f in facts.values() if f.kind in TEXTS and not f.codes and not f.named)
        found[table] = [f.column for f in free if f.key not in KEYS.get(table, ())]
    return found


def plant(session: Session) -> None:
    """Write the mark behind every text of every row, past the guards, which stand again afterwards."""

    def work(tx: Transaction) -> None:
        guards = tx.db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'"
        ).fetchall()
        for name, _ in guards:
            tx.db.execute(f'DROP TRIGGER "{name}"')
        for table, texts in columns().items():
            if texts:
                sets = ", ".join(f"{column} = {_marked(table, column)}" for column in texts)
                rows = (
                    " WHERE brought_in = 0" if table == "certificate" else ""
                )  # the others have no words
                tx.db.execute(f"UPDATE {table} SET {sets}{rows}", {"mark": MARK})
        for _, sql in guards:
            tx.db.execute(sql)
        tx.name(f"植入 {MARK}")

    session.run(Operation("植入", work, right=None))


def _marked(table: str, column: str) -> str:
    marked = f"{column} || :mark"
    if table == "class" and column in APPROVAL:  # of a class brought in nobody says any of it
        return f"CASE WHEN brought_in = 1 THEN '' ELSE {marked} END"
    return marked
