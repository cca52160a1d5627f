"""What is said of a table's columns: what is missing, what is not imported, what nobody but a user knows."""

from __future__ import annotations

from collections.abc import Iterator

from app.exchange.engine.findings import Findings, Severity
from app.exchange.engine.parts import Part
from app.exchange.engine.tables import Table

_MOST = 30  # columns that are told one by one
_SEEN = 8  # headings that a sentence names


def note_missing(table: Table, part: Part, findings: Findings, elsewhere: str = "") -> None:
    """Tell why a sheet has no such table: by what was seen, never that nothing was.

    ``elsewhere`` is what else a workbook may hold, where a list has several parts.
    """
    names = "、".join(f"“{part.name(key)}”" for key in part.required)
    lacks = "、".join(f"“{part.name(key)}”" for key in table.missing)
    seen = "、".join(f"“{table.headings[c]}”" for c in sorted(table.columns.values()))
    if table.header_row < 0 or not (table.columns or table.dealt.said):
        wanted = elsewhere or f"表头：应有一行写着{names}等栏目名称"
        text = (
            f"找不到{wanted}。请检查是否选对了文件，或选定哪一行是表头、各列是什么。"
            "没有写入任何数据。"
        )
        findings.add("error", table.sheet.name, text)
        return
    others = [table.headings[c] for c in table.unknown()]
    more = "、".join(f"“{text}”" for text in others[:_SEEN])
    parts = [
        *([f"认出了{seen}"] if seen else []),
        *([f"没有认出{more}{'等' if len(others) > _SEEN else ''}"] if more else []),
    ]
    text = (
        f"第 {table.header_row + 1} 行像是表头：{'，'.join(parts)}；"
        f"缺{lacks}一栏，请选定哪一列是{lacks}。没有写入任何数据。"
    )
    findings.add("error", table.sheet.name, text, row=table.header_row + 1)


def note_columns(table: Table, part: Part, findings: Findings) -> None:
    """Tell of columns that are not imported, and ask (an error) of those that nobody can tell apart."""
    at, sheet = table.header_row, table.sheet.name
    key_of = {column: key for key, column in table.columns.items()}

    def say(severity: Severity, column: int, text: str) -> None:
        heading = table.headings.get(column, "")
        findings.add(severity, sheet, text, at=(max(at, 0), column), column=heading)

    if table.remembered:
        said = "、".join(
            f"“{table.headings[c]}”作“{part.name(key_of.get(c, ''))}”"
            for c in sorted(table.dealt.said)[:_SEEN]
        )
        more = f"等 {len(table.dealt.said)} 列" if len(table.dealt.said) > _SEEN else ""
        text = f"这种表头以前导入过，按那时选定的读入：{said}{more}。不对的请改。"
        findings.add("warn", sheet, text, row=at + 1)
    unknown = table.unknown()
    for column in unknown[:_MOST]:
        say("warn", column, f"没有与“{table.headings[column]}”对应的栏目，这一列不导入。")
    if len(unknown) > _MOST:
        text = f"另有 {len(unknown) - _MOST} 列没有对应的栏目，也不导入。"
        findings.add("warn", sheet, text, row=at + 1)
    for column, key in table.dealt.beaten.items():
        if table.filled(column):
            used = table.headings.get(table.columns[key], "")
            text = f"也像“{part.name(key)}”，已以“{used}”一列为准，这一列不导入。"
            say("warn", column, text)
    for heading in table.repeated:
        findings.add(
            "error",
            sheet,
            f"表头有两个“{heading}”，不知以哪个为准。请选定一列或删去一列；"
            f"左右并排的两栏{part.what}请接成一栏。",
            row=at + 1,
            column=heading,
        )
    for text, column in _questions(table, part):
        say("error", column, text)


def _questions(table: Table, part: Part) -> Iterator[tuple[str, int]]:
    """Yield what is to be asked about columns, and the first of each."""
    rivals: dict[str, list[int]] = {}
    for column, keys in sorted(table.dealt.asked.items()):
        if table.headings.get(column) in table.repeated:
            continue
        one, *others = keys
        if others:
            may = "、".join(f"“{part.name(key)}”" for key in keys)
            yield f"“{table.headings[column]}”可能是{may}，请选定是哪一个。", column
        else:
            rivals.setdefault(one, []).append(column)
    for key, places in rivals.items():
        seen = "、".join(f"“{table.headings[c]}”" for c in places)
        if len(places) == 1:
            yield f"{seen}像“{part.name(key)}”，但拿不准，请选定它是什么。", places[0]
        else:
            yield f"{seen}都像“{part.name(key)}”，不知以哪个为准，请选定一列。", places[0]
