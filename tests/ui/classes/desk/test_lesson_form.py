from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.classes.lessons import Lecturer, Lesson
from app.teaching.courses import Course
from tests.ui.told import told
from ui.classes.desk.lesson_form import Choices, LessonForm, quarter_hours
from ui.kit.pick import Picks, bare

LESSON = Lesson(
    5, 1, "2026-11-02", "morning", "08:30", "11:50", 7, "党章", "party_spirit", "lecture", "", None, 14, 1,
    2, "李主任", "", "一号教室", (Lecturer(3, "何军", "leading_cadre", "县纪委", "书记"),),
)  # fmt: skip
PEOPLE = {3: "何军", 4: "王芳"}
CHOICES = Choices(
    [("theory", "理论教育"), ("party_spirit", "党性教育")],
    [
        ("lecture", "讲授式"),
        ("case", "案例式"),
        ("ceremony", "仪式、报到"),
        ("on_site", "现场教学"),
    ],
    [("party_analysis", "党性分析")],
    Picks("场地", lambda text: [(2, "一号教室")], lambda _: "一号教室"),
    Picks(
        "师资库",
        lambda text: [(4, "王芳（县委党校讲师）")] if text[:1] in ("w", "王") else [],
        lambda person: PEOPLE.get(person, str(person)),
        lambda text: [
            (f"{text}/专职", f"新教师 {text}（专职）"),
            (f"{text}/专家", f"新教师 {text}（专家）"),
        ],
        bare,
    ),
    lambda text: [(9, f"{text}课（讲授式，王芳）")],
    may_keep=True,
)


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(900, 700)
    return widget


@pytest.fixture
def form(desk: QWidget) -> LessonForm:
    made = LessonForm(CHOICES, desk)
    made.show_lesson(LESSON, "星期一 11-02 上午")
    desk.show()
    made.show()
    return made


def test_filling_saves_nothing_and_gives_back_what_was_filled_in(
    qtbot: QtBot, form: LessonForm
) -> None:
    with qtbot.assertNotEmitted(form.saved):
        form.show_lesson(LESSON, "星期一 11-02 上午")
    assert not form.edited
    values = form.values()
    assert values["quarter_hours"] == 14
    assert {k: getattr(LESSON, k) for k in values} == values
    assert form.lecturers.ids() == [3]


def test_enter_saves(qtbot: QtBot, form: LessonForm) -> None:
    form.title.setText("党章与党的纪律")
    assert form.edited
    with qtbot.waitSignal(form.saved) as saved:
        qtbot.keyClick(form.title, Qt.Key.Key_Return)
    assert told(saved)[0]["title"] == "党章与党的纪律"
    assert told(saved)[1] == [3]


def test_enter_in_a_choice_saves_too(qtbot: QtBot, form: LessonForm) -> None:
    form.method.setCurrentIndex(1)
    with qtbot.waitSignal(form.saved) as saved:
        qtbot.keyClick(form.method, Qt.Key.Key_Return)
    assert told(saved)[0]["method"] == "case"


def test_escape_leaves_without_saving(qtbot: QtBot, form: LessonForm) -> None:
    with qtbot.waitSignal(form.closed), qtbot.assertNotEmitted(form.saved):
        qtbot.keyClick(form.title, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_what_is_wrong_is_said_and_nothing_saved(qtbot: QtBot, form: LessonForm) -> None:
    for field, text, why in (
        (form.title, "  ", "请填写课程名称"),
        (form.hours, "3.3", "学时请填"),
        (form.starts, "一早", "不是一个时间"),
        (form.ends, "", "请填写结束时间"),
        (form.ends, "8点", "结束时间应晚于"),
    ):
        before = field.text()
        field.setText(text)
        with qtbot.assertNotEmitted(form.saved):
            form.save()
        assert why in form.problem.text()
        field.setText(before)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9点", "09:00"), ("0900", "09:00"), ("９：００", "09:00"), ("9点半", "09:30")],
)
def test_a_clock_time_is_taken_however_it_is_typed(
    qtbot: QtBot, form: LessonForm, typed: str, kept: str
) -> None:
    form.starts.selectAll()
    form.starts.insert(typed)
    with qtbot.waitSignal(form.saved) as saved:
        qtbot.keyClick(form.starts, Qt.Key.Key_Return)
    assert told(saved)[0]["starts_at"] == kept
    assert form.starts.text() == kept


def test_an_hour_typed_for_an_afternoon_is_one_after_noon(form: LessonForm) -> None:
    form.show_lesson(replace(LESSON, half="afternoon"), "星期一 11-02 下午")
    form.starts.setText("2点半")
    form.ends.setText("5:00")
    assert (form.values()["starts_at"], form.values()["ends_at"]) == ("14:30", "17:00")


def test_a_ceremony_counts_only_where_somebody_ticks_it(form: LessonForm) -> None:
    def choose(code: str) -> None:
        form.method.setCurrentIndex(form.method.findData(code))
        form.method.activated.emit(form.method.currentIndex())

    choose("ceremony")
    assert not form.counted.isChecked()
    form.counted.click()
    assert form.values()["counted"] == 1  # ticked by hand it stays
    choose("lecture")
    assert form.counted.isChecked()
    form.counted.click()
    choose("case")
    assert not form.counted.isChecked()  # nor is what was unticked by hand ticked again


def test_what_is_held_outside_leaves_the_classroom(form: LessonForm) -> None:
    def choose(code: str) -> None:
        form.method.setCurrentIndex(form.method.findData(code))
        form.method.activated.emit(form.method.currentIndex())

    form.show_lesson(LESSON, "星期一 11-02 上午", usual_venue=2)
    choose("on_site")
    assert form.values()["venue_id"] is None
    choose("lecture")
    assert form.values()["venue_id"] == 2


def test_lecturers_are_added_by_pinyin_and_taken_out(qtbot: QtBot, form: LessonForm) -> None:
    qtbot.keyClicks(form.lecturers.box, "wf")
    form.lecturers.box.take(0)
    assert form.lecturers.ids() == [3, 4]
    form.lecturers._buttons[0].click()
    assert form.lecturers.ids() == [4]


def test_a_lecturer_whom_the_library_does_not_have_is_offered_as_new(
    qtbot: QtBot, form: LessonForm
) -> None:
    form.lecturers.box.insert("李明")
    form.lecturers.box.suggest("李明")
    assert [shown for _, shown in form.lecturers.box.found()] == [
        "＋ 新教师 李明（专职）",
        "＋ 新教师 李明（专家）",
    ]
    qtbot.keyClick(form.lecturers.box, Qt.Key.Key_Return)  # nobody is made by a slip
    assert form.lecturers.ids() == [3]
    form.lecturers.box.take(1)
    assert form.lecturers.ids() == [3, "李明/专家"]


def test_a_name_left_in_the_line_is_taken_or_asked_about_and_never_dropped(
    qtbot: QtBot, form: LessonForm
) -> None:
    form.lecturers.box.setText("王芳、李明")
    assert form.edited
    with qtbot.assertNotEmitted(form.saved):
        form.save()
    assert form.lecturers.ids() == [3, 4]
    assert form.lecturers.box.text() == "李明"
    assert "师资库里没有「李明」" in form.problem.text()
    assert "新建" in form.problem.text()
    form.lecturers.box.clear()
    form.venue.setText("三号会议室")
    with qtbot.assertNotEmitted(form.saved):
        form.save()
    assert "场地里没有「三号会议室」" in form.problem.text()


def test_a_lesson_of_its_own_can_go_into_the_library(qtbot: QtBot, form: LessonForm) -> None:
    assert not form.keep.isHidden()  # 党章 is in no library here
    form.keep.click()
    with qtbot.waitSignal(form.saved) as saved:
        qtbot.keyClick(form.title, Qt.Key.Key_Return)
    course = told(saved)[0]["course_id"]
    assert (course.name, course.values["method"], course.values["teacher_id"]) == (
        *("党章", "lecture"),
        3,
    )


def test_a_course_of_the_library_fills_the_form(qtbot: QtBot, form: LessonForm) -> None:
    qtbot.keyClicks(form.title, "x")
    with qtbot.waitSignal(form.course_chosen) as chosen:
        form.title.take(0)
    assert told(chosen) == [9]
    form.show_course(Course(9, "案例课", "theory", "case", "", None, 8, 1, 4, None, 1, ""), "王芳")
    values = form.values()
    assert (values["course_id"], values["method"], values["quarter_hours"]) == (9, "case", 8)
    assert (values["venue_id"], values["chair"]) == (2, "李主任")
    assert form.lecturers.ids() == [4]


def test_a_locked_form_can_only_be_read(qtbot: QtBot, form: LessonForm) -> None:
    form.set_locked(True)
    assert not form.title.isEnabled()
    assert form.window().focusWidget() is form._cancel  # so Esc is heard
    with qtbot.assertNotEmitted(form.saved):
        qtbot.keyClick(form, Qt.Key.Key_Return)


def test_hours_are_quarters() -> None:
    assert [quarter_hours(t) for t in ("4", "3.5", "0.25", "", "12")] == [16, 14, 1, 0, 48]
    assert [quarter_hours(t) for t in ("四", "3.3", "-1", "13", "nan", "inf")] == [None] * 6


def test_tab_follows_the_form_as_it_stands(form: LessonForm, qtbot: QtBot) -> None:
    names = []
    form.title.setFocus()
    for _ in range(13):
        at = form.window().focusWidget()
        name = at.accessibleName() or at.property("text") or ""
        names += [name] if name not in names else []
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    assert [n for n in names if n] == [
        *("课程名称", "同时加入课程库", "教学内容类别", "教学方式", "学时", "计入学时"),
        *("开始时间", "结束时间", "场地", "专题", "主持人", "备注"),
    ]


def test_a_topic_that_the_title_says_is_offered_and_chosen_by_a_click(form: LessonForm) -> None:
    assert form.topic_offer.isHidden()
    form.title.setText("党性分析")
    assert "“党性分析”" in form.topic_offer.text()
    assert form.topic_offer.isVisibleTo(form)
    form.topic_offer.click()
    assert form.topics.value() == "party_analysis"
    assert form.topic_offer.isHidden()
    form.show_lesson(replace(LESSON, title="党性分析", topics="party_analysis"), "")
    assert form.topic_offer.isHidden()
    form.show_lesson(replace(LESSON, title="党性分析"), "")
    form.set_locked(True)
    assert form.topic_offer.isHidden()
