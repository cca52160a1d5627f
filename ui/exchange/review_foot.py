"""Below a review: what importing would do now, what stands against it, and the buttons."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.exchange import Kind
from app.exchange.engine.importer import Review
from ui import theme
from ui.exchange.class_box import ClassBox
from ui.exchange.judging import Judged
from ui.kit.allowed import grey
from ui.kit.text import label, literal

NAMED = 5  # rows left out that are named


class ReviewFoot(QWidget):
    """``leave_button`` leaves out the rows with errors, and another table below: neither stops the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.promise = label("", "muted", wrap=True)
        self.copy_button = QPushButton("保存标注后的副本…")
        self.target_label = label("同时编入", "muted")
        self.target = ClassBox()
        self.leave_button = QPushButton()
        self.import_button = QPushButton("导入")
        theme.role(self.import_button, "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.target_label)
        row.addWidget(self.target, 2)
        row.addWidget(self.leave_button)
        row.addWidget(self.import_button)
        column.addWidget(self.promise)
        column.addLayout(row)

    def show_busy(self, *, wanted: bool = False) -> None:
        """Say that what was asked for last is still being judged: nothing can be imported so long.

        ``wanted``: somebody has just asked for the import.
        """
        grey(self.import_button, "正在重新核对")
        not_yet = "刚才的「导入」没有进行，请等核对完再点。" if wanted else "可以接着改。"
        self.promise.setText(f"正在重新核对…{not_yet}")

    def show_review(
        self, found: Judged, kind: Kind, *, idle: str, inside: int, missing: str
    ) -> None:
        """Show it; ``idle``: why there is nothing to import, ``inside``: who is in the class already,
        ``missing``: what the user may not.
        """
        review = found.review
        wrong = sum(len(rows.numbers("error")) for rows in found.tables)
        below = any(rows.barring() for rows in found.tables)
        text = f"不导入有错的 {wrong} 行" if wrong else "不导入下面另一张表"
        self.leave_button.setText(literal(f"{text}和下面另一张表" if wrong and below else text))
        self.leave_button.setVisible(bool(wrong or below))
        self.copy_button.setEnabled(bool(review.findings))
        nothing = bool(idle) or not review.entries
        text = "没有要导入的" if nothing else f"导入 {len(review.entries)} {kind.unit}"
        self.import_button.setText(literal(text))
        grey(self.import_button, missing or idle, able=review.can_import)
        self.promise.setText("".join(_promise(found, idle, inside)))


def _promise(found: Judged, idle: str, inside: int) -> Iterator[str]:
    review = found.review
    yield "未写入任何数据。"
    waiting, whole = list(_waiting(found)), _of_table(found)
    if idle:
        yield f"{idle}。"
    elif waiting:
        yield f"还有{'、'.join(waiting)}：在表里改正、选定，或不导入这些行，其余的就可以导入。"
    elif not review.can_import and not whole:
        yield "这个文件里没有可以导入的内容。"
    elif not whole:
        yield "可以整体导入，导入后可随时整体撤销。"
    if whole:
        yield f"整张表有 {whole} 处问题（见上方），处理后才能导入。"
    yield from _left_out(review)
    if inside:
        yield f"{inside} 人已在这个班：组别、班内职务和备注不改动，请在学员页里填写。"


def _waiting(found: Judged) -> Iterator[str]:
    for state, word in (("error", "有错"), ("doubtful", "有疑")):
        many = sum(len(rows.numbers(state)) for rows in found.tables)
        if many:
            yield f" {many} 行{word}"


def _of_table(found: Judged) -> int:
    return sum(f.severity in ("error", "doubt") for rows in found.tables for f in rows.general)


def _left_out(review: Review) -> Iterator[str]:
    for one in review.tables_left_out:
        yield f"不导入「{one.sheet}」第 {one.row} 行起的另一张表。"
    out = sorted(review.asked.left_out - {one.place for one in review.tables_left_out})
    if out:
        names = "、".join(
            f"第 {row} 行 {review.name_of(sheet, row)}".rstrip() for sheet, row in out[:NAMED]
        )
        more = f" 等 {len(out)} 行" if len(out) > NAMED else ""
        yield f"不导入：{names}{more}。"
    if review.skipped:
        yield f"跳过合计、备注等 {len(review.skipped)} 行。"
