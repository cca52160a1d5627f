"""Bringing a thing back from a backup: what is missing comes, what is there stays, nothing is doubled.

Rows are known by their ``uid``; where that is gone, by what must be unique of them, or by what a
registrar would call the same. It is one operation, judged by the file's guards like any other write: a
class comes back as a draft (one of before, 补录, as what it was), hours are given by its closing, and
certificates are not touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from app import history
from app.classes import classes
from app.file.facts import TECHNICAL
from app.file.operation import Operation, Transaction
from app.file.rights import Right
from app.ground.errors import UserError
from app.retrieval.bundle import LISTS, Bundle, Piece

RIGHTS: Mapping[str, Right] = {
    **dict.fromkeys(("class", "class_span"), "classes"),
    **dict.fromkeys(("lesson", "lesson_topic", "lesson_lecturer"), "plan"),
    **dict.fromkeys(("enrolment", "attendance"), "enrolment"),
    **dict.fromkeys(("student", "unit", "hour_entry"), "students"),
    **dict.fromkeys(("teacher", "venue", "course", "course_topic_of"), "libraries"),
    **dict.fromkeys(("course_topic", "course_module"), "libraries"),
    **dict.fromkeys(
        (
            *("policy_profile", "profile_label", "rule", "rule_tag", "rule_class_kind"),
            *("rule_level", "rule_step", "class_kind"),
        ),
        "rules",
    ),
}
# what a registrar would call the same, beside what the schema keeps unique
ALIKE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "teacher": (("name", "unit_name"),),
    "course": (("title", "category", "method", "teacher_id"),),
    "student": (("name", "birth_date", "unit_id"),),
    "lesson": (("class_id", "date", "starts_at", "title"),),
    "hour_entry": (("student_id", "title", "start_date", "end_date", "form"),),
}
# of a class, what only its steps say
STEPS_OF_CLASS = frozenset(["status", "version", "approved_at", "closed_at", *classes.APPROVAL])
TOLD = 12  # differences told one by one


@dataclass(frozen=True)
class Difference:
    """A row that is there and is not as it was: ``columns`` of it, in the backup's values."""

    piece: Piece
    row_id: int
    columns: dict[str, Any]
    words: str


@dataclass
class Outlook:
    """What bringing a thing back does, or would do."""

    brought: list[Piece] = field(default_factory=list[Piece])
    same: list[Piece] = field(default_factory=list[Piece])
    different: list[Difference] = field(default_factory=list[Difference])
    alike: list[tuple[Piece, str]] = field(default_factory=list[tuple[Piece, str]])
    left: list[tuple[Piece, str]] = field(default_factory=list[tuple[Piece, str]])

    def rights_to(self, *, replace: bool = False) -> frozenset[Right]:
        """What it needs to bring back what is missing, and to change back what is different."""
        changed = [one.piece for one in self.different] if replace else []
        return frozenset(RIGHTS[piece.table] for piece in (*self.brought, *changed))

    def lines(self) -> list[str]:
        """Say it in a registrar's words, a sentence a line."""
        own = [p for p in self.brought if p.own]
        along = [p for p in self.brought if not p.own]
        told = [
            f"缺少，将取回：{_counted(own)}。" if own else "没有缺少的记录。",
            f"被它们用到而也缺少，一并取回：{_counted(along)}。" if along else "",
            f"还在，没有变化：{_counted(self.same)}。" if self.same else "",
        ]
        told += [f"{_called(p)}{why}" for p, why in self.alike[:TOLD]]
        if self.different:
            told.append(f"还在，但现在不同：{_counted(d.piece for d in self.different)}。")
            told += [f"　{_called(d.piece)}：{d.words}" for d in self.different[:TOLD]]
            more = len(self.different) - TOLD
            told.append(f"　……另有 {more} 条" if more > 0 else "")
        reasons: dict[str, list[Piece]] = {}
        for piece, why in self.left:
            reasons.setdefault(why, []).append(piece)
        told += [f"不取回：{_counted(pieces)}，{why}。" for why, pieces in reasons.items()]
        return [line for line in told if line]


def outlook(db: Database, bundle: Bundle) -> Outlook:
    """Return what bringing it back would do to the school as it is. Raises UserError like that."""
    made = iter(range(-1, -(2**62), -1))  # ids that nothing has
    return _Comparison(db, bundle).run(lambda _piece, _values: next(made))


def bring_back(bundle: Bundle, *, replace: bool = False) -> Operation[Outlook]:
    """Bring a thing back; the value says what was done. ``replace``: what is different now becomes as
    it was in the backup, too.

    Raises UserError where its code has another now, or a class of before must be undone to; NotAllowed.
    """

    def work(tx: Transaction) -> Outlook:
        def put(piece: Piece, values: dict[str, Any]) -> int:
            tx.require(RIGHTS[piece.table])
            tx.progress.heed()
            if "photo_id" in values:
                values["photo_id"] = _photo(tx, bundle, values["photo_id"])
            if _was_ours(tx.db, piece):
                values["id"] = piece.row["id"]
            return tx.insert(piece.table, values)

        found = _Comparison(tx.db, bundle).run(put)
        if replace:
            for one in found.different:
                tx.require(RIGHTS[one.piece.table])
                tx.update(one.piece.table, one.row_id, one.columns)
        tx.name(f"从备份取回 {_called(bundle.root)}")
        return found

    return Operation("从备份取回", work, right=None)


class _Comparison:
    """Goes through the rows in turn, each after what it refers to."""

    def __init__(self, db: Database, bundle: Bundle) -> None:
        self._db, self._bundle = db, bundle
        self._ids: dict[tuple[str, str], int] = {}  # where a row of the backup is in the school
        self._outlook = Outlook()
        self._uniques: dict[str, list[tuple[str, ...]]] = {}

    def run(self, put: Callable[[Piece, dict[str, Any]], int]) -> Outlook:
        found = self._outlook
        for piece in self._wanted():
            row = self._present(piece)
            if row is not None:
                self._ids[piece.table, piece.uid] = row["id"]
                if piece.own or piece.table not in LISTS:  # a list is not edited by the way
                    self._compare(piece, row)
                continue
            missing = self._missing(piece)
            if missing:
                found.left.append((piece, missing))
                continue
            values = self._values(piece)
            same = self._alike(piece, values)
            if same is not None:
                self._ids[piece.table, piece.uid] = same
                if piece.own or not self._is_same(piece, same):
                    found.alike.append((piece, "：现在已有另外录入的一条，没有另建。"))
                continue
            self._refuse(piece)
            self._ids[piece.table, piece.uid] = put(piece, values)
            found.brought.append(piece)
        return found

    def _wanted(self) -> list[Piece]:
        """Own rows, and of the others those that a row which is to come needs."""
        pieces = self._bundle.pieces
        there = {(p.table, p.uid) for p in pieces if self._present(p) is not None}
        wanted: set[tuple[str, str]] = set()
        for piece in reversed(pieces):  # who refers comes after what is referred to
            key = (piece.table, piece.uid)
            if piece.own or key in wanted:
                if key not in there:
                    wanted.update(piece.refers.values())
                wanted.add(key)
        rules = {p.uid for p in pieces if p.table == "policy_profile" and (p.table, p.uid) in there}
        return [p for p in pieces if p.own or (p.table, p.uid) in wanted or self._of_new(p, rules)]

    def _of_new(self, piece: Piece, there: set[str]) -> bool:
        """Whether a rule belongs to a version of a profile that comes with what is brought."""
        profiles = {uid for table, uid in piece.refers.values() if table == "policy_profile"}
        rules = {uid for table, uid in piece.refers.values() if table == "rule"}
        profiles |= {
            uid
            for p in self._bundle.pieces
            if p.uid in rules
            for table, uid in p.refers.values()
            if table == "policy_profile"
        }
        return bool(profiles - there)

    def _present(self, piece: Piece) -> dict[str, Any] | None:
        return next(
            iter(self._db.query(f'SELECT * FROM "{piece.table}" WHERE uid = ?', [piece.uid])), None
        )

    def _missing(self, piece: Piece) -> str:
        """Why a row cannot come: what it belongs to is not there."""
        if piece.table == "hour_entry" and piece.row["class_id"] is not None:
            return "班次的学时由结业记入"
        for column, (table, uid) in piece.refers.items():
            if self._found(table, uid) is None and self._needed(piece.table, column):
                return f"所属的{history.NOUNS[table].noun}不在"
        return ""

    def _found(self, table: str, uid: str) -> int | None:
        """The id, in the school, of a row that the backup refers to."""
        if (table, uid) not in self._ids:
            row = self._db.execute(f'SELECT id FROM "{table}" WHERE uid = ?', [uid]).fetchone()
            if row is None:
                return None
            self._ids[table, uid] = row[0]
        return self._ids[table, uid]

    def _reference(self, piece: Piece, column: str, table: str, uid: str) -> object:
        """By what the school's row is referred to: its id, or the code of a list."""
        found = self._found(table, uid)
        if found is None or table not in LISTS:
            return found
        row = self._db.execute(f'SELECT code FROM "{table}" WHERE id = ?', [found]).fetchone()
        return row[0] if row else piece.row[column]  # one that would come keeps its code

    def _is_same(self, piece: Piece, row_id: int) -> bool:
        """Whether a row of a list is known by its code and called so, too: of an older program's file."""
        if piece.table not in LISTS:
            return False
        row = self._db.execute(f'SELECT code, name FROM "{piece.table}" WHERE id = ?', [row_id])
        return row.fetchone() == (piece.row["code"], piece.row["name"])

    def _needed(self, table: str, column: str) -> bool:
        rows = self._db.execute(f'PRAGMA table_info("{table}")').fetchall()
        return any(row[1] == column and row[3] for row in rows)

    def _values(self, piece: Piece) -> dict[str, Any]:
        """The columns of a row as the school would hold it."""
        values = {c: v for c, v in piece.row.items() if c not in ("id", "school_id")}
        for column, (table, uid) in piece.refers.items():
            values[column] = self._reference(piece, column, table, uid)
        if piece.table == "class":
            values = {c: v for c, v in values.items() if c not in STEPS_OF_CLASS}
            # one brought in (补录) is over when it comes
            values |= {"status": "closed" if values.get("brought_in") else "draft", "version": 1}
        completed = piece.table == "enrolment" and values["status"] == "completed"
        if completed and not self._brought_in(values["class_id"]):
            values["status"] = "enrolled"  # its closing completes it
        return values

    def _brought_in(self, class_id: int) -> bool:
        row = self._db.execute("SELECT brought_in FROM class WHERE id = ?", [class_id]).fetchone()
        return row is not None and bool(row[0])

    def _alike(self, piece: Piece, values: Mapping[str, Any]) -> int | None:
        """The id of a row that is the same by what must be unique, or by what one would call so."""
        for columns in (*self._unique(piece.table), *ALIKE.get(piece.table, ())):
            held = [values.get(c, 1 if c == "school_id" else None) for c in columns]
            if any(value is None for value in held):
                continue
            where = " AND ".join(f'"{c}" = ?' for c in columns)
            rows = self._db.execute(
                f'SELECT id FROM "{piece.table}" WHERE {where} LIMIT 2', held
            ).fetchall()
            if len(rows) == 1:
                return None if piece.table == "class" else rows[0][0]
        return None

    def _unique(self, table: str) -> list[tuple[str, ...]]:
        """What the schema keeps unique of a table: sets of columns, without uid."""
        if table not in self._uniques:
            found: list[tuple[str, ...]] = []
            for _, name, unique, origin, partial in self._db.execute(
                f'PRAGMA index_list("{table}")'
            ).fetchall():
                columns = tuple(
                    row[2] for row in self._db.execute(f'PRAGMA index_info("{name}")').fetchall()
                )
                if unique and origin != "pk" and not partial and columns != ("uid",):
                    found.append(columns)
            self._uniques[table] = found
        return self._uniques[table]

    def _refuse(self, piece: Piece) -> None:
        """Raises UserError for a class that cannot come back so."""
        if piece.table != "class":
            return
        taken = self._db.execute(
            "SELECT name FROM class WHERE school_id = 1 AND code = ?", [piece.row["code"]]
        ).fetchone()
        if taken:
            raise UserError(
                f"班次编号「{piece.row['code']}」现在是「{taken[0]}」的。请先给它换一个编号，再取回。"
                "没有写入任何数据。"
            )
        gone = self._db.execute(
            "SELECT o.name, o.at FROM change c JOIN operation o ON o.id = c.operation_id"
            " WHERE c.table_name = 'class' AND c.row_id = ? AND c.action = 'delete'"
            " AND json_extract(c.before, '$.uid') = ? AND (json_extract(c.before, '$.version') > 1"
            " OR json_extract(c.before, '$.status') <> 'draft')"
            " AND coalesce(json_extract(c.before, '$.brought_in'), 0) = 0 ORDER BY c.id DESC LIMIT 1",
            [piece.row["id"], piece.uid],
        ).fetchone()
        if gone:
            raise UserError(
                f"这个班次审定过，在 {gone[1][:16]} 被删除。请在「系统设置 · 操作记录」里撤销"
                f"「{gone[0]}」，审定和学时才一并回来。没有写入任何数据。"
            )

    def _compare(self, piece: Piece, row: Mapping[str, Any]) -> None:
        skipped = TECHNICAL | {"photo_id", *(STEPS_OF_CLASS if piece.table == "class" else ())}
        if piece.table == "enrolment":
            skipped |= {"status"}
        differ: dict[str, Any] = {}
        for column, value in piece.row.items():
            if column in skipped or column not in row:
                continue
            if column in piece.refers:
                value = self._reference(piece, column, *piece.refers[column])
                if value is None:  # what it referred to is gone; that is told by itself
                    continue
            if row[column] != value:
                differ[column] = value
        if not differ:
            self._outlook.same.append(piece)
            return
        words = "；".join(self._words(piece, column, row[column]) for column in differ)
        if differ.keys() & self._searched(piece.table):
            differ |= {c: piece.row[c] for c in ("pinyin", "terms")}
        self._outlook.different.append(Difference(piece, row["id"], differ, words))

    def _searched(self, table: str) -> set[str]:
        return {fact.column for fact in history.NOUNS[table].values() if fact.words}

    def _words(self, piece: Piece, column: str, now: Any) -> str:
        """学历：备份里“大学”，现在“研究生”."""
        facts = history.NOUNS[piece.table]
        fact = next((f for f in facts.values() if f.column == column), None)
        if fact is None:
            return "次序"
        if fact.kind == "row" or fact.named:
            return f"{fact.name}换了"
        names = dict(fact.options(self._db))
        before, after = fact.shown(piece.row[column], names), fact.shown(now, names)
        return f"{fact.name}：备份里“{before or '空'}”，现在“{after or '空'}”"


def _was_ours(db: Database, piece: Piece) -> bool:
    """Whether the journal tells that this very row had its id here and was deleted."""
    row = db.execute(
        "SELECT 1 FROM change WHERE table_name = ? AND row_id = ? AND action = 'delete'"
        " AND operation_id IS NOT NULL AND json_extract(before, '$.uid') = ? LIMIT 1",
        [piece.table, piece.row["id"], piece.uid],
    ).fetchone()
    free = f'SELECT 1 FROM "{piece.table}" WHERE id = ?'
    return row is not None and db.execute(free, [piece.row["id"]]).fetchone() is None


def _photo(tx: Transaction, bundle: Bundle, photo_id: int | None) -> int | None:
    """The id of the same photo in the school, put there where it is not."""
    if photo_id is None or photo_id not in bundle.photos:
        return None
    digest, jpeg = bundle.photos[photo_id]
    row = tx.db.execute("SELECT id FROM photo WHERE sha256 = ?", [digest]).fetchone()
    return row[0] if row else tx.insert("photo", {"sha256": digest, "jpeg": jpeg})


def _counted(pieces: Iterable[Piece]) -> str:
    """班次 1、课次 40."""
    counts = Counter(piece.table for piece in pieces)
    held = [(facts.noun, counts[table]) for table, facts in history.NOUNS.items()]
    return "、".join(f"{noun} {count:,}" for noun, count in held if count)


def _called(piece: Piece) -> str:
    facts = history.NOUNS[piece.table]
    label = piece.row.get(facts.label)
    return f"{facts.noun} {label}" if isinstance(label, str) and label else facts.noun
