"""Finding the table in a workbook: the sheet with the most of the right headings, below its titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.exchange.engine import dealing, heading_rows
from app.exchange.engine.books import Book, Sheet
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.findings import Findings
from app.exchange.engine.heading_rows import Heading
from app.exchange.engine.headings import Vocabulary, core, usual
from app.exchange.engine.tables import Column, Table

_NOTHING_SAID = Chosen()


def vocabulary(fields: Sequence[Column]) -> Vocabulary:
    """Return what the headings of these fields mean."""
    return Vocabulary({c.key: c.headings for c in fields}, {c.key: c.of for c in fields if c.of})


class Finder:
    """Looks for one sort of table: ``fields`` it may have, ``required`` ones without which it is none.

    ``named`` maps headings (as ``headings.core`` makes them) to the fields that a user said they are, ''
    for none; ``known`` maps shapes of headings to what was said of their columns earlier.
    """

    def __init__(
        self,
        fields: Sequence[Column],
        required: Sequence[str],
        *,
        named: Mapping[str, str] | None = None,
        known: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.fields, self.required = tuple(fields), tuple(required)
        self._named, self._known = dict(named or {}), known or {}
        self._vocabulary = vocabulary(fields)
        self._labels = frozenset(
            core(text) for c in fields if c.key == self.required[0] for text in usual(c.headings)
        )
        self._spreading = frozenset(c.key for c in fields if c.spread)

    def look(self, sheet: Sheet, chosen: Chosen | None = None) -> Table | None:
        """Return the table in a sheet, or None."""
        found = self.guess(sheet, chosen)
        return None if found is None or found.missing else found

    def guess(self, sheet: Sheet, chosen: Chosen | None = None) -> Table | None:
        """Return what looks most like the table, which may miss something; None in an empty sheet."""
        chosen = chosen or _NOTHING_SAID
        if not sheet.rows:
            return None
        if chosen.heading == 0:
            return self._table(sheet, heading_rows.none(sheet), chosen)
        if chosen.heading is not None:
            row = chosen.heading - 1
            return self._whole(sheet, row, chosen) if row in sheet.rows else None
        singles = (
            (row, self._single(sheet, row, chosen)) for row in heading_rows.candidates(sheet)
        )
        row, best = max(singles, key=lambda one: (merit(one[1]), -one[0]))
        if not best.missing:
            return self._whole(sheet, row, chosen)
        again = self._of_known_shape(sheet, chosen) or self._further_down(sheet, chosen)
        if again is not None:
            return again
        if not best.columns:
            return self._table(sheet, heading_rows.none(sheet), chosen)
        return self._whole(sheet, row, chosen)

    def name(self, key: str) -> str:
        """Return what a field is called."""
        return next(c.name for c in self.fields if c.key == key)

    def _single(self, sheet: Sheet, row: int, chosen: Chosen) -> Table:
        return self._table(sheet, heading_rows.read(sheet, row, row, self._vocabulary), chosen)

    def _whole(self, sheet: Sheet, row: int, chosen: Chosen) -> Table:
        head = heading_rows.at(sheet, row, self._vocabulary, self.required[0])
        return self._table(sheet, head, chosen)

    def _of_known_shape(self, sheet: Sheet, chosen: Chosen) -> Table | None:
        for row in heading_rows.candidates(sheet) if self._known else ():
            found = self._whole(sheet, row, chosen)
            if found.remembered and not found.missing:
                return found
        return None

    def _further_down(self, sheet: Sheet, chosen: Chosen) -> Table | None:
        """Return the table whose heading is below where headings are: found by what must be there alone."""
        for row in heading_rows.further(sheet, self._labels):
            found = self._whole(sheet, row, chosen)
            if not found.missing:
                return found
        return None

    def _table(self, sheet: Sheet, head: Heading, chosen: Chosen) -> Table:
        said: dict[int, str] = {}
        before = self._known.get(dealing.shape(head.written)) if self._known else None
        if before is not None:
            labels = dealing.names(head.written)
            said |= {c: before[label] for c, label in labels.items() if label in before}
        if self._named:
            plain = {c: core(text) for c, text in head.written.items()}
            shown = {c: core(text) for c, text in head.shown.items()}
            for texts in (shown, plain):
                said |= {c: self._named[t] for c, t in texts.items() if t in self._named}
        said |= chosen.columns
        dealt = heading_rows.dealt(head, said, self.required)
        return Table(
            sheet,
            head,
            dealt,
            self._spreading,
            tuple(key for key in self.required if key not in dealt.fields),
            before is not None and bool(dealt.said) and not chosen.columns,
        )


def merit(table: Table) -> tuple[int, int]:
    """How much a row looks like the heading: what must be there, then how much of it is known."""
    return -len(table.missing), len(table.columns)


def best(tables: Sequence[Table]) -> Table:
    """Return the table with the most known headings, the first of several such."""
    return max(tables, key=lambda table: len(table.columns))


def find(
    book: Book,
    finder: Finder,
    findings: Findings,
    *,
    sheet: str | None = None,
    chosen: Mapping[str, Chosen] | None = None,
    what: str = "名册",
) -> Table:
    """Return the table of the named sheet, or of the visible sheet that has the most right headings.

    Where there is none it is what looks most like one, with its ``missing``. Further sheets that also
    have one (hidden ones, too) and rows that are hidden are told as warnings.
    """
    chosen = chosen or {}
    if sheet is not None:
        only = book.sheet(sheet)
        found = finder.guess(only, chosen.get(sheet)) or nothing(only, finder)
        note_hidden(found, findings)
        return found
    seen = [t for s in book.sheets if s.visible and (t := finder.guess(s, chosen.get(s.name)))]
    tables = [t for t in seen if not t.missing]
    found = (
        best(tables) if tables else max(seen, key=merit, default=nothing(book.sheets[0], finder))
    )
    for other in tables:
        if other is not found:
            text = f"这张工作表也像{what}，这次没有读；如需导入，请选定它再读一次。"
            findings.add("warn", other.sheet.name, text)
    also = "也" if tables else ""
    for one in book.sheets:
        if not one.visible and finder.look(one, chosen.get(one.name)):
            text = f"这张隐藏的工作表{also}像{what}，没有读；如需导入，请选定它再读一次。"
            findings.add("warn", one.name, text)
    note_hidden(found, findings)
    return found


def nothing(sheet: Sheet, finder: Finder) -> Table:
    """Return an empty sheet as a table that misses everything."""
    found = finder.guess(_empty(sheet))
    assert found is not None
    return found


def _empty(sheet: Sheet) -> Sheet:
    """Return an empty sheet as one that has an empty row, in which nothing is found."""
    return replace(sheet, rows={0: ("",)})


def note_hidden(table: Table, findings: Findings) -> None:
    """Tell of rows and columns that are hidden: they are read, for nobody may be lost."""
    sheet = table.sheet
    rows = [r + 1 for r in sorted(sheet.hidden) if r > table.header_row and r in sheet.rows]
    if rows:
        places = "、".join(str(r) for r in rows[:10]) + ("等" if len(rows) > 10 else "")
        findings.add(
            "warn",
            sheet.name,
            f"有 {len(rows)} 行是隐藏的（第 {places} 行），也一并读入；不要的请删去后再读。",
            row=rows[0],
        )
    known = [k for k, c in table.columns.items() if c in sheet.hidden_columns]
    if known:
        names = "、".join(f"“{table.heading(key)}”" for key in known)
        text = f"{names}这几列是隐藏的，也一并读入；不要的请删去后再读。"
        findings.add("warn", sheet.name, text, row=table.header_row + 1)
