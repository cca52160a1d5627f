from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton

from app.ground.paths import RESOURCES
from ui import theme
from ui.teaching.category import INK


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    shade = QColor(colour)
    red, green, blue = (linear(c) for c in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [theme.CARD, theme.PAGE, theme.HEAD, theme.ACCENT_SOFT])
@pytest.mark.parametrize(
    "ink", sorted({theme.TEXT, theme.QUIET, theme.ACCENT, theme.GOOD, theme.WARN, theme.INFO})
)
def test_every_ink_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("tone", sorted(theme.TONES))
def test_tones_can_be_read(tone: str) -> None:
    assert contrast(*theme.TONES[tone]) >= 4.5


@pytest.mark.parametrize("code", sorted(INK))
def test_categories_can_be_read_as_text(code: str) -> None:
    assert contrast(INK[code], theme.CARD) >= 4.5
    assert contrast(INK[code], theme.ACCENT_SOFT) >= 4.5


def test_text_on_the_primary_action_can_be_read() -> None:
    assert contrast(theme.CARD, theme.ACCENT) >= 4.5


def test_a_larger_text_size_enlarges_fonts_and_lengths(qapp: QApplication) -> None:
    try:
        theme.apply(qapp, 150)
        assert qapp.font().pixelSize() == 21
        assert theme.px(40) == 60
    finally:
        theme.apply(qapp, 100)
    assert theme.px(40) == 40


@pytest.mark.parametrize("percent", theme.SIZES)
def test_a_radio_button_is_the_same_circle_chosen_or_not(percent: int) -> None:
    """A radius other than half the side is no circle, and Qt takes none beyond it."""
    sheet = theme.style_sheet(percent)
    seen: dict[str, str] = {}
    sides: list[int] = []
    for state in ("", ":focus", ":checked"):
        rules = re.findall(rf"QRadioButton::indicator{state} {{(.*?)}}", sheet, re.DOTALL)
        said = dict(re.findall(r"(border-radius|border|width|height): (\d+)px", " ".join(rules)))
        seen |= said
        assert seen["width"] == seen["height"]
        sides.append(int(seen["width"]) + 2 * int(seen["border"]))
        assert 2 * int(seen["border-radius"]) == sides[-1]
    assert len(set(sides)) == 1


def test_bundled_fonts_show_rare_characters(qapp: QApplication) -> None:
    metrics = QFontMetrics(theme.font())
    assert qapp.font().families()[0] == "Noto Sans SC"
    for name in ("张伟", "㛃", "𬎆", "𫖯", "䶮"):
        assert metrics.horizontalAdvance(name) >= 14


def test_figures_have_equal_widths(qapp: QApplication) -> None:
    metrics = QFontMetrics(theme.font())
    assert len({metrics.horizontalAdvance(str(digit)) for digit in range(10)}) == 1


def test_every_shipped_icon_is_drawn(qapp: QApplication) -> None:
    names = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))
    assert "search" in names
    for name in names:
        assert theme.pixmap(name).toImage().hasAlphaChannel()
        assert not theme.pixmap(name).isNull()


def test_a_role_changes_the_look_of_a_widget(qapp: QApplication) -> None:
    button = QPushButton("新建班次")
    theme.role(button, "primary")
    button.ensurePolished()
    button.resize(88, 34)
    assert button.grab().toImage().pixelColor(44, 4).name() == theme.ACCENT.lower()
