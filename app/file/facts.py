"""What a school writes down of a noun, said once: at the fields of the noun's record.

    @record
    class Venue:
        id: int
        name: str = fact("名称", required=True, words="name")
        kind: str = fact("类别", "code", codes=codes.VENUE_KINDS, usual="classroom")
        capacity: int | None = fact("容纳人数", "count", least=1)

    FACTS = Facts(Venue, "venue", "场地")

Reading, cleaning, search words, the history, the headings of workbooks, the fields of forms and the
columns of tables take what they need to know of a column from here. Which of them a page or a paper
shows, in what order and how wide, the page or paper says. ``db/schema.sql`` stays the truth:
``tests/app/file/test_facts.py`` holds the facts to its tables.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, dataclass_transform

from sqlite_utils import Database

from app.file.kinds import BLANKS, Kind, cleaned
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.text import chinese, codes, search

if TYPE_CHECKING:
    from app.file.operation import Transaction

T = TypeVar("T")

# how a fact is searched: by characters and pinyin, a person's by the surname's own reading; by a whole
# number or its last digits; by parts
Words: TypeAlias = Literal["", "name", "person", "number", "code"]

# columns that every table may have beside its facts: the machinery's own
TECHNICAL = frozenset(["id", "uid", "school_id", "pinyin", "terms"])
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Fact:
    """One thing written down of a noun.

    ``column`` is another than ``key`` where a name is typed and the id of that row of ``of`` is kept.
    ``codes`` names a code table of the file (or several), or is the names themselves. ``usual`` is the
    column's default.
    ``apart``: where several codes are kept, 'table owner column'.
    ``kept``: written by the program, never typed. ``headings``: how workbooks head it, its name first.
    ``single``: a value of one record alone, so that a merged cell does not hold for several rows.
    """

    key: str
    name: str
    kind: Kind = "text"
    column: str = ""
    codes: str | Mapping[str, str] = ""
    of: str = ""
    required: bool = False
    usual: Any = None
    least: int = 0
    most: int | None = None
    words: Words = ""
    headings: tuple[str, ...] = ()
    single: bool = False
    kept: bool = False
    apart: str = ""

    @property
    def named(self) -> bool:
        """Whether a row of another table is meant by its name."""
        return self.column != self.key

    @property
    def blank(self) -> str | None:
        """What is kept where nothing is known."""
        return "" if self.kind in BLANKS else None

    def options(self, db: Database) -> list[tuple[str, str]]:
        """Return the (code, name) pairs of a coded fact, in their order."""
        if isinstance(self.codes, str):
            return [pair for table in self.codes.split() for pair in codes.options(db, table)]
        return list(self.codes.items())

    def shown(self, value: Any, names: Mapping[Any, str]) -> str:
        """Return a stored value as a registrar reads it, '' for none; ``names`` are of its codes.

        A row of another table is not known here: see ``app.history``.
        """
        if value is None or value == "":
            return ""
        if self.kind == "hours":
            return chinese.hours(value)
        if self.kind == "money":
            return f"{value / 100:.2f} 元".replace(".00 ", " ")
        if self.kind == "flag":
            return "是" if value else "否"
        if self.kind == "codes":
            wanted = str(value).split()
            there = [name for code, name in names.items() if code in wanted]
            return "、".join([*there, *(code for code in wanted if code not in names)])
        if self.codes:
            return names.get(value, str(value))
        return str(value)[:16] if self.kind == "moment" else str(value)


def fact(
    name: str,
    kind: Kind = "text",
    *,
    column: str = "",
    codes: str | Mapping[str, str] = "",
    of: str = "",
    required: bool = False,
    usual: Any = None,
    least: int = 0,
    most: int | None = None,
    words: Words = "",
    headings: str = "",
    single: bool = False,
    kept: bool = False,
    apart: str = "",
    default: Any = dataclasses.MISSING,
) -> Any:
    """Declare a field of a record as a fact; ``headings`` are parted by spaces, without the name.

    ``default`` is the record's, for one that is made in Python.
    """
    declared = Fact(
        "",
        name,
        kind,
        column,
        codes,
        of,
        required,
        usual,
        least,
        most,
        words,
        (name, *headings.split()),
        single,
        kept,
        apart,
    )
    return dataclasses.field(default=default, metadata={"fact": declared})


@dataclass_transform(frozen_default=True, field_specifiers=(fact, dataclasses.field))
def record(declared: type[T]) -> type[T]:
    """Make a class with facts a frozen dataclass."""
    return dataclass(frozen=True)(declared)


class Facts(Mapping[str, Fact], Generic[T]):
    """The facts of a noun by their keys, in the order of its record.

    ``label`` is the fact by which a row is called: its name, or the row of another table that it
    belongs to. ``beside`` are columns that are no facts: secrets, places in an order. ``others`` are
    facts that the record leaves out.
    """

    def __init__(
        self,
        made: type[T],
        table: str,
        noun: str,
        *,
        label: str = "name",
        beside: str = "",
        **others: Any,
    ) -> None:
        self.record, self.table, self.noun, self.label = made, table, noun, label
        self.beside = frozenset(beside.split())
        fields = {f.name: f for f in dataclasses.fields(made)}  # type: ignore[arg-type]
        self._facts: dict[str, Fact] = {}
        for key, field in {**others, **fields}.items():
            declared = field.metadata.get("fact")
            if declared is not None:
                self._facts[key] = replace(declared, key=key, column=declared.column or key)
        self._read = [key for key in fields if key in self._facts or key == "id"]
        # names before codes: the first one is what the rows are sorted by
        self._searched = sorted(
            (f for f in self._facts.values() if f.words), key=lambda f: f.words != "name"
        )
        self._called = {key: _called(noun, one.name) for key, one in self._facts.items()}
        # what can be typed, in order: forms are filled by it
        self.typed = tuple(key for key, f in self._facts.items() if not f.kept)

    def __getitem__(self, key: str) -> Fact:
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def name(self, key: str) -> str:
        """Return what a fact is called."""
        return self._facts[key].name

    def usual(self) -> dict[str, Any]:
        """Return what a form for a new record begins with."""
        return {key: self._facts[key].usual for key in self.typed if self._facts[key].usual}

    # ------------------------------------------------------------------------------------- reading

    def columns(self, alias: str = "t") -> str:
        """Return the SQL that reads a record's fields from its table under ``alias``."""
        return ", ".join(
            self._sql(self._facts[key], alias) if key in self._facts else f"{alias}.{key}"
            for key in self._read
        )

    def read(self, db: Database, rest: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[T]:
        """Return the records that ``rest`` (WHERE, ORDER BY over the table t) chooses."""
        sql = f"SELECT {self.columns()} FROM {self.table} t {rest}"
        return [self.made(row) for row in db.execute(sql, values).fetchall()]

    def made(self, row: Sequence[Any]) -> T:
        """Return the record of a row of ``columns``."""
        return self.record(**dict(zip(self._read, row, strict=True)))

    def one(self, db: Database, row_id: int, gone: str) -> T:
        """Return one record. Raises UserError with the text ``gone`` where there is none."""
        found = self.read(db, "WHERE t.id = ?", [row_id])
        if not found:
            raise UserError(gone)
        return found[0]

    def listed(self, alias: str = "t") -> dict[str, str]:
        """Return the columns of a listing: each fact, and the name of each code as ``KEY_name``."""
        listed: dict[str, str] = {}
        for key, one in self._facts.items():
            listed[key] = self._sql(one, alias)
            if one.apart:
                continue
            if isinstance(one.codes, Mapping):
                listed[f"{key}_name"] = codes.case(listed[key], one.codes)
            elif one.codes:
                names = [
                    codes.called_sql(table, f"{alias}.{one.column}") for table in one.codes.split()
                ]
                listed[f"{key}_name"] = (
                    names[0] if len(names) == 1 else f"coalesce({', '.join(names)})"
                )
        return listed

    def _sql(self, one: Fact, alias: str) -> str:
        kept = f"{alias}.{one.column}"
        if one.apart:
            table, owner, column = one.apart.split()
            return (
                f"(SELECT coalesce(group_concat(a.{column}, ' '), '') FROM (SELECT x.{column}"
                f" FROM {table} x WHERE x.{owner} = {alias}.id ORDER BY x.{column}) a)"
            )
        if not one.named:
            return kept
        return f"coalesce((SELECT name FROM {one.of} WHERE id = {kept}), '')"

    # ------------------------------------------------------------------------------------- writing

    def cleaning(self, db: Database) -> Cleaning:
        """Return what cleans values of this noun, for many records: the codes are read once."""
        return Cleaning(db, self.table, self._facts, self._searched, self._called)

    def clean(self, db: Database, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return typed values as they are kept, by their keys.

        Raises UserError saying which is missing or wrong, KeyError for a key that is no fact.
        """
        return self.cleaning(db).clean(values)

    def new(self, db: Database, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of a new record, with its search words. Raises like ``clean``."""
        return self.cleaning(db).new(values)

    def changed(self, db: Database, row_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what changes in a row, its search words made anew where a searched fact does.

        Raises like ``clean``.
        """
        return self.cleaning(db).changed(row_id, values)

    def renew_words(self, db: Database, progress: Progress) -> None:
        """Make the search words and sort keys of all rows anew, as names are read today.

        Only for a file that is being brought up: nothing is recorded. Raises Cancelled.
        """
        columns = ["pinyin", "terms", *(one.column for one in self._searched)]
        cleaning = self.cleaning(db)
        rows = db.execute(f"SELECT id, {', '.join(columns)} FROM {self.table}").fetchall()
        for place, (row_id, *values) in enumerate(rows):
            if place % _ROWS_AT_ONCE == 0:
                progress.step(place, len(rows), "正在更新检索用的拼音")
            row = dict(zip(columns, values, strict=True))
            words = cleaning.words(row)
            if any(row[key] != value for key, value in words.items()):
                db.execute(
                    f"UPDATE {self.table} SET pinyin = ?, terms = ? WHERE id = ?",
                    [words["pinyin"], words["terms"], row_id],
                )


def part_codes(facts: Mapping[str, Fact], row: dict[str, Any]) -> dict[str, str]:
    """Take the codes that are kept apart out of a row that is to be written; return them by key."""
    return {key: row.pop(key) for key, one in facts.items() if one.apart and key in row}


def write_codes(
    tx: Transaction, facts: Mapping[str, Fact], row_id: int, parted: Mapping[str, str]
) -> None:
    """Write codes that are kept apart: what is there already stays as it is."""
    for key, text in parted.items():
        table, owner, column = facts[key].apart.split()
        rows = tx.db.execute(
            f"SELECT {column}, id FROM {table} WHERE {owner} = ? ORDER BY id", [row_id]
        ).fetchall()
        there, wanted = dict(rows), text.split()
        for code, part_id in there.items():
            if code not in wanted:
                tx.delete(table, part_id)
        for code in wanted:
            if code not in there:
                tx.insert(table, {owner: row_id, column: code})


class Cleaning:
    """Makes rows of what is typed: of one record, or of the many of a list."""

    def __init__(
        self,
        db: Database,
        table: str,
        facts: Mapping[str, Fact],
        searched: Sequence[Fact],
        called: Mapping[str, str],
    ) -> None:
        self._db, self._table, self._facts = db, table, facts
        self._searched, self._called = searched, called
        self._codes: dict[str, frozenset[str]] = {}
        typed = {key: one for key, one in facts.items() if not one.kept}
        self._asked = [k for k, one in typed.items() if one.required and one.usual is None]
        self._blanks = {
            key: one.blank if one.usual in (None, ...) else one.usual for key, one in typed.items()
        }

    def clean(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return typed values as they are kept; see ``Facts.clean``."""
        row: dict[str, Any] = {}
        for key, value in values.items():
            one = self._facts[key]
            if one.kept:
                raise KeyError(f"{self._table}.{key} is never typed")
            row[key] = cleaned(
                one.kind,
                value,
                self._called[key],
                required=one.required,
                least=one.least,
                most=one.most,
                codes=self._known(one) if one.codes else None,
            )
        return row

    def new(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of a new record, with its search words."""
        row = self.clean({**dict.fromkeys(self._asked), **values})
        return row | self.words(row)

    def whole(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of a new record with all of its columns, so that many go in at once."""
        missing = {key: None for key in self._asked if key not in values}
        row = self._blanks | self.clean({**missing, **values})
        return row | self.words(row)

    def changed(self, row_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what changes in a row, its search words made anew where a searched fact does."""
        row = self.clean(values)
        if not any(one.key in row for one in self._searched):
            return row
        columns = [one.column for one in self._searched]
        now = self._db.execute(
            f"SELECT {', '.join(columns)} FROM {self._table} WHERE id = ?", [row_id]
        ).fetchone()
        stored = dict(zip(columns, now, strict=True)) if now else {}
        return row | self.words({**stored, **row})

    def _known(self, one: Fact) -> frozenset[str]:
        if one.key not in self._codes:
            self._codes[one.key] = frozenset(code for code, _ in one.options(self._db))
        return self._codes[one.key]

    def words(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the search words and the sort key of a row that holds every searched fact."""
        if not self._searched:
            return {}
        people: list[str] = []
        names: list[str] = []
        numbers: list[str] = []
        for one in self._searched:
            text = str(row.get(one.column) or "")
            if one.words == "number":
                numbers.append(text)
            elif one.words == "person":
                people.append(text)
            else:
                names += [text, *(text.split("-") if one.words == "code" else ())]
        return {
            "pinyin": search.sort_key([*people, *names][0], person=bool(people)),
            "terms": search.terms(*names, people=people, numbers=tuple(numbers)),
        }


def _called(noun: str, name: str) -> str:
    """学员姓名, 课程的教学方式: a fact as a sentence about the noun names it."""
    if name.startswith(noun):
        return name
    return f"{noun}{'的' if len(name) > 2 else ''}{name}"
