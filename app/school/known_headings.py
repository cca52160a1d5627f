"""认过的表头: what a user has said of the columns of a list, for the next workbook with the same heading.

In the file, so that everybody of the school has it, and no heading (which may name a person) stands outside
of it. Every import that says something else adds a row and changes none: the newest counts, and an
import can be taken back whatever came later.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction

LONGEST = 20_000  # characters of what is kept of one heading
_IS = "＝"


@record
class KnownHeading:
    """A heading by the sort of table (``part``) and a digest of its texts (``shape``).

    ``words`` has a line for each column that was said: its text ＝ the name of its field.
    """

    id: int
    part: str = fact("表格", required=True)
    shape: str = fact("校验值", required=True)
    words: str = fact("各列", "lines", required=True)


FACTS = Facts(KnownHeading, "known_heading", "认过的表头", label="part")


def all(db: Database) -> dict[str, dict[str, dict[str, str]]]:
    """Return the columns by their text, of every shape, of every sort of table."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    rows = db.execute(
        "SELECT part, shape, words FROM known_heading WHERE school_id = 1 ORDER BY id"
    ).fetchall()
    for part, shape, words in rows:
        lines = (line.rpartition(_IS) for line in words.splitlines())
        found.setdefault(part, {})[shape] = {text: name for text, is_it, name in lines if is_it}
    return found


def keep(tx: Transaction, part: str, shape: str, columns: Mapping[str, str]) -> None:
    """Write down, inside the import, what was said of the columns; nothing where it is known so, or endless."""
    words = "\n".join(f"{text}{_IS}{name}" for text, name in sorted(columns.items()))
    known = all(tx.db).get(part, {}).get(shape)
    if columns and len(words) <= LONGEST and known != dict(columns):
        tx.insert("known_heading", {"part": part, "shape": shape, "words": words})
