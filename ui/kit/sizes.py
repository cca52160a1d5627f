"""Fonts of what is painted: sizes of the 100 % design, enlarged as the body text is."""

from __future__ import annotations

from PySide6.QtGui import QFont


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """Return the font at a size of the 100 % design, enlarged as ``font`` is (14 is body)."""
    result = QFont(font)
    result.setPixelSize(max(8, round(pixels * zoom(font))))
    result.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return result


def zoom(font: QFont) -> float:
    """Return how much the interface is enlarged, read off the body font."""
    return (font.pixelSize() if font.pixelSize() > 0 else 14) / 14
