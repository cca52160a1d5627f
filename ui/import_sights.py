"""Sights of the imports: lists under review, with choices open, without headings, left half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app import demo, exchange
from app.exchange.engine import column_choices
from ui.exchange.review_page import ReviewPage
from ui.mainwindow import MainWindow
from ui.photograph import settle

Step = tuple[str, Callable[[], object]]


def steps(window: MainWindow, draft: int) -> Iterator[Step]:
    """Every kind of list, and a roster that has much wrong; ``draft`` is a class that is planned."""

    def page() -> ReviewPage:
        found = window.page("import")
        assert isinstance(found, ReviewPage)
        return found

    def choose() -> None:
        """The choices of 2001.1, open in its cell."""
        rows, grid = page().pane.rows, page().pane.grid
        keys = [column.key for column in page().pane.model.columns]
        number = next(n for n in rows.numbers() if any(f.choices for f in rows.found(n)))
        page().pane.boxes.unfold(False)
        grid.setFocus()
        grid.go((page().pane.model.row_of(number), keys.index("birth_date")))
        grid.choose()

    def unheaded() -> None:
        line = page().pane.grid.line()
        if line is not None:
            line.dropped.emit()
        rows = page().pane.rows
        asked = column_choices.with_sheet(page().asked, rows.sheet)
        page().ask(column_choices.with_heading(asked, rows.table, rows.part, 0))

    def left() -> None:
        page().take_back()
        settle()
        page().leave_out_errors()
        settle()
        window.go("classes")
        window.go("import")

    faulty = demo.workbook("学员名册（有错）.xlsx")
    yield "import-findings", lambda: window.go("import", path=faulty)
    yield "import-choices", choose
    yield "import-columns", unheaded
    yield "import-half-done", left
    strange = demo.workbook("报名汇总表.xlsx")
    yield "import-headings", lambda: window.go("import", path=strange)
    for kind in exchange.KINDS:
        args = {"kind": kind.key} | ({"class_id": draft} if kind.into == "must" else {})
        yield f"import-{kind.key}-empty", lambda args=args: window.go("import", **args)
        example = demo.workbook(kind.example)
        yield (
            f"import-{kind.key}",
            lambda args=args, path=example: window.go("import", path=path, **args),
        )
