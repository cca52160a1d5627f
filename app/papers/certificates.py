"""结业证书 (documents.md row 8): one landscape A4 page a certificate, printed from the ledger."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.certificates import sealing
from app.ground.errors import UserError
from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine import fonts
from app.papers.engine.canvas import A4, INK, MM, Canvas, Style, landscape
from app.papers.engine.linebreak import Line, Paragraph, hang, measure
from app.papers.engine.qr_code import stencil
from app.school import school
from app.text import chinese

RED = (0.63, 0.08, 0.09)
GOLD = (0.72, 0.60, 0.30)
GROUND = (1.0, 0.995, 0.972)
FAINT = (0.36, 0.34, 0.31)

PAGE = landscape(A4)
_WIDTH, _HEIGHT = PAGE
_LEFT = 39 * MM
_PHOTO = (35 * MM, 49 * MM)
"""A two-inch photograph, 35 by 49 mm. app/certificates/seeing.py knows where it and the code stand."""
_PHOTO_BOTTOM = _HEIGHT - 124 * MM
_TEXT_LEFT = _LEFT + _PHOTO[0] + 13 * MM
_TEXT_WIDTH = _WIDTH - 40 * MM - _TEXT_LEFT
_TEXT_TOP = _HEIGHT - 73 * MM
_TEXT_HEIGHT = 66 * MM
_SEAL = _WIDTH - 95 * MM
_SCHOOL_WIDTH = 112 * MM
_CODE = 24 * MM
_CODE_BOTTOM = 32 * MM
_NOTES = _LEFT + _CODE + 4.5 * MM
_NOTE_LINES = (17.5 * MM, 10.2 * MM, 2.9 * MM)

_FACE = "kai"
_GOOD = tuple(
    Style(_FACE, size, 37, INK, "justify", indent=2) for size in (20, 20.5, 19.5, 21, 19, 18.5)
)
"""Styles of the wording, the favourite first; the one that sets evenest is taken."""
_SMALL = tuple(
    Style(_FACE, size, leading, INK, "justify", indent=2)
    for size, leading in ((18.5, 33), (18, 30), (17, 27), (16, 24), (14, 20), (12, 17))
)
"""For wordings too long for those."""
_TITLE = Style("song-bold", 46, 46, RED, "centre", spacing=0.62)
_SCHOOL = Style("song-bold", 17, 25, INK, "centre", spacing=0.06)
_DATE = Style("song-bold", 14.5, 20, INK, "centre", spacing=0.06)
_NOTE = Style("kai", 11, 16, FAINT)
_NOTE_OF_CODE = {
    True: "扫码见所签内容，可用本校公钥离线核验",
    False: "扫码见证书内容，真伪只能由学校核对",
}
"""By whether the certificate is signed; app/certificates/checking.py knows what is printed."""
_NOTE_ALONE = "真伪可凭编号和验证码向本校核对"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One row of the ledger, as it is printed. Dates are ISO text, `photo` is JPEG bytes."""

    number: str
    name: str
    class_name: str
    start_date: str
    end_date: str
    wording: str
    school_name: str
    issue_date: str
    verification_code: str
    quarter_hours: int
    signature: str | None = None
    key_fingerprint: str | None = None
    void_date: str | None = None
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Certificates:
    """A batch in the order of its numbers; ``code`` says whether the QR code is printed."""

    title: str
    items: tuple[Certificate, ...]
    code: bool = True


def gather(db: Database, class_id: int, *, numbers: Sequence[str] = ()) -> Certificates:
    """Read the valid certificates of a class, or just those of these numbers, voided or not.

    Raises UserError when there is none to print, or a number is none of the class's.
    """
    _refuse_brought_in(db, class_id)
    which = f"c.number IN ({','.join('?' * len(numbers))})" if numbers else "c.status = 'issued'"
    rows = db.query(
        "SELECT c.number, c.student_name AS name, c.class_name, c.start_date, c.end_date,"
        " c.wording, c.school_name, c.issue_date, c.verification_code, c.quarter_hours,"
        " c.signature, c.key_fingerprint, c.void_date, p.jpeg AS photo"
        " FROM certificate c LEFT JOIN photo p ON p.id = c.photo_id"
        f" WHERE c.class_id = ? AND {which} ORDER BY c.series, c.serial",
        [class_id, *numbers],
    )
    items = tuple(Certificate(**row) for row in rows)
    missing = set(numbers) - {item.number for item in items}
    if missing:
        names = "、".join(sorted(missing))
        raise UserError(f"这个班没有编号为「{names}」的证书。没有生成文件。")
    if not items:
        raise UserError("还没有可打印的证书。请先在“证书”页签发，再打印。")
    title = f"{items[0].class_name}结业证书"
    return Certificates(title, items, bool(school.get(db).certificate_code))


def _refuse_brought_in(db: Database, class_id: int) -> None:
    row = db.execute("SELECT name, brought_in FROM class WHERE id = ?", [class_id]).fetchone()
    if row is not None and row[1]:
        raise UserError(
            f"「{row[0]}」是补录的班次，证书不是本程序签发的，不能打印；请查原来的证书。没有生成文件。"
        )


def code_text(item: Certificate) -> str:
    """Text of the QR code. Where the certificate is signed it proves itself, without a network."""
    dates = item.start_date, item.end_date
    if item.signature is None or item.key_fingerprint is None:
        return sealing.unsigned_text(
            item.number, item.name, item.class_name, *dates, item.verification_code
        )
    statement = sealing.Statement(
        number=item.number,
        student_name=item.name,
        class_name=item.class_name,
        start_date=item.start_date,
        end_date=item.end_date,
        quarter_hours=item.quarter_hours,
        school_name=item.school_name,
        issue_date=item.issue_date,
    )
    return sealing.code_text(statement, item.key_fingerprint, item.signature)


def write(data: Certificates, path: str | Path, progress: Progress | None = None) -> int:
    """Write the PDF and return the number of pages.

    Raises UserError naming whoever has a character that no font has, or a spoilt photograph,
    before the file is touched; Cancelled when stopped, leaving nothing; StoreError from the disk.
    """
    progress = progress or Progress()
    for item in data.items:
        fonts.require([(f"{item.name}（{item.number}）", item.name + item.wording)], "kai")
        fonts.require([("", item.school_name + item.class_name)], "song")
    total = len(data.items)
    style = _style(data.items)
    with fonts.printing(), replacing(path) as temporary:
        canvas = Canvas(temporary, (_WIDTH, _HEIGHT), data.title)
        for done, item in enumerate(data.items):
            if done % 10 == 0:
                progress.step(done, total, f"正在生成第 {done + 1} 张证书，共 {total} 张")
            _page(canvas, item, style, data.code)
            canvas.turn()
        progress.step(total, total, "正在写入文件")
        canvas.save()
    return total


def _style(items: Sequence[Certificate]) -> Style:
    """Choose one type size for a batch: of the good ones, that with the evenest lines.

    Judged by up to forty certificates spread over the batch, so that all look alike.
    """
    sample = [Paragraph(item.wording, _FACE) for item in items[:: len(items) // 40 + 1]]
    usual = [paragraph for paragraph in sample if _fits(_set(paragraph, _GOOD[0]), _GOOD[0])]
    if not usual:
        return max((_fitting(paragraph) for paragraph in sample), key=lambda style: style.size)
    best, least = _GOOD[0], math.inf
    for style in _GOOD:
        batch = [_set(paragraph, style) for paragraph in usual]
        loose = sum(_looseness(lines, style) for lines in batch)
        if loose < least - 1e-9 and all(_fits(lines, style) for lines in batch):
            best, least = style, loose
    return best


def _set(paragraph: Paragraph, style: Style) -> list[Line]:
    return paragraph.even(_TEXT_WIDTH / style.size, style.indent)


def _fits(lines: Sequence[Line], style: Style) -> bool:
    return len(lines) * style.leading <= _TEXT_HEIGHT


def _fitting(paragraph: Paragraph) -> Style:
    """Return the largest style in which the wording leaves the seal its place."""
    for style in (*_GOOD[:1], *_SMALL):
        if _fits(_set(paragraph, style), style):
            return style
    return _SMALL[-1]


def _looseness(lines: Sequence[Line], style: Style) -> float:
    """Sum of the squares of the space that justifying puts between characters, in em."""
    room = _TEXT_WIDTH / style.size
    gaps = (
        (room - (0 if number else style.indent) - line.width + hang(line.text, _FACE))
        / max(len(line.text) - 1, 1)
        for number, line in enumerate(lines)
        if not line.last
    )
    return sum(gap * gap for gap in gaps)


def _school(canvas: Canvas, item: Certificate) -> None:
    """Draw the school and the day, centred on each other where the seal will be put."""
    lines = [item.school_name]
    size = _school_size(lines)
    if size < 15:
        cut = item.school_name.find("（")
        cut = cut if cut > 0 else (len(item.school_name) + 1) // 2
        lines = [item.school_name[:cut], item.school_name[cut:]]
        size = _school_size(lines)
    for number, line in enumerate(lines, 1):  # from the top, as whoever copies the text reads it
        y = 48.5 * MM + (len(lines) - number) * 1.5 * size
        canvas.text(_SEAL, y, line, _SCHOOL.but(size=size))
    canvas.text(_SEAL, 38 * MM, chinese.formal_day(item.issue_date), _DATE)


def _school_size(lines: Sequence[str]) -> float:
    """Type size at which all lines of the school's name have room beside the notes."""
    widest = max(measure(line, _SCHOOL.face) + _SCHOOL.spacing * len(line) for line in lines)
    return min(_SCHOOL.size, _SCHOOL_WIDTH / max(widest, 1))


def _frame(canvas: Canvas) -> None:
    """Draw ground, border, title and its line."""
    canvas.box(0, 0, _WIDTH, _HEIGHT, 0, GROUND, GROUND)
    for inset, weight, colour in ((9.5, 2.6, RED), (12, 0.6, GOLD), (14.6, 0.6, GOLD)):
        edge = inset * MM
        canvas.box(edge, edge, _WIDTH - 2 * edge, _HEIGHT - 2 * edge, weight, colour)
    for flip_x in (False, True):
        for flip_y in (False, True):
            _corner(canvas, flip_x, flip_y)
    canvas.text(_WIDTH / 2, _HEIGHT - 48 * MM, "结业证书", _TITLE)
    half, y = 58 * MM, _HEIGHT - 58 * MM
    canvas.rule(_WIDTH / 2 - half, y, _WIDTH / 2 + half, y, 0.6, GOLD)


def _corner(canvas: Canvas, flip_x: bool, flip_y: bool) -> None:
    """Draw two interlocked squares of plain strokes inside a corner of the inner line."""
    edge, step = 14.6 * MM, 3.9 * MM
    pdf = canvas.pdf
    pdf.saveState()
    pdf.translate(_WIDTH if flip_x else 0, _HEIGHT if flip_y else 0)
    pdf.scale(-1 if flip_x else 1, -1 if flip_y else 1)
    pdf.setLineWidth(1.1)
    pdf.setStrokeColorRGB(*RED)
    pdf.setLineJoin(0)
    pdf.setLineCap(2)
    strokes = pdf.beginPath()
    for points in (
        ((0, 3), (1, 3), (1, 1), (3, 1), (3, 0)),
        ((0, 2), (2, 2), (2, 0)),
    ):
        strokes.moveTo(edge + points[0][0] * step, edge + points[0][1] * step)
        for x, y in points[1:]:
            strokes.lineTo(edge + x * step, edge + y * step)
    pdf.drawPath(strokes)
    pdf.restoreState()


def _page(canvas: Canvas, item: Certificate, style: Style, with_code: bool) -> None:
    left = _NOTES if with_code else _LEFT
    note = _NOTE_OF_CODE[item.signature is not None] if with_code else _NOTE_ALONE
    alike = (item.school_name, item.issue_date, item.void_date, item.photo is None, note)
    canvas.once(repr(alike), lambda: _shared(canvas, item, left, note))
    paragraph = Paragraph(item.wording, _FACE)
    lines = _set(paragraph, style)
    if not _fits(lines, style):
        style = _fitting(paragraph)
        lines = _set(paragraph, style)
    canvas.lines(_TEXT_LEFT, _TEXT_TOP, _TEXT_WIDTH, lines, style)
    if item.photo is not None:
        _photograph(canvas, item, item.photo)
    if with_code:
        canvas.pdf.addLiteral(_code(item))
    number, code, _ = (_CODE_BOTTOM + line for line in _NOTE_LINES)
    canvas.text(left + 5 * _NOTE.size, number, item.number, _NOTE)
    canvas.text(left + 4 * _NOTE.size, code, item.verification_code, _NOTE)


def _code(item: Certificate) -> str:
    try:
        return stencil(code_text(item), _LEFT, _CODE_BOTTOM, _CODE, INK)
    except ValueError as error:
        raise UserError(
            f"{item.name}（{item.number}）的班次或学校名称太长，二维码里放不下，无法打印。"
            "文件没有写入，数据没有改动。可以在“系统设置”里取消“证书印二维码”后再打印。"
        ) from error


def _shared(canvas: Canvas, item: Certificate, left: float, line: str) -> None:
    """Draw all that a certificate has in common with its neighbours."""
    _frame(canvas)
    if item.photo is None:
        _empty_frame(canvas)
    _school(canvas, item)
    number, code, note = (_CODE_BOTTOM + line for line in _NOTE_LINES)
    canvas.text(left, number, "证书编号：", _NOTE)
    canvas.text(left, code, "验证码：", _NOTE)
    if item.void_date is None:
        canvas.text(left, note, line, _NOTE)
    else:
        canvas.text(left, note, f"已于{chinese.day(item.void_date)}作废", _NOTE.but(colour=RED))
        canvas.watermark("作废", 150, (0.96, 0.80, 0.79))


def _photograph(canvas: Canvas, item: Certificate, jpeg: bytes) -> None:
    wide, high = _PHOTO
    try:
        canvas.photograph(jpeg, _LEFT, _PHOTO_BOTTOM, wide, high)
    except ValueError as error:
        raise UserError(
            f"{item.name}（{item.number}）的照片已损坏或不是 JPEG 图片，无法打印。"
            "文件没有写入，数据没有改动。请重新导入照片后再打印。"
        ) from error


def _empty_frame(canvas: Canvas) -> None:
    wide, high = _PHOTO
    canvas.box(_LEFT, _PHOTO_BOTTOM, wide, high, 0.5, GOLD)
    style = Style("kai", 11, 16, FAINT, "centre", spacing=0.5)
    canvas.text(_LEFT + wide / 2, _PHOTO_BOTTOM + high / 2 - 4, "照片", style)
