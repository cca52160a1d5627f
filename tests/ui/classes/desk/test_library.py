from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.teaching.courses import CourseCard
from tests.ui.told import told
from ui.classes.desk.library import Library, face

CARDS = [
    CourseCard(1, "党章", "party_spirit", "党性教育", "lecture", "讲授式", 16, "何军", "leading_cadre",
               "县纪委书记", None),
    CourseCard(2, "现场教学", "professional", "专业化能力", "on_site", "现场教学", 14, None, None, None,
               "北岭村"),
]  # fmt: skip


def made(qtbot: QtBot) -> Library:
    library = Library([("theory", "理论教育"), ("party_spirit", "党性教育")])
    qtbot.addWidget(library)
    library.show_courses(CARDS)
    library.show()
    return library


def test_a_card_says_who_how_and_how_long() -> None:
    leading, on_site = face(CARDS[0]), face(CARDS[1])
    assert (leading.people, leading.foot) == ("★ 何军 · 县纪委书记", "讲授式 · 4 学时")
    assert (on_site.people, on_site.foot) == ("北岭村", "现场教学 · 3.5 学时")


def test_typing_asks_and_enter_takes_the_first(qtbot: QtBot) -> None:
    library = made(qtbot)
    with qtbot.waitSignal(library.wanted) as asked:
        qtbot.keyClicks(library.search, "dz")
    assert told(asked) == ["dz", ""]
    with qtbot.waitSignal(library.picked) as picked:
        qtbot.keyClick(library.search, Qt.Key.Key_Return)
    assert told(picked) == [1]


def test_down_goes_into_the_list_and_enter_takes_what_is_there(qtbot: QtBot) -> None:
    library = made(qtbot)
    view = library.findChildren(type(library._view))[0]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(library.picked) as picked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told(picked) == [2]


def test_what_stays_found_stays_current(qtbot: QtBot) -> None:
    library = made(qtbot)
    library._view.setCurrentIndex(library._model.index(1))
    library.show_courses(list(reversed(CARDS)))
    current = library.current()
    assert current is not None
    assert current.id == 2


def test_an_empty_library_says_what_to_do(qtbot: QtBot) -> None:
    library = made(qtbot)
    library.show_courses([])
    assert "添加或导入课程" in library._nothing.text()
    assert library._nothing.isVisible()


def test_finding_nothing_leaves_the_head_where_it_is(qtbot: QtBot) -> None:
    library = Library([("theory", "理论教育")])
    qtbot.addWidget(library)
    library.resize(208, 500)
    library.show()
    library.search.setText("没有")
    library.show_courses([])
    assert library.category.geometry().bottom() < 140
