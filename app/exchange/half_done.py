"""Reviews that are half done: kept with the workbook's bytes, found again, taken up on the same file or its next.

What is kept is what somebody has said to the review; the review itself is made anew of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.classes import classes
from app.exchange import kind as kind_of
from app.exchange.engine.asked import Asked, asked_of
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.findings import Source
from app.exchange.engine.heading_rows import Heading
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.reading import Reading, ReadLine
from app.file.session import Aside, Session
from app.ground.jobs import Progress
from app.ground.log import log
from app.school import unfinished

KIND = "review"
CLASS_GONE = "班次已经结业、归档或删除，不能再编入，请在「同时编入」里重新选。"


@dataclass(frozen=True)
class HalfDone:
    """A review left half done: of which list and workbook, and what was said to it.

    ``target``: the class that it may go into, None for none. ``at`` is '2026-11-29 16:20:05'.
    """

    key: str
    list: str
    path: Path
    digest: str
    asked: Asked
    target: int | None
    at: str

    def has_changed(self) -> bool:
        """Whether another workbook lies at the path by now; one that is gone has not changed."""
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest() != self.digest
        except OSError:
            return False

    def words(self) -> str:
        """Return how far it is: 已改正 3 处、不导入 1 行、答复 2 处."""
        return words(self.asked)


def words(asked: Asked) -> str:
    """Return what was said to a review, in counts; "" where nothing was."""
    done = (
        (f"改正 {len(asked.cells)} 处", asked.cells),
        (f"不导入 {len(asked.left_out)} 行", asked.left_out),
        (f"确认 {len(asked.decisions)} 处", asked.decisions),
        (f"整列指定 {len(asked.usual)} 栏", asked.usual),
        ("指定各列是什么", asked.columns),
    )
    parts = [text for text, some in done if some]
    return f"已{'、'.join(parts)}" if parts else ""


def is_begun(asked: Asked) -> bool:
    """Whether anything has been said to a review."""
    return asked != Asked(asked.class_code, asked.sheet)


def key_of(kind: str, source: Source, class_code: str) -> str:
    """Return the key of a review: the list, the class it must go into, the workbook."""
    return f"{kind}/{class_code}/{source.digest}"


def keep(kind: str, source: Source, asked: Asked, target: int | None, *, whole: bool) -> Aside:
    """Keep a review as it is now, for ``Session.aside``; ``whole``: the workbook's bytes as well."""
    content = {
        "list": kind,
        "path": str(source.path),
        "digest": source.digest,
        "asked": asked.text(),
        "target": target,
    }
    attached = source.content if whole else None
    key = key_of(kind, source, asked.class_code)
    return unfinished.keep(KIND, key, json.dumps(content), attached)


def discard(key: str) -> Aside:
    """Give a half-done review up, for ``Session.aside``."""
    return unfinished.discard(KIND, key)


def all(db: Database, user_name: str) -> list[HalfDone]:
    """Return the half-done reviews of a user, the latest first."""
    found = (read(one) for one in unfinished.all(db, user_name, KIND))
    return [one for one in found if one is not None]


def get(db: Database, user_name: str, key: str) -> HalfDone | None:
    """Return one half-done review of a user, None where there is none (any more)."""
    found = unfinished.get(db, user_name, KIND, key)
    return read(found) if found is not None else None


def place(db: Database, one: HalfDone) -> dict[str, object]:
    """Return where one goes on: the arguments of the page of imports.

    Raises UserError where the class that it must go into is gone.
    """
    code = one.asked.class_code
    into = {"class_id": classes.by_code(db, code).id} if code else {}
    return {"kind": one.list, "resume": one.key, **into}


def content(db: Database, user_name: str, key: str) -> bytes:
    """Return the bytes of the workbook that a half-done review is of."""
    return unfinished.attachment(db, user_name, KIND, key)


def read(one: unfinished.Unfinished) -> HalfDone | None:
    """Return a review as it was kept; None where another version, or a fault, has written it otherwise."""
    try:
        saved: dict[str, Any] = json.loads(one.content)
        return HalfDone(
            one.key,
            kind_of(saved["list"]).key,
            Path(saved["path"]),
            saved["digest"],
            asked_of(saved["asked"]),
            saved["target"],
            one.at,
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration):
        log.warning("half-done review %s cannot be read", one.key)
        return None


def carried(asked: Asked, before: Review, now: Review) -> Asked:
    """Return what was said to a review, as far as it holds for another version of its workbook.

    A row is the same where it has the same name; a cell was mended where the same stands there still.
    """
    old, new = ({line.place: line for line in review.lines} for review in (before, now))

    def same(sheet: str, row: int) -> bool:
        return _same((sheet, row), old, new)

    cells = {
        (sheet, row, key): text
        for (sheet, row, key), text in asked.cells.items()
        if same(sheet, row) and old[sheet, row].original(key) == new[sheet, row].original(key)
    }
    only = next(iter({line.entry.sheet for line in now.lines}), "")
    decisions = {
        where: answer
        for where, answer in asked.decisions.items()
        if same(*((only, where) if isinstance(where, int) else where))
    }
    left_out = frozenset(place for place in asked.left_out if same(*place))
    return replace(asked, cells=cells, decisions=decisions, left_out=left_out)


def _same(
    place: tuple[str, int],
    old: Mapping[tuple[str, int], ReadLine],
    new: Mapping[tuple[str, int], ReadLine],
) -> bool:
    if place not in old or place not in new:
        return False
    one, other = old[place], new[place]
    return one.original(one.part.label) == other.original(other.part.label)


@dataclass(frozen=True)
class TakenUp:
    """A workbook read and judged, with what had been said to it: ``resumed`` from a half-done review, of
    which the class is ``target``; ``lost``: how much of it does not hold for this version. ``changed``:
    another version lies at the path by now.
    """

    reading: Reading
    review: Review
    resumed: bool = False
    target: int | None = None
    lost: int = 0
    changed: bool = False

    def words(self, *, class_there: bool) -> str:
        """Say that it goes on where it was left; ``class_there``: the class can still be chosen."""
        text = f"接着上次的核对：{words(self.review.asked)}。要从头核对，点「撤回上一步」。"
        if self.changed:
            text += (
                "这份工作簿后来又改过，这里仍是当时的内容；要用新的，点「重新读取」，改正会带过去。"
            )
        if not class_there:
            text += f"当时选的{CLASS_GONE}"
        return text


def take_up(
    session: Session,
    importer: Importer,
    kind: str,
    path: Path,
    class_code: str,
    *,
    kept: bytes | None = None,
    held: Review | None = None,
    progress: Progress | None = None,
) -> TakenUp:
    """Read a workbook, or what was ``kept`` of it, and judge it with what was said to it before.

    ``held``: the review on the screen, which goes over to the file as it is now. Raises UserError where it
    is no workbook or has no heading, Cancelled.
    """
    reading = importer.read(path, kept, progress)
    source = Source(path, reading.book.kind, reading.book.digest)
    if held is not None and held.source.digest == source.digest:
        return TakenUp(reading, session.read(importer.judged, reading, held.asked, progress))
    known = session.read(get, session.user_name, key_of(kind, source, class_code))
    if known is not None:
        review = session.read(importer.judged, reading, known.asked, progress)
        return TakenUp(reading, review, True, known.target, changed=known.has_changed())
    if held is None:
        review = session.read(importer.judged, reading, Asked(class_code), progress)
        return TakenUp(reading, review)
    fresh = session.read(importer.judged, reading, held.asked.of_table(), progress)
    columns = _columns(held, fresh)
    if columns != held.asked.columns:
        of_table = replace(held.asked.of_table(), columns=columns)
        fresh = session.read(importer.judged, reading, of_table, progress)
    asked = carried(replace(held.asked, columns=columns), held, fresh)
    lost = _many(held.asked) - _many(asked)
    return TakenUp(reading, session.read(importer.judged, reading, asked, progress), lost=lost)


def _columns(before: Review, now: Review) -> dict[str, Chosen]:
    """What was said of columns, which are known by their place: of sheets headed as they were."""
    old, new = (
        {table.sheet.name: table.head for _, table in review.tables} for review in (before, now)
    )
    return {
        sheet: chosen
        for sheet, chosen in before.asked.columns.items()
        if sheet in old and sheet in new and _alike(old[sheet], new[sheet])
    }


def _alike(one: Heading, other: Heading) -> bool:
    return (one.row, one.written) == (other.row, other.written)


def _many(asked: Asked) -> int:
    said = sum(max(1, len(one.columns)) for one in asked.columns.values())
    return len(asked.cells) + len(asked.left_out) + len(asked.decisions) + said
