"""What a review of a workbook found: where, what stands there, why it is wrong, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.text.plain import visible

# error: to be mended in the workbook; doubt: to be decided; warn: look again; change: an update
Severity: TypeAlias = Literal["error", "doubt", "warn", "change"]
Disposition: TypeAlias = Literal["new", "same", "changed", "doubtful", "error"]

SEVERITIES: dict[Severity, str] = {
    "error": "有错误",
    "doubt": "需确认",
    "warn": "请核对",
    "change": "有变化",
}
DISPOSITIONS: dict[Disposition, str] = {
    "new": "新增",
    "same": "已在库中，无变化",
    "changed": "已在库中，有变化",
    "doubtful": "疑似同一人，需确认",
    "error": "有错误，须改正",
}
LIMIT = 1_000_000  # findings of one review
STEP = 500  # rows from one word of progress to the next
_ORDER: dict[Severity, int] = {"error": 0, "doubt": 1, "warn": 2, "change": 3}


@dataclass(frozen=True)
class Candidate:
    """A record of the file that a doubtful row may be."""

    id: int
    label: str  # enough to tell people of one name apart


@dataclass(frozen=True)
class Choice:
    """One of the things that a cell may mean: how it is offered, and what is typed for it."""

    label: str
    text: str


@dataclass(frozen=True)
class Finding:
    """One thing found. ``row`` counts from 1 as on the screen, 0 for the sheet as a whole.

    ``key`` is the field that is meant; ``choices`` what its cell may mean, ``candidates`` who the row
    may be.
    """

    severity: Severity
    sheet: str
    row: int
    column: str  # the heading as it stands in the workbook
    cell: str  # 'D9', '' where no single cell is meant
    value: str  # as shown in the cell
    text: str  # why, and what to do
    candidates: tuple[Candidate, ...] = ()
    key: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """A row that is no record: a total, a remark, a repeated heading; ``note`` is what is said of it.

    ``heads``: it heads another table, which is not read: that it is not imported is to be said.
    """

    sheet: str
    row: int
    text: str
    note: str = ""
    heads: bool = False

    @property
    def place(self) -> tuple[str, int]:
        """Its sheet and row, as what is left out is told."""
        return self.sheet, self.row


@dataclass(frozen=True)
class Source:
    """The workbook a review was made of; ``digest`` tells whether it has changed since.

    ``content`` are its bytes.
    """

    path: Path
    kind: str
    digest: str
    content: bytes = field(default=b"", repr=False, compare=False)


@dataclass
class Findings:
    """Collects findings while a review is made, and hears whether it is to go on."""

    items: list[Finding] = field(default_factory=list[Finding])
    progress: Progress = field(default_factory=Progress)

    def step(self, done: int, total: int, text: str) -> None:
        """Say how many of the rows are done, every now and then. Raises Cancelled."""
        if done % STEP == 0:
            self.progress.step(done, total, text)

    def add(
        self,
        severity: Severity,
        sheet: str,
        text: str,
        *,
        at: tuple[int, int] | None = None,
        row: int = 0,
        column: str = "",
        value: str = "",
        candidates: Sequence[Candidate] = (),
        key: str = "",
        choices: Sequence[Choice] = (),
    ) -> None:
        """Note a finding at a cell (row and column from 0), at a row (from 1), or on the sheet.

        A value is shown as it would be written: a mark that turns the direction of its line, too,
        would have it read backwards by whoever is to check it.
        Raises UserError where there are more than anybody reads.
        """
        refuse_more(len(self.items))
        cell = reference(*at) if at is not None else ""
        row = at[0] + 1 if at is not None else row
        self.items.append(
            Finding(
                *(severity, sheet, row, column, cell, visible(value), text),
                candidates=tuple(candidates),
                key=key,
                choices=tuple(choices),
            )
        )

    def sorted(self) -> tuple[Finding, ...]:
        """Return the findings, what must be mended first, then by place."""
        return tuple(sorted(self.items, key=lambda f: (_ORDER[f.severity], f.sheet, f.row, f.cell)))


def refuse_more(found: int) -> None:
    """Raises UserError where there are more findings than anybody reads."""
    if found >= LIMIT:
        raise UserError(
            f"核对出的问题超过 {LIMIT // 10_000} 万处，多半是整列内容不对。"
            "请先在表格里改正（或补上身份证号一栏）再导入。没有写入任何数据。"
        )


def reference(row: int, column: int) -> str:
    """Return the name of a cell from its row and column, both from 0: (8, 3) is 'D9'."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"
