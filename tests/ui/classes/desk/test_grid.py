from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.planned import DAYS, picture
from tests.ui.told import told
from ui.classes.desk.board import Held, fitting
from ui.classes.desk.course_card import Face
from ui.classes.desk.grid import COURSE, LESSON, Grid, carried, carry

HALVES = [("morning", "上午"), ("afternoon", "下午"), ("evening", "晚上")]
LESSONS = [
    Held(
        1,
        "2026-11-02",
        "morning",
        Face("开班式", "party_spirit", "★ 张伟 · 校长", "讲授式 · 4 学时"),
    ),
    Held(2, "2026-11-02", "afternoon", Face("党章", "party_spirit")),
    Held(3, "2026-11-03", "morning", Face("新思想", "theory")),
    Held(4, "2026-11-03", "morning", Face("研讨", "theory")),
]


def made(qtbot: QtBot, days: tuple[str, ...] = DAYS, width: int = 900) -> Grid:
    grid = Grid()
    qtbot.addWidget(grid)
    grid.setWindowFlag(Qt.WindowType.FramelessWindowHint)  # may be wider than a screen of Windows
    grid.resize(width, 500)
    grid.set_calendar(days, HALVES)
    grid.set_lessons(LESSONS)
    grid.show()
    return grid


def test_the_week_as_it_stands(qtbot: QtBot) -> None:
    grid = made(qtbot)
    assert picture(grid) == "\n".join(
        (
            "上午 >开班式  新思想+研讨  ·  ·  ·",
            "下午  党章  ·  ·  ·  ·",
            "晚上  ·  ·  ·  ·  ·",
        )
    )


def test_arrows_walk_through_a_stack_and_over_the_days(qtbot: QtBot) -> None:
    grid = made(qtbot)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current() == LESSONS[2]
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current() == LESSONS[3]
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.place() == ("2026-11-03", "afternoon")
    assert grid.current() is None
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.current() == LESSONS[3]
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.place() == ("2026-11-06", "morning")
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.place() == ("2026-11-06", "morning")


def test_enter_edits_a_lesson_and_begins_a_new_one_where_there_is_none(qtbot: QtBot) -> None:
    grid = made(qtbot)
    with qtbot.waitSignal(grid.edit_wanted) as edited:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert told(edited) == [1]
    grid.set_place("2026-11-05", "evening")
    with qtbot.waitSignal(grid.new_wanted) as begun:
        qtbot.keyClick(grid, Qt.Key.Key_F2)
    assert told(begun) == ["2026-11-05", "evening"]


def test_delete_asks_for_removal(qtbot: QtBot) -> None:
    grid = made(qtbot)
    with qtbot.waitSignal(grid.remove_wanted) as removed:
        qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert told(removed) == [1]


def test_control_arrow_asks_to_move_and_the_cursor_follows(qtbot: QtBot) -> None:
    grid = made(qtbot)
    with qtbot.waitSignal(grid.move_wanted) as moved:
        qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert told(moved) == [1, "2026-11-03", "morning"]
    grid.set_lessons([LESSONS[0]._replace(day="2026-11-04"), *LESSONS[1:]])
    assert grid.place() == ("2026-11-04", "morning")


def test_nothing_moves_over_the_edge(qtbot: QtBot) -> None:
    grid = made(qtbot)
    with qtbot.assertNotEmitted(grid.move_wanted):
        qtbot.keyClick(grid, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(grid, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)


def test_cut_and_paste_moves_copy_and_paste_copies(qtbot: QtBot) -> None:
    grid, control = made(qtbot), Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(grid, Qt.Key.Key_X, control)
    grid.set_place("2026-11-06", "afternoon")
    with qtbot.waitSignal(grid.move_wanted) as moved:
        qtbot.keyClick(grid, Qt.Key.Key_V, control)
    assert told(moved) == [1, "2026-11-06", "afternoon"]
    grid.set_place("2026-11-02", "afternoon")
    qtbot.keyClick(grid, Qt.Key.Key_C, control)
    grid.set_place("2026-11-06", "evening")
    with qtbot.waitSignal(grid.copy_wanted) as copied:
        qtbot.keyClick(grid, Qt.Key.Key_V, control)
    assert told(copied) == [2, "2026-11-06", "evening"]


def test_escape_forgets_what_was_cut(qtbot: QtBot) -> None:
    grid, control = made(qtbot), Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(grid, Qt.Key.Key_X, control)
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(grid.move_wanted):
        qtbot.keyClick(grid, Qt.Key.Key_V, control)


def test_an_approved_class_refuses_every_change(qtbot: QtBot) -> None:
    grid, control = made(qtbot), Qt.KeyboardModifier.ControlModifier
    grid.set_locked(True)
    for key, modifier in (
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_X, control),
        (Qt.Key.Key_Right, control),
    ):
        with qtbot.waitSignal(grid.refused):
            qtbot.keyClick(grid, key, modifier)
    assert not grid.drop(carry(COURSE, 7), "2026-11-06", "morning")
    with qtbot.waitSignal(grid.edit_wanted):  # it can still be read
        qtbot.keyClick(grid, Qt.Key.Key_Return)


def test_a_course_dropped_asks_for_it(qtbot: QtBot) -> None:
    grid = made(qtbot)
    with qtbot.waitSignal(grid.course_wanted) as asked:
        assert grid.drop(carry(COURSE, 7), "2026-11-06", "morning")
    assert told(asked) == [7, "2026-11-06", "morning"]


def test_a_drop_event_lands_where_it_was_let_go(qtbot: QtBot) -> None:
    grid = made(qtbot)
    grid.set_place("2026-11-04", "afternoon")
    at = QPointF(grid.place_rect().center())
    data = carry(LESSON, 1)
    event = QDropEvent(
        at,
        Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(grid.move_wanted) as moved:
        grid.dropEvent(event)
    assert told(moved) == [1, "2026-11-04", "afternoon"]
    assert event.isAccepted()


def test_a_lesson_dropped_where_it_stands_stays(qtbot: QtBot) -> None:
    grid = made(qtbot)
    with qtbot.assertNotEmitted(grid.move_wanted):
        grid.drop(carry(LESSON, 1), "2026-11-02", "morning")


def test_other_things_are_not_taken(qtbot: QtBot) -> None:
    grid = made(qtbot)
    data = carry("text/plain", 3)
    assert carried(data, COURSE) is None
    assert not grid.drop(data, "2026-11-02", "evening")


def test_a_double_click_edits(qtbot: QtBot) -> None:
    grid = made(qtbot)
    grid.set_place("2026-11-02", "afternoon")
    with qtbot.waitSignal(grid.edit_wanted) as edited:
        qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=grid.place_rect().center())
    assert told(edited) == [2]


def test_a_click_puts_the_cursor_on_the_card_of_a_stack(qtbot: QtBot) -> None:
    grid = made(qtbot)
    grid.set_place("2026-11-03", "morning")
    box = grid.place_rect()
    qtbot.mouseClick(
        grid, Qt.MouseButton.LeftButton, pos=QPoint(box.center().x(), box.bottom() - 6)
    )
    assert grid.current() == LESSONS[3]


def test_weeks_are_turned_with_the_keyboard_and_the_cursor(qtbot: QtBot) -> None:
    days = (*DAYS, "2026-11-09", "2026-11-10")
    grid = made(qtbot, days, width=640)
    assert len(grid.pages()) == 2
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    assert (grid.page, grid.place()) == (1, ("2026-11-09", "morning"))
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert (grid.page, grid.place()) == (0, ("2026-11-06", "morning"))
    grid.resize(1400, 500)
    assert len(grid.pages()) == 1


def test_every_half_day_has_a_name_for_a_screen_reader(qtbot: QtBot) -> None:
    grid = made(qtbot)
    names = {w.accessibleName() for w in grid.findChildren(QWidget)}
    assert "11月2日星期一上午，开班式，领导干部 张伟 · 校长，讲授式 · 4 学时" in names
    assert "11月6日星期五晚上，空" in names


def test_a_class_without_days_has_no_cursor(qtbot: QtBot) -> None:
    grid = Grid()
    qtbot.addWidget(grid)
    grid.set_calendar([], HALVES)
    grid.set_lessons([])
    assert grid.place() is None
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
        qtbot.keyClick(grid, key)


def test_all_days_are_headed_in_one_wording(qapp: QApplication) -> None:
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    texts = [("星期一 11-02", "周一", "2"), ("星期二 12-22", "周二", "22")]
    wide = painter.fontMetrics().horizontalAdvance
    assert fitting(painter, texts, 1000) == 0
    assert fitting(painter, texts, max(wide("星期一 11-02"), wide("星期二 12-22")) - 1) == 1
    assert fitting(painter, texts, 1) == 2
    painter.end()
