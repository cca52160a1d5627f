"""The whole ledger: every certificate, whatever became of it, and the way from one to another."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app import papers
from app.certificates import ledger
from app.classes import classes
from tests.ui.told import told
from ui.certificates import ledger_page
from ui.certificates.ledger_page import LedgerPage
from ui.context import Context
from ui.people.student import StudentDialog


@pytest.fixture
def page(demo_context: Context, qtbot: QtBot) -> LedgerPage:
    """The ledger of the demonstration, with one certificate issued anew."""
    first = demo_context.read(ledger.LISTING.ids)[0]
    demo_context.session.run(ledger.reissue(first, "姓名有误"))
    made = LedgerPage(demo_context)
    qtbot.addWidget(made)
    made.resize(1190, 738)
    made.show()
    made.reload()
    return made


def item(page: LedgerPage, text: str) -> ledger_page.MenuItem:
    return next(one for one in page.menu() if one.text == text)


def test_years_classes_states_and_search_narrow_it(page: LedgerPage, qtbot: QtBot) -> None:
    everything = page.context.read(ledger.LISTING.ids)
    page.years.button("all").click()
    assert page.model.rowCount() == len(everything)
    assert page.counts["voided"] == 1
    page.years.button("2025").click()
    assert 0 < page.model.rowCount() < len(everything)
    assert {str(page.model.record(r)["issue_date"])[:4] for r in range(3)} == {"2025"}
    code = str(page.model.record(0)["class_code"])
    page.classes.fill(code)
    page.classes.finished.emit()
    assert {page.model.record(r)["class_code"] for r in range(page.model.rowCount())} == {code}
    page.years.button("all").click()
    page.chips.button("voided").click()
    page.classes.fill(None)
    page.classes.finished.emit()
    assert page.model.rowCount() == 1
    page.chips.button("").click()
    name = page.context.read(classes.by_code, "2026-01").name
    page.search.searched.emit(name)
    assert page.model.rowCount()
    assert all(name in str(page.model.record(r)["class_name"]) for r in range(3))


def test_a_reissued_one_leads_to_the_one_it_stands_for_and_back(page: LedgerPage) -> None:
    new = next(r for r in range(page.model.rowCount()) if page.model.record(r)["replaces"])
    old = str(page.model.record(new)["replaces"])
    item(page, "看原来的证书").do([page.model.id_at(new)])
    (shown,) = page.table.selected_ids()
    record = page.model.record(page.model.row_of(shown))
    assert (
        record["number"] == old and "姓名有误" in page.model.table([page.model.row_of(shown)])[0][7]
    )
    assert "补发过" in item(page, "看补发的证书").why([page.model.id_at(0)])
    item(page, "看补发的证书").do([shown])
    (again,) = page.table.selected_ids()
    assert page.model.record(page.model.row_of(again))["replaces"] == old


def test_it_leads_to_the_class_and_the_person(page: LedgerPage, qtbot: QtBot) -> None:
    record = page.model.record(0)
    with qtbot.waitSignal(page.context.asked) as asked:
        page.open_row(page.model.id_at(0))
    assert told(asked)[0] == "class"
    assert told(asked)[1]["class_id"] == record["class_id"]
    item(page, "看学员档案").do([page.model.id_at(0)])
    (dialog,) = page.findChildren(StudentDialog)
    assert [dialog.tabs.tabText(i) for i in range(4)][2] == "证书"
    with qtbot.waitSignal(page.context.asked) as asked:
        dialog._go_to_ledger(page.model.id_at(1))
    assert told(asked) == ["ledger", {"certificate_id": page.model.id_at(1)}]


def test_a_year_goes_on_paper(
    page: LedgerPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    printed: list[object] = []
    monkeypatch.setattr(ledger_page, "show", lambda *args, **_: printed.extend(args[1:3]))
    page.years.button("2025").click()
    page.print_()
    assert printed == [papers.kind("ledger"), 2025]
    page.years.button("all").click()
    page.print_()
    assert printed[3] == 2026


def test_an_empty_ledger_says_where_certificates_come_from(context: Context, qtbot: QtBot) -> None:
    made = LedgerPage(context)
    qtbot.addWidget(made)
    made.reload()
    with qtbot.waitSignal(context.said) as said:
        made.print_()
    assert "还没有签发证书" in told(said)[0]
