"""What somebody has mended, left out and answered in a review, in words for the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.exchange.engine.importer import Review
    from app.exchange.engine.reading import ReadLine

NAMED = 30  # rows named of those mended alike
LONGEST = 20_000  # characters of all words


def short(review: Review) -> list[str]:
    """Return what stands in the name of the operation: 改正 3 处, 略去 1 行."""
    mended, left = len(_mended(review)), review.left_out
    return [
        *([f"改正 {mended} 处"] if mended else []),
        *([f"略去 {left} 行"] if left else []),
        *(["略去下面另一张表"] if review.tables_left_out else []),
    ]


def words(review: Review) -> str:
    """Return everything that was done to the rows, a thing a line; "" where nothing was."""
    lines = [*_usual(review), *_corrections(review), *_left_out(review), *_answers(review)]
    text = ""
    for place, line in enumerate(lines):
        if len(text) + len(line) > LONGEST:
            return f"{text}\n等，共 {len(lines)} 项，其余 {len(lines) - place} 项略。"
        text += f"\n{line}" if text else line
    return text


def _usual(review: Review) -> Iterator[str]:
    """What was said once of a whole column."""
    for key, text in review.asked.usual.items():
        parts = [part for part, _ in review.tables]
        name = next((c.name for part in parts for c in part.columns if c.key == key), key)
        yield f"空着的{name}都按“{text}”"


def _mended(review: Review) -> list[tuple[ReadLine, str, str]]:
    """The cells that were typed anew in rows that are imported: line, field, text."""
    by_place = {line.place: line for line in review.lines}
    return [
        (by_place[sheet, row], key, text)
        for (sheet, row, key), text in review.asked.cells.items()
        if (sheet, row) in by_place and (sheet, row) not in review.asked.left_out
    ]


def _corrections(review: Review) -> Iterator[str]:
    alike: dict[tuple[str, str, str], list[ReadLine]] = {}
    for line, key, text in _mended(review):
        alike.setdefault((line.called(key), line.original(key), text), []).append(line)
    for (name, before, after), lines in alike.items():
        was = f"“{before}”" if before else "空"
        now = f"改为“{after}”" if after else "清空"
        many = f"（{len(lines)} 处）" if len(lines) > 1 else ""
        yield f"{name}由{was}{now}{many}：{_rows(review, lines)}"


def _left_out(review: Review) -> Iterator[str]:
    lines = [line for line in review.lines if line.place in review.asked.left_out]
    if lines:
        yield f"略去 {len(lines)} 行：{_rows(review, lines)}"
    for one in review.tables_left_out:
        yield f"略去「{one.sheet}」第 {one.row} 行起的另一张表：{one.text}"


def _answers(review: Review) -> Iterator[str]:
    same: list[ReadLine] = []
    other: list[ReadLine] = []
    for line in review.lines if review.asked.decisions else ():
        answer = review.asked.decision(*line.place)
        if answer is not None and line.place not in review.asked.left_out:
            (other if answer == "other" else same).append(line)
    for lines, text in ((same, "确认与已有的是同一个"), (other, "确认与已有的不是同一个")):
        if lines:
            yield f"{text}：{_rows(review, lines)}"


def _rows(review: Review, lines: Sequence[ReadLine]) -> str:
    several = len({line.entry.sheet for line in review.lines}) > 1
    named = [
        f"{f'「{line.entry.sheet}」' if several else ''}第 {line.entry.row} 行 {line.name}".rstrip()
        for line in lines[:NAMED]
    ]
    return "、".join(named) + (f"等 {len(lines)} 行" if len(lines) > NAMED else "")
