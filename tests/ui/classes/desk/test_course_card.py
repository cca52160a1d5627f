from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.classes.lessons import Lecturer
from ui import theme
from ui.classes.desk.course_card import Face, paint, people_text, tight_lines, wrapped
from ui.kit.sizes import sized

ONE = Lecturer(1, "陈立群", "full_time", "县委党校", "教研室主任")
CADRE = Lecturer(2, "何军", "leading_cadre", "县纪委", "书记")


@pytest.fixture
def font(qapp: QApplication) -> QFont:
    return theme.font()


def test_who_lectures() -> None:
    assert people_text([ONE]) == "陈立群 · 专职"
    assert people_text([CADRE]) == "★ 何军 · 书记"
    assert people_text([ONE, CADRE]) == "★ 陈立群、何军"
    assert people_text([], "北岭村教学点") == "北岭村教学点"


def test_a_card_is_read_out_whole() -> None:
    face = Face("党章", "party_spirit", "★ 何军 · 书记", "讲授式 · 4 学时", "授课人时间冲突")
    assert face.spoken == "党章，领导干部 何军 · 书记，讲授式 · 4 学时，授课人时间冲突"


def test_a_long_title_is_cut_after_its_last_line(font: QFont) -> None:
    bold = sized(font, 13, bold=True)
    title = "习近平新时代中国特色社会主义思想的世界观和方法论"
    width = QFontMetricsF(bold).horizontalAdvance("习近平新时代")
    lines = wrapped(title, bold, width, 2)
    assert len(lines) == 2
    assert title.startswith(lines[0])
    assert lines[1].endswith("…")
    assert all(QFontMetricsF(bold).horizontalAdvance(line) <= width for line in lines)
    assert wrapped("自学", bold, width, 3) == ["自学"]


def test_two_lessons_in_a_half_day_say_who_and_when(font: QFont) -> None:
    face = Face("党章", "party_spirit", "★ 何军平 · 书记", "讲授式 · 2 学时", clock="08:30—10:10")
    small = sized(font, 11)
    wide = QFontMetricsF(small).horizontalAdvance
    assert tight_lines(face, small, 300, 40) == ["★ 何军平 08:30—10:10"]
    assert tight_lines(face, small, wide("★ 何军平 08:30") + 1, 40) == ["★ 何军平 08:30"]
    assert tight_lines(face, small, wide("08:30—10:10") + 1, 40) == ["★ 何军平", "08:30—10:10"]
    assert tight_lines(face, small, wide("何军平") + 1, 40) == ["何军平", "08:30"]
    assert tight_lines(face, small, wide("★ 何军平"), 10)[0].endswith("…")
    assert "08:30—10:10" in face.spoken


@pytest.mark.parametrize(("width", "height"), [(200, 180), (90, 60), (60, 24), (30, 12), (1, 1)])
def test_painted_in_any_size(font: QFont, width: int, height: int) -> None:
    around = 20  # pixels about the card, which it must leave alone
    image = QImage(width + 2 * around, height + 2 * around, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    painter = QPainter(image)
    painter.translate(around, around)
    face = Face("县域经济高质量发展", "professional", "★ 孙莉 · 副县长", "讲授式 · 4 学时", "冲突")
    paint(painter, QRectF(0, 0, width, height), face, font, selected=True)
    paint(
        painter, QRectF(0, 0, width, height), Face("自学", "other"), font, locked=True, faded=True
    )
    shared = Face("晨读", "theory", "李敏 · 专职", "自学 · 1 学时", clock="08:30—09:20")
    paint(painter, QRectF(0, 0, width, height), shared, font)
    painter.end()
    card = QRect(around - 1, around - 1, width + 2, height + 2)  # half a pen lies outside
    untouched = QColor(Qt.GlobalColor.magenta).rgb()
    points = [QPoint(x, y) for x in range(image.width()) for y in range(image.height())]
    assert all(image.pixel(p) == untouched for p in points if not card.contains(p))
    if width > 1:  # there is no room for anything in a pixel
        assert any(image.pixel(p) != untouched for p in points if card.contains(p))
