"""The five lists behave alike; what is each one's own is tested under its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.people import students
from app.rules import profiles, verdicts
from app.rules.rule import ShareRule
from app.teaching import courses, teachers, venues
from tests.ui.asked import say
from tests.ui.told import told
from ui.classes.class_list import ClassListPage
from ui.classes.new_class import NewClassDialog
from ui.context import Context
from ui.kit import ask, file_dialogs
from ui.kit.form_dialog import FormDialog
from ui.kit.list_page import ListPage
from ui.people.student import StudentDialog
from ui.people.student_list import StudentListPage
from ui.teaching.course_list import CourseListPage
from ui.teaching.teacher_list import TeacherListPage
from ui.teaching.venue_list import VenueListPage

LISTS = (ClassListPage, CourseListPage, TeacherListPage, VenueListPage, StudentListPage)


def shown(page: ListPage, qtbot: QtBot) -> ListPage:
    qtbot.addWidget(page)
    page.resize(1190, 738)
    page.show()
    page.reload()
    return page


D = TypeVar("D", bound=QDialog)


def dialog_of(page: ListPage, kind: type[D]) -> D:
    (found,) = [d for d in page.findChildren(kind) if d.isVisible()]
    return found


def filled(page: ListPage, kind: type[FormDialog], **values: object) -> FormDialog:
    """Begin a new one, fill its form and save it; return the dialog."""
    page.begin()
    dialog = dialog_of(page, kind)
    dialog.form.fill(values)
    dialog.save()
    return dialog


def search(page: ListPage, text: str, qtbot: QtBot) -> None:
    assert page.header.search is not None
    qtbot.keyClicks(page.header.search, text)
    qtbot.keyClick(page.header.search, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", LISTS)
def test_an_empty_list_says_what_to_do_first(
    kind: type[ListPage], context: Context, qtbot: QtBot
) -> None:
    page = shown(kind(context), qtbot)
    assert page.model.rowCount() == 0
    assert not page.model.searched
    assert "「" in page.empty[1]


@pytest.mark.parametrize("kind", LISTS)
def test_every_sortable_head_sorts(
    kind: type[ListPage], demo_context: Context, qtbot: QtBot
) -> None:
    page = shown(kind(demo_context), qtbot)
    head, shown_first = page.table.horizontalHeader(), set(page.model.ids)
    for column in range(page.model.columnCount()):
        if page.model.can_sort(column):
            orders = []
            for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
                head.setSortIndicator(column, order)
                head.sectionClicked.emit(column)
                orders.append(list(page.model.ids))
            assert orders[0] == orders[1][::-1]
            assert set(orders[0]) == shown_first


@pytest.mark.parametrize("kind", LISTS)
def test_what_is_shown_is_exported(
    kind: type[ListPage],
    demo_context: Context,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "out.xlsx"
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_: target)
    page = shown(kind(demo_context), qtbot)
    with qtbot.waitSignal(demo_context.said):
        page.export()
    sheet = load_workbook(target).worksheets[0]
    rows = [["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[1] == [c.title for c in page.model.columns]
    assert rows[2:] == page.model.table()


def test_classes_of_a_year_with_their_verdicts(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(ClassListPage(demo_context), qtbot)
    assert isinstance(page, ClassListPage)
    page.years.button("2025").click()
    assert page.year == 2025
    assert "\n".join("|".join(row[i] for i in (0, 2, 3, 9)) for row in page.model.table()) == (
        "中青年干部培训班（2025年）|中青年干部培训班|10-13 → 11-07|已结业\n"
        "2025年春季科级干部进修班（第1期）|进修班|04-14 → 04-25|已结业"
    )
    assert page.sentence.text().startswith("2 个班次 · 学员 ")
    page.years.button("all").click()
    assert page.year is None
    assert page.chips.button("").text() == f"全部 {page.model.rowCount()}"


def test_a_column_for_every_rule_that_binds_a_class_of_the_year(
    demo_context: Context, qtbot: QtBot
) -> None:
    def titles() -> list[str]:
        return [c.title for c in page.model.columns if c.key.startswith("share:")]

    page = shown(ClassListPage(demo_context), qtbot)
    assert isinstance(page, ClassListPage)
    page.table.horizontalHeader().sectionClicked.emit(len(page.model.columns) - 1)
    usual = ["党性教育", "互动式教学", "领导干部授课"]
    assert titles() == usual
    draft = demo_context.read(classes.by_code, "2026-03").id
    profile = demo_context.read(profiles.get, demo_context.read(classes.get, draft).profile_id)
    theory = ShareRule("theory", "理论教育", 20, {"category": ("theory",)})
    one, *others = profile.shares
    wanted = profiles.save(replace(profile, shares=(theory, one, *others[1:])))
    new = demo_context.session.run(wanted).value
    demo_context.session.run(classes.update(draft, {"profile_id": new}))
    page.reload()
    assert titles() == ["理论教育", "党性教育", "领导干部授课", "互动式教学"]
    status = len(page.model.columns) - 1
    assert page.table.horizontalHeader().sortIndicatorSection() == status
    shares = {s.title: s for s in demo_context.read(verdicts.class_shares, draft)}
    record = page.model.record(page.model.row_of(draft))
    for column in page.model.columns[-1 - len(titles()) : -1]:
        share = shares.get(column.title)
        assert (column.cell(record).text == "—") == (share is None)
    page.years.button("2025").click()
    assert titles() == usual


def test_the_foot_names_what_falls_short(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(ClassListPage(demo_context), qtbot)
    assert "1 个班次互动式教学不足" in page.sentence.text()


def test_a_new_class_is_opened_when_it_is_there(context: Context, qtbot: QtBot) -> None:
    page = shown(ClassListPage(context), qtbot)
    page.begin()
    dialog = dialog_of(page, NewClassDialog)
    dialog.save()
    assert dialog.form.field("name").accessibleDescription() == "请填写班次名称。"
    dialog.form.fill({"name": "科级干部进修班", "code": "2026-01", "issue": "第3期"})
    dialog.spans.fill([classes.Span("2026-11-02", "2026-11-13")])
    with qtbot.waitSignal(context.asked) as asked:
        dialog.save()
    name, args = told(asked)
    assert name == "class"
    made = context.read(classes.get, args["class_id"])
    assert (made.name, made.issue, made.status) == ("科级干部进修班", "第3期", "draft")
    assert context.read(classes.spans, made.id) == [classes.Span("2026-11-02", "2026-11-13")]


def test_a_code_that_is_taken_is_said_inside_the_dialog(
    demo_context: Context, qtbot: QtBot
) -> None:
    page = shown(ClassListPage(demo_context), qtbot)
    dialog = filled(page, NewClassDialog, name="又一个班", code="2026-03")
    qtbot.waitUntil(lambda: dialog.message.isVisible())
    assert "这个班次编号已经用过" in dialog.message.text.text()
    assert dialog.isVisible()
    assert dialog.save_button.isEnabled()
    dialog.reject()


def test_deleting_a_class_asks_and_can_be_undone(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(ClassListPage(demo_context), qtbot)
    draft = demo_context.read(classes.by_code, "2026-03").id
    page.table.selectRow(page.model.row_of(draft))
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    with qtbot.waitSignal(demo_context.said) as said:
        assert "个课次" in say()
    assert told(said) == ["已删除班次 2026年秋季科级干部进修班。", "good", True]


def test_a_class_that_was_approved_is_archived_instead_and_one_that_goes_on_stays(
    demo_context: Context, qtbot: QtBot
) -> None:
    page = shown(ClassListPage(demo_context), qtbot)
    by_status = {c.status: c.id for c in demo_context.read(classes.all)}
    page.open(year="all")
    page.reload()
    page.table.selectRow(page.model.row_of(by_status["running"]))
    with qtbot.waitSignal(demo_context.said) as said:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert told(said) == ["班次审定过，不能删除；结业以后可以归档。", "warn", False]
    page.table.selectRow(page.model.row_of(by_status["closed"]))
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    with qtbot.waitSignal(demo_context.said) as said:
        say()
    assert told(said)[0].startswith("已归档班次 ")
    page.reload()
    assert page.model.row_of(by_status["closed"]) == -1
    page.archived_too.click()
    row = page.model.row_of(by_status["closed"])
    assert str(page.model.table([row])[0][0]).startswith("（归档）")
    (back,) = (item for item in page.menu() if item.text == "取消归档")
    back.do([by_status["closed"]])
    page.reload()
    assert page.archived_too.isHidden() and page.model.row_of(by_status["closed"]) >= 0


def test_a_course_is_edited_and_only_what_changed_is_written(
    demo_context: Context, qtbot: QtBot
) -> None:
    page = shown(CourseListPage(demo_context), qtbot)
    page.table.selectRow(0)
    course_id = page.table.current_id()
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    dialog = dialog_of(page, FormDialog)
    assert dialog.values() == {}
    dialog.form.fill({"remark": "改过", "active": False})
    assert dialog.values() == {"remark": "改过", "active": False}
    with qtbot.waitSignal(demo_context.changed):
        dialog.save()
    saved = demo_context.read(courses.get, course_id)
    assert (saved.remark, saved.active) == ("改过", 0)
    assert not dialog.isVisible()


def test_a_topic_that_the_title_of_a_course_says_is_asked_about_once(
    demo_context: Context, qtbot: QtBot
) -> None:
    page = shown(CourseListPage(demo_context), qtbot)
    dialog = filled(page, FormDialog, title="党性分析（新）")
    assert "标题像是讲“党性分析”的" in dialog.message.text.text()
    dialog.form.fill({"topics": "party_analysis"})
    with qtbot.waitSignal(demo_context.changed):
        dialog.save()


def test_a_course_in_use_is_not_deleted_and_says_why(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(CourseListPage(demo_context), qtbot)
    page.table.selectRow(0)
    with qtbot.waitSignal(demo_context.said) as said:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert "不能删除" in told(said)[0]
    assert told(said)[1] == "warn"


def test_courses_of_a_category(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(CourseListPage(demo_context), qtbot)
    page.chips.button("party_spirit").click()
    assert {row[1] for row in page.model.table()} == {"■ 党性教育"}
    assert page.sentence.text() == f"{page.model.rowCount()} 门课程"


def test_a_teacher_is_added(context: Context, qtbot: QtBot) -> None:
    page = shown(TeacherListPage(context), qtbot)
    page.begin()
    dialog = dialog_of(page, FormDialog)
    dialog.form.fill({"name": "何军", "kind": "leading_cadre", "post": "县纪委书记"})
    with qtbot.waitSignal(context.changed):
        dialog.save()
    page.reload()
    assert page.model.table()[0][:2] == ["何军", "★ 领导干部"]
    assert context.read(teachers.choices)[0].post == "县纪委书记"


def test_a_venue_is_added_and_edited(context: Context, qtbot: QtBot) -> None:
    page = shown(VenueListPage(context), qtbot)
    page.begin()
    dialog = dialog_of(page, FormDialog)
    dialog.form.fill({"name": "报告厅", "capacity": 200})
    with qtbot.waitSignal(context.changed):
        dialog.save()
    page.reload()
    page.table.enter()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    editing = dialog_of(page, FormDialog)
    assert isinstance(editing, FormDialog)
    editing.form.fill({"kind": "site"})
    with qtbot.waitSignal(context.changed):
        editing.save()
    assert [v.kind for v in context.read(venues.all)] == ["site"]


def test_students_are_found_by_initials_and_last_digits(
    demo_context: Context, qtbot: QtBot
) -> None:
    page = shown(StudentListPage(demo_context), qtbot)
    everyone = page.model.rowCount()
    one = page.model.record(0)
    search(page, str(one["id_number"])[-6:], qtbot)
    assert page.model.rowCount() == 1
    assert page.sentence.text() == "找到 1 名学员"
    assert page.header.search is not None
    qtbot.keyClick(page.header.search, Qt.Key.Key_Escape)
    assert page.model.rowCount() == everyone


def test_a_student_with_records_is_archived_found_by_search_and_brought_back(
    demo_context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(StudentListPage(demo_context), qtbot)
    assert page.archived_too.isHidden()
    name, all_of_them = str(page.model.record(0)["name"]), page.model.rowCount()
    page.table.selectRow(0)
    asked: list[str] = []
    monkeypatch.setattr(ask, "confirm", lambda *args, **_: asked.append(args[2]) or True)
    with qtbot.waitSignal(demo_context.said) as said:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert told(said) == [f"已归档学员 {name}。", "good", True]
    assert (
        f"{name}有 15 个班次的学习记录、12 张证书、10 条学时记录" in asked[0]
        and "可以归档" in asked[0]
    )
    page.reload()
    assert page.model.rowCount() == all_of_them - 1
    page.archived_too.click()
    assert page.model.rowCount() == all_of_them
    assert page.model.table()[0][0] == f"（归档）{name}"
    page.archived_too.click()
    page.open(search=name)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    back = next(item for item in page.menu() if item.text == "取消归档")
    assert back.why([page.model.id_at(0)]) == ""
    back.do([page.model.id_at(0)])
    page.reload()
    assert back.why([page.model.id_at(0)]) == "所选学员没有归档。"
    assert page.archived_too.isHidden()


def test_several_students_are_deleted_in_one_step(context: Context, qtbot: QtBot) -> None:
    for name in ("张伟", "李娜"):
        context.session.run(students.create({"name": name}))
    page = shown(StudentListPage(context), qtbot)
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    with qtbot.waitSignal(context.said) as said:
        assert "2 名学员的档案" in say()
    assert told(said)[0] == "已删除 2 名学员。"


def test_a_student_opens_with_enter(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(StudentListPage(demo_context), qtbot)
    page.table.enter()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    dialog = dialog_of(page, StudentDialog)
    assert dialog.windowTitle() == page.model.record(0)["name"]
    dialog.reject()
