"""Columns of tables as data: what is shown, how wide, and in what form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from app.rules.advice import amount_text
from app.text.chinese import hours as hours_text
from app.text.chinese import percent as percent_text
from ui import theme
from ui.kit.status_chip import CERTIFICATE_STATUS, CLASS_STATUS, ENROLMENT_STATUS

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Cell:
    """What a cell shows; ``colour`` "" is the text's own; ``tip`` is read by a screen reader too.

    In a grid to type in, ``ground`` colours the cell and ``sign`` stands at its end in ``ink``, so that
    nothing is told by colour alone.
    """

    text: str
    colour: str = ""
    bold: bool = False
    tip: str = ""
    ground: str = ""
    sign: str = ""
    ink: str = ""


Format = Callable[[object], Cell]


def text(value: object) -> Cell:
    """A value as it is; nothing for None."""
    return Cell("" if value is None else str(value))


def quiet(value: object) -> Cell:
    """A value of second rank."""
    return replace(text(value), colour=theme.QUIET)


def archived(row: dict[str, object], name: str) -> str:
    """A row's name, which says that it is archived: in front, where a narrow column leaves it."""
    return f"（归档）{name}" if row.get("archived") else name


def number(value: object) -> Cell:
    """A count with separators; a dash for None."""
    return Cell("—", theme.QUIET) if value is None else Cell(f"{value:,}")


def hours(value: object) -> Cell:
    """Quarter-hours as 学时: 16 is 4."""
    return Cell(hours_text(value)) if isinstance(value, int) else Cell("—", theme.QUIET)


def share(value: object) -> Cell:
    """``"part/total/verdict/minimum/base"`` as a percentage in the colour of its verdict, and after one / more
    the figure of the other base, for the tip.

    A dash where no rule binds. Amounts are quarter-hours, or courses where the base is ``courses``.
    """
    if not isinstance(value, str):
        return Cell("—", theme.QUIET, tip="不适用")
    part, total, verdict, minimum, base, *other = value.split("/", 5)
    if verdict == "unassessed":
        return Cell("未评定", theme.QUIET)
    below, above = verdict == "below", verdict == "above"
    shown = percent_text(int(part), int(total), int(minimum))
    amounts = " / ".join(amount_text(int(n), base) for n in (part, total))
    told = f"；另{other[0]}" if other else ""
    if above:
        return Cell(f"▴ {shown}", theme.VERDICT[verdict], True, f"超过上限：{amounts}{told}")
    tip = f"{'不足' if below else '达标'}：{amounts}，应 ≥ {minimum}%{told}"
    return Cell(("▾ " if below else "") + shown, theme.VERDICT[verdict], below, tip)


def birth(value: object) -> Cell:
    """A birth date, which may stop at the month, as 1978.05."""
    return Cell(str(value)[:7].replace("-", "."), tip=str(value)) if value else Cell("")


def moment(value: object) -> Cell:
    """A local time without its seconds."""
    return Cell(str(value)[:16] if value else "")


def _status(names: dict[str, tuple[str, str]]) -> Format:
    def shown(value: object) -> Cell:
        name, tone = names.get(str(value), (str(value or ""), "quiet"))
        return Cell(name, theme.TONES[tone][0])

    return shown


class_status = _status(CLASS_STATUS)
certificate_status = _status(CERTIFICATE_STATUS)
enrolment_status = _status(ENROLMENT_STATUS)


@dataclass(frozen=True)
class Column:
    """``key`` names the listing's column; ``sort_key`` the one to sort by where it is another.

    ``width`` in px of the 100 % design; the one column with ``stretch`` takes what is left, and
    ``width`` is then its least. ``value`` makes the value from the whole row where one is not enough.
    """

    key: str
    title: str
    width: int = 100
    align: Align = "left"
    format: Format = text
    bold: bool = False
    stretch: bool = False
    sort_key: str = ""
    value: Callable[[dict[str, object]], object] | None = None
    tip: str = ""

    def cell(self, row: dict[str, object]) -> Cell:
        """Return what the column shows of a row."""
        value = self.value(row) if self.value is not None else row.get(self.key)
        made = self.format(value)
        return replace(made, bold=True) if self.bold and not made.bold else made
