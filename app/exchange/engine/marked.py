"""A copy of the user's own workbook in which every finding is coloured and explained in place."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
from collections.abc import Generator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import IO

from app.exchange.engine import books
from app.exchange.engine.findings import Source
from app.exchange.engine.importer import Review
from app.ground import apart, temporary
from app.ground.errors import UserError
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.ground.limits import Limits
from app.ground.log import log

LIMITS = Limits(computing=60, lasting=120.0, written=1 << 30)
VALUES = Limits(computing=180, lasting=360.0, silence=120.0, written=1 << 30)
_CHUNK = 1 << 20


def save_marked_copy(review: Review, target: Path, progress: Progress | None = None) -> bool:
    """Write a copy of the reviewed workbook with its findings; True where the layout is kept.

    False: the source was .xls or .ods, or large, or its styles could not be read; the copy is a new
    .xlsx with the values only. Raises UserError where the source has changed since the review or would
    be overwritten, StoreError where the target cannot be written, Cancelled.
    """
    source, progress = review.source.path, progress or Progress()
    if os.path.realpath(target) == os.path.realpath(source):
        raise UserError("请为标注后的副本另起一个名字，以免覆盖原文件。原文件没有改动。")
    if review.source.kind == "xlsx":
        try:
            _make(review, target, True, progress)
            return True
        except (apart.Died, _TooOdd) as error:
            log.info("layout of a workbook not kept: %s", type(error).__name__)
    try:
        _make(review, target, False, progress)
    except apart.Died as error:
        raise UserError(
            f"「{source.name}」内容过大，不能保存标注后的副本。原文件没有改动，核对结果仍在。"
        ) from error
    return False


class _TooOdd(Exception):
    """The layout cannot be kept."""


def _make(review: Review, target: Path, layout: bool, progress: Progress) -> None:
    limits = LIMITS if layout else VALUES
    with (
        _asked(review, layout) as asked,
        replacing(target) as part,
        part.open("wb") as file,
        closing(apart.answers("app.exchange.engine.marking", asked, limits, progress)) as answers,
    ):
        for answer in answers:
            if answer.get("error") == "disk":
                raise temporary.full(OSError(answer["number"], ""))
            if "error" in answer:
                raise _TooOdd
            if "step" in answer:
                done, total = answer["step"]
                progress.step(done, total, "正在写标注后的副本")
            else:
                file.write(base64.b64decode(answer["part"]))


@contextmanager
def _asked(review: Review, layout: bool) -> Generator[IO[bytes]]:
    """Give the open file that says what is to be marked, and the workbook behind it.

    Raises UserError where it has changed since the review.
    """
    found = [
        [f.severity, f.sheet, f.row, f.column, f.cell, f.value, f.text] for f in review.findings
    ]
    digest = hashlib.sha256()
    with _opened(review.source) as source, temporary.file() as asked:
        try:
            asked.write(json.dumps({"layout": layout, "findings": found}).encode("ascii") + b"\n")
            while chunk := _next(source, review.source.path):
                digest.update(chunk)
                asked.write(chunk)
            asked.flush()
        except OSError as error:
            raise temporary.full(error) from error
        if digest.hexdigest() != review.source.digest:
            raise UserError(
                f"「{review.source.path.name}」在核对之后又改过，请重新读取。没有写入任何文件。"
            )
        asked.seek(0)
        yield asked


def _opened(source: Source) -> AbstractContextManager[IO[bytes]]:
    """Open the workbook, or what was kept of one that is gone. Raises UserError."""
    if source.content and not source.path.exists():
        return io.BytesIO(source.content)
    return books.opened(source.path)


def _next(source: IO[bytes], path: Path) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise books.unreadable(path) from error
