from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.classes import classes, lessons
from app.file.session import Session
from app.school import unfinished
from tests.ui.planned import Planned, context_of, picture, plan, put
from ui.classes.desk.desk import ClassDesk
from ui.classes.desk.grid import COURSE, LESSON, carry
from ui.classes.desk.lesson_form import LessonForm


def made(qtbot: QtBot, session: Session, last: str = "2026-11-06") -> tuple[ClassDesk, Planned]:
    planned = plan(session, last)
    context = context_of(session)
    desk = ClassDesk(context)
    context.setParent(desk)
    qtbot.addWidget(desk)
    desk.resize(1150, 640)
    context.changed.connect(lambda _: desk.show_for(class_id=planned.class_id))
    desk.show_for(class_id=planned.class_id)
    desk.show()
    return desk, planned


def opened(qtbot: QtBot, desk: ClassDesk) -> LessonForm:
    """The form that Enter opens where the cursor stands."""
    qtbot.keyClick(desk.grid, Qt.Key.Key_Return)
    assert desk.form is not None
    return desk.form


def stands(desk: ClassDesk, text: str) -> bool:
    return picture(desk.grid) == text


def test_a_course_is_dragged_in_and_the_shares_move(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    meters = desk.verdicts.meters.meters
    assert "未评定" in meters["party_spirit"].text()
    desk.grid.drop(carry(COURSE, planned.courses["党章与党的纪律"]), "2026-11-02", "morning")
    qtbot.waitUntil(
        lambda: stands(desk, "上午 >党章与党  ·  ·  ·  ·\n下午  ·  ·  ·  ·  ·\n晚上  ·  ·  ·  ·  ·")
    )
    assert meters["party_spirit"].text() == "党性教育 100.0% 4 / 4 学时 达标"
    assert "还差" in meters["interactive"].text()


def test_the_meters_show_what_would_be_while_the_course_hovers(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, planned = made(qtbot, school_session)
    put(school_session, planned, "新思想概论", "2026-11-02")
    desk.show_for(class_id=planned.class_id)
    meter = desk.verdicts.meters.meters["interactive"]
    (box,) = [b for b in desk.verdicts.boxes if b.advice.rule == "interactive"]
    qtbot.waitUntil(box.isVisible)
    desk.grid.aim(carry(COURSE, planned.courses["基层治理案例"]), ("2026-11-03", "morning"))
    qtbot.waitUntil(lambda: meter.text() == "互动式教学 50.0% 4 / 8 学时 达标")
    assert not box.isVisible() and not desk.verdicts.note.isVisible()  # they tell of now
    desk.grid.aim(carry(COURSE, 0), None)
    assert box.isVisible() and desk.verdicts.note.isVisible()
    assert meter.text().startswith("互动式教学 0.0%")
    assert len(school_session.read(lessons.of_class, planned.class_id)) == 1  # nothing was written


def test_a_course_looked_at_in_the_library_shows_what_it_would_come_to(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, planned = made(qtbot, school_session)
    meter = desk.verdicts.meters.meters["interactive"]
    desk.library.looked_at.emit(planned.courses["基层治理案例"])
    qtbot.waitUntil(lambda: meter.text() == "互动式教学 100.0% 4 / 4 学时 达标")
    desk.library.looked_at.emit(0)
    assert "未评定" in meter.text()


def test_a_lesson_dropped_on_another_changes_places_with_it(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, planned = made(qtbot, school_session)
    one = put(school_session, planned, "党章与党的纪律", "2026-11-02")
    put(school_session, planned, "新思想概论", "2026-11-03", "afternoon")
    desk.show_for(class_id=planned.class_id)
    desk.grid.drop(carry(LESSON, one), "2026-11-03", "afternoon")
    qtbot.waitUntil(
        lambda: stands(
            desk, "上午  新思想概  ·  ·  ·  ·\n下午  · >党章与党  ·  ·  ·\n晚上  ·  ·  ·  ·  ·"
        )
    )
    assert school_session.undo_name() == "对调 党章与党的纪律、新思想概论"


def test_a_lesson_dragged_out_of_the_grid_is_removed(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    lesson_id = put(school_session, planned, "党章与党的纪律", "2026-11-02")
    desk.show_for(class_id=planned.class_id)
    data = carry(LESSON, lesson_id)
    desk.dropEvent(
        QDropEvent(
            QPointF(50, 300),
            Qt.DropAction.MoveAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: not school_session.read(lessons.of_class, planned.class_id))
    assert school_session.undo_name() == "删除课次 党章与党的纪律"


def test_keyboard_alone_plans_a_class(qtbot: QtBot, school_session: Session) -> None:
    desk, _ = made(qtbot, school_session)
    control = Qt.KeyboardModifier.ControlModifier
    desk.look()
    qtbot.keyClicks(desk.library.search, "xsxgl")
    qtbot.keyClick(desk.library.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk._lessons) == 1)
    qtbot.waitUntil(lambda: desk.grid.place() == ("2026-11-02", "afternoon"))
    qtbot.keyClick(desk.grid, Qt.Key.Key_Up)
    qtbot.keyClick(desk.grid, Qt.Key.Key_C, control)
    qtbot.keyClick(desk.grid, Qt.Key.Key_Right)
    qtbot.keyClick(desk.grid, Qt.Key.Key_V, control)
    qtbot.waitUntil(lambda: len(desk._lessons) == 2)
    qtbot.keyClick(desk.grid, Qt.Key.Key_Down, control)
    qtbot.waitUntil(
        lambda: stands(
            desk, "上午  新思想概  ·  ·  ·  ·\n下午  · >新思想概  ·  ·  ·\n晚上  ·  ·  ·  ·  ·"
        )
    )
    copied = desk.grid.current()
    assert copied is not None
    assert school_session.read(lessons.get, copied.id).lecturers[0].name == "陈立群"
    qtbot.keyClick(desk.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(desk._lessons) == 1)


def test_a_lesson_is_edited_in_place(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    lesson_id = put(school_session, planned, "数字政府建设", "2026-11-02")
    desk.show_for(class_id=planned.class_id)
    form = opened(qtbot, desk)
    assert form.title.text() == "数字政府建设"
    form.method.setCurrentIndex(form.method.findData("case"))
    form.chair.setText("李主任")
    form.save()
    qtbot.waitUntil(lambda: desk.form is None)
    saved = school_session.read(lessons.get, lesson_id)
    assert (saved.method, saved.chair) == ("case", "李主任")
    assert saved.lecturers[0].name == "赵勇"


def test_the_library_says_where_enter_puts_a_course(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    put(school_session, planned, "新思想概论", "2026-11-02")
    desk.show_for(class_id=planned.class_id)
    desk.grid.walked.emit()
    assert desk.library._hint.text().endswith(" 上午，接在已有的课之后。")
    qtbot.keyClick(desk.grid, Qt.Key.Key_Down)
    assert desk.library._hint.text().endswith(" 下午。")


def test_the_form_leaves_the_shares_to_be_seen(qtbot: QtBot, school_session: Session) -> None:
    desk, _ = made(qtbot, school_session)
    for day in range(2, 7):
        desk.grid.set_place(f"2026-11-{day:02}", "afternoon")
        form = opened(qtbot, desk)
        assert form.geometry().right() < desk.verdicts.x()
        form.leave()


def test_a_new_lesson_is_typed_in(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    desk.grid.set_place("2026-11-02", "evening")
    form = opened(qtbot, desk)
    form.title.setText("自学")
    form.method.setCurrentIndex(form.method.findData("self_study"))
    form.counted.setChecked(False)
    form.save()
    qtbot.waitUntil(lambda: desk.form is None)
    (made_one,) = school_session.read(lessons.of_class, planned.class_id)
    assert (made_one.title, made_one.half, made_one.counted) == ("自学", "evening", 0)
    assert made_one.starts_at == "19:00"


def test_a_click_into_the_grid_saves_what_was_being_typed(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, planned = made(qtbot, school_session)
    lesson_id = put(school_session, planned, "数字政府建设", "2026-11-02")
    desk.show_for(class_id=planned.class_id)
    opened(qtbot, desk).remark.setText("带笔记本")
    desk.grid.set_place("2026-11-02", "evening")
    qtbot.mouseClick(desk.grid, Qt.MouseButton.LeftButton, pos=desk.grid.place_rect().center())
    qtbot.waitUntil(lambda: desk.form is None)
    assert school_session.read(lessons.get, lesson_id).remark == "带笔记本"


def test_the_chip_of_a_new_lecturer_says_of_which_kind_he_is_made(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, planned = made(qtbot, school_session)
    held = put(school_session, planned, "新思想概论", "2026-11-03")
    desk.show_for(class_id=planned.class_id)
    desk.grid.edit_wanted.emit(held)
    assert desk.form is not None
    people = desk.form.lecturers
    people.box.suggest("赵新明")
    offered = [shown for _, shown in people.box.found()]
    assert offered[-2].startswith("＋ 新教师 赵新明（")
    people.box.take(len(offered) - 2)
    kind = offered[-2].partition("（")[2].removesuffix("）")
    assert people._buttons[-1].text() == f"赵新明（新，{kind}）  ×"
    assert people.people()[-1][1] == "赵新明"  # as it is kept, and looked for again


def test_a_lesson_half_typed_is_there_again_and_saved_only_when_it_is_asked(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, planned = made(qtbot, school_session)
    held = put(school_session, planned, "新思想概论", "2026-11-03")
    desk.show_for(class_id=planned.class_id)

    def again() -> LessonForm:
        desk.grid.edit_wanted.emit(held)
        assert desk.form is not None
        return desk.form

    form = again()
    form.remark.setText("带讲义")
    form.hours.setText("四")  # not readable yet
    form.lecturers.box.setText("赵新明")
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    form = again()
    assert (form.remark.text(), form.hours.text()) == ("带讲义", "四")
    assert form.lecturers.box.text() == "赵新明"
    assert desk.finish_form()  # nothing typed since: a click beside it saves nothing of it
    assert school_session.read(lessons.get, held).remark == ""
    form = again()
    form.hours.setText("4")
    form.lecturers.box.clear()
    form.save()
    assert school_session.read(lessons.get, held).remark == "带讲义"
    assert school_session.read(unfinished.all, "教务", "form") == []
    desk.show_for(class_id=planned.class_id)
    form = again()
    form.remark.setText("不带")
    next(b for b in form.findChildren(QPushButton) if b.text() == "取消").click()
    assert again().remark.text() == "带讲义"


def test_a_conflict_is_named_and_its_half_day_marked(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    put(school_session, planned, "数字政府建设", "2026-11-02")
    other = put(school_session, planned, "新思想概论", "2026-11-02")
    clash = {"starts_at": "08:30", "ends_at": "11:50"}  # by itself it would stand after the first
    school_session.run(lessons.update(other, clash))
    desk.show_for(class_id=planned.class_id)
    texts = [box.advice.text for box in desk.verdicts.boxes]
    assert any("本班时间冲突" in text for text in texts)
    assert not desk.verdicts.clear.isVisible()
    assert all(s.face.warning for s in desk.grid.lessons_at("2026-11-02", "morning"))
    desk.grid.set_place("2026-11-06", "evening")
    desk.verdicts.followed.emit((other,))
    assert desk.grid.place() == ("2026-11-02", "morning")


def test_an_approved_class_is_locked_and_says_why(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    school_session.run(classes.update(planned.class_id, {"kind": "other"}))
    put(school_session, planned, "党章与党的纪律", "2026-11-02")
    desk.show_for(class_id=planned.class_id)
    assert not desk.library.isHidden()
    school_session.run(classes.approve(planned.class_id))
    desk.show_for(class_id=planned.class_id)
    assert desk.grid.locked and desk.library.isHidden()
    desk.look()  # there is nothing to search
    assert "已审定（第 1 版）" in desk.lock.text.text()
    assert "重开" in desk.lock.text.text()
    with qtbot.waitSignal(desk.context.said):
        desk.grid.drop(carry(COURSE, planned.courses["新思想概论"]), "2026-11-03", "morning")
    assert len(school_session.read(lessons.of_class, planned.class_id)) == 1


def test_a_class_without_dates_says_what_to_do_first(qtbot: QtBot, school_session: Session) -> None:
    desk, planned = made(qtbot, school_session)
    school_session.run(classes.set_spans(planned.class_id, []))
    desk.show_for(class_id=planned.class_id)
    assert desk.empty.isVisible()
    assert not desk.grid.isVisible()


def test_sixty_days_are_browsed_by_weeks(qtbot: QtBot, school_session: Session) -> None:
    desk, _ = made(qtbot, school_session, "2026-12-31")
    pages = desk.grid.pages()
    assert len(pages) == 9
    assert all(len(page) <= 5 for page in pages)
    desk._on.click()
    assert desk.grid.page == 1
    assert "第 2/9 页" in desk._week.text()


def test_the_keys_are_told_where_the_lessons_do_not_need_the_room(
    qtbot: QtBot, school_session: Session
) -> None:
    desk, _ = made(qtbot, school_session)
    for height, told in ((800, True), (300, False), (800, True)):
        desk.resize(1200, height)
        qtbot.waitUntil(lambda told=told: desk._keys.isHidden() is not told)
