"""A chart on the screen: bars are clicked, hovered and reached by keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.classes.charts import Bar, Chart
from ui.kit.chart_view import ChartView

CHART = Chart(
    *("kind", "2026年班次（按类别）", "classes", "个", ("2026年", "2025年")),
    (Bar("main", "主体班次", 5, "5", 2, "2"), Bar("special", "专题班次", 4, "4", 0, "0")),
)


def shown(qtbot: QtBot) -> ChartView:
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(600, 240)
    view.show_chart(CHART, "main")
    view.show()
    view.grab()
    return view


def test_a_click_opens_a_bar(qtbot: QtBot) -> None:
    view = shown(qtbot)
    with qtbot.waitSignal(view.picked) as told:
        at = view.place("special").center().toPoint()
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert told.args == ["special"]


def test_keys_reach_every_bar_and_a_reader_hears_it(qtbot: QtBot) -> None:
    view = shown(qtbot)
    assert view.accessibleName() == "2026年班次（按类别）"
    picked: list[str] = []
    view.picked.connect(picked.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert view.accessibleDescription() == "专题班次：4 个（2026年），0 个（2025年）"
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Space):
        QTest.keyClick(view, key)
    assert picked == ["special", "main"]


def test_a_bar_says_itself_under_the_hand(qtbot: QtBot) -> None:
    view = shown(qtbot)
    at = view.place("main").center().toPoint()
    QTest.mouseMove(view, at)
    assert view.toolTip() == "主体班次：5 个（2026年），2 个（2025年）"
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(view, QPoint(5, 2))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_it_is_as_tall_as_its_bars(qtbot: QtBot) -> None:
    view = shown(qtbot)
    many = tuple(Bar(f"{n}", f"第{n}类", n, f"{n}") for n in range(24))
    low = view.minimumSizeHint().height()
    view.show_chart(Chart("kind", "t", "classes", "个", ("2026年", ""), many))
    assert view.minimumSizeHint().height() > low + 200
