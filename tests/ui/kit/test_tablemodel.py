from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.file.session import Session
from app.people import students
from app.teaching import teachers
from ui.kit import columns, tablemodel
from ui.kit.columns import Column
from ui.kit.tablemodel import TableModel

COLUMNS = (
    Column("name", "姓名", bold=True),
    Column("birth_date", "出生年月", format=columns.birth),
    Column("class_count", "参训", align="right", format=columns.number),
)


def filled(session: Session, count: int) -> None:
    for number in range(count):
        session.run(students.create({"name": f"学员{number:03}", "birth_date": "1980-01"}))


class Reads:
    """Counts what is asked of the file."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.asked: list[str] = []

    def __call__(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        self.asked.append(query.__name__)
        return self.session.read(query, *args, **kwargs)


def test_rows_are_fetched_a_page_at_a_time_and_once(school_session: Session) -> None:
    filled(school_session, tablemodel.PAGE_ROWS + 20)
    reads = Reads(school_session)
    model = TableModel(reads, students.LISTING, COLUMNS)
    model.reload()
    assert model.rowCount() == tablemodel.PAGE_ROWS + 20
    assert reads.asked == ["ids"]
    assert model.index(3, 0).data() == "学员003"
    assert model.index(50, 1).data() == "1980.01"
    assert reads.asked == ["ids", "rows"]
    assert model.index(tablemodel.PAGE_ROWS, 0).data() == f"学员{tablemodel.PAGE_ROWS:03}"
    assert reads.asked == ["ids", "rows", "rows"]


def test_sorting_is_the_listings_and_not_the_models(demo_session: Session) -> None:
    model = TableModel(demo_session.read, students.LISTING, COLUMNS)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    born = [model.record(row)["birth_date"] for row in range(model.rowCount())]
    assert born == sorted(born, key=str, reverse=True)
    assert not model.can_sort(2)


def test_search_chip_and_counts(demo_session: Session) -> None:
    shown = (Column("name", "姓名"), Column("kind_name", "类别"))
    model = TableModel(demo_session.read, teachers.LISTING, shown)
    model.reload()
    everyone = model.rowCount()
    assert not model.searched
    model.show(chip="leading_cadre")
    assert {row[1] for row in model.table()} == {"领导干部"}
    assert model.searched
    assert model.counts()[""] == everyone
    model.show(chip="", search="jyx")  # nobody
    assert model.rowCount() == 0


def test_a_row_deleted_meanwhile_is_empty_and_no_error(school_session: Session) -> None:
    filled(school_session, 2)
    model = TableModel(school_session.read, students.LISTING, COLUMNS)
    model.reload()
    school_session.run(students.delete([model.id_at(0)]))
    assert model.index(0, 0).data() == ""


@pytest.mark.usefixtures("qapp")  # fonts are the program's
def test_roles_of_a_cell(demo_session: Session) -> None:
    model = TableModel(demo_session.read, students.LISTING, COLUMNS)
    model.reload()
    index = model.index(0, 0)
    assert index.data(Qt.ItemDataRole.FontRole).bold()
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("姓名：")
    alignment = model.index(0, 2).data(Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight
    assert model.headerData(0, Qt.Orientation.Horizontal) == "姓名"


def test_all_rows_can_be_read_for_an_export(demo_session: Session) -> None:
    from app.ground.jobs import Progress

    shown = TableModel(demo_session.read, students.LISTING, COLUMNS)
    shown.order("birth_date", descending=True)
    shown.reload()
    reader = TableModel(demo_session.read, students.LISTING, COLUMNS)
    reader.copy_request(shown)
    assert reader.texts(Progress()) == shown.table()
