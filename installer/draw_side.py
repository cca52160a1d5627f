"""Draws launcher/side.bmp, the picture on the setup's first and last page, from launcher/side.svg.

``python -m installer.draw_side``, by hand when the drawing changes; the assembly needs no Qt.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

LAUNCHER = Path(__file__).resolve().parent / "launcher"
WIDTH, HEIGHT = 164, 314  # what Windows shows at 100 %, so that most screens need not scale it


def main() -> None:
    """Write the picture."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(LAUNCHER / "side.svg")).render(painter)
    painter.end()
    image.convertToFormat(QImage.Format.Format_RGB888).save(str(LAUNCHER / "side.bmp"))


if __name__ == "__main__":
    main()
