"""The look in numbers: colours, sizes, fonts, icons, and the one style sheet."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QFile, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from app.ground import paths

PAGE = "#F6F7F9"
CARD = "#FFFFFF"
LINE = "#E3E6EA"
LINE_SOFT = "#EEF0F3"  # between the rows of a table
LINE_FIRM = "#C9CFD6"  # borders of what can be typed into or pressed
HEAD = "#FAFBFC"  # head of a table
HOVER = "#F1F3F6"
TEXT = "#1F2328"
QUIET = "#5F6973"  # a shade under #66707A, which is only 4.4 : 1 on the hover grey
ACCENT = "#B3261E"
ACCENT_DARK = "#8F1D17"
ACCENT_SOFT = "#FBEDEC"
ACCENT_PALE = "#E8BCB9"  # a primary action that cannot be taken yet
GOOD = "#157A5C"  # #1B8A6B is 4.2 : 1 on white; this one reaches 5.3
GOOD_SOFT = "#E8F5F0"
WARN = "#8A5A00"
WARN_SOFT = "#FFF4E0"
INFO = "#2763CE"
INFO_SOFT = "#EBF1FD"

CATEGORY = {
    "theory": "#2F6FDE",
    "party_spirit": "#B3261E",
    "professional": "#1B8A6B",
    "knowledge": "#8A6D1B",
    "other": "#7A828C",
}
VERDICT = {"passed": GOOD, "below": ACCENT, "above": ACCENT, "unassessed": QUIET}
TONES = {  # of chips and message bars: text, ground
    "quiet": (QUIET, "#EEF0F3"),
    "good": (GOOD, GOOD_SOFT),
    "warn": (WARN, WARN_SOFT),
    "info": (INFO, INFO_SOFT),
    "bad": (ACCENT, ACCENT_SOFT),
}

BODY = 14  # px at 100 %
SIZES = (100, 110, 125, 150, 175)  # text enlargement offered, percent
MARGIN = (22, 16, 22, 14)  # of a page
ROW = 40
CONTROL = 34
_FONTS = (
    "NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf",
    "LXGWWenKai-Regular.ttf",
    "HanaMinB.ttf",
)
FAMILIES = ["Noto Sans SC", "Microsoft YaHei UI", "LXGW WenKai", "HanaMinB"]


def fixed() -> str:
    """Return the family of this system whose characters are all of one width."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


def load_fonts() -> None:
    """Make the bundled fonts known, so that a bare machine shows Chinese and rare names."""
    known = set(QFontDatabase.families())
    for name in _FONTS:
        if not known.issuperset(_family(name)):
            QFontDatabase.addApplicationFont(str(paths.RESOURCES / "fonts" / name))


def _family(file: str) -> set[str]:
    # the bold face shares its family with the regular one and is always added
    names = {"NotoSansSC_400Regular.ttf": "Noto Sans SC", "LXGWWenKai-Regular.ttf": "LXGW WenKai"}
    return {names.get(file, "HanaMinB" if file.startswith("Hana") else file)}


def apply(app: QApplication, percent: int = 100) -> None:
    """Give the whole program its font, palette and style sheet at a text size in percent."""
    app.setStyle("Fusion")
    base = QFont()
    base.setFamilies(FAMILIES)
    base.setPixelSize(round(BODY * percent / 100))
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(base)
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, PAGE),
        (QPalette.ColorRole.Base, CARD),
        (QPalette.ColorRole.AlternateBase, CARD),
        (QPalette.ColorRole.Text, TEXT),
        (QPalette.ColorRole.WindowText, TEXT),
        (QPalette.ColorRole.ButtonText, TEXT),
        (QPalette.ColorRole.Highlight, ACCENT),
        (QPalette.ColorRole.HighlightedText, CARD),
        (QPalette.ColorRole.PlaceholderText, QUIET),
        (QPalette.ColorRole.ToolTipBase, CARD),
        (QPalette.ColorRole.ToolTipText, TEXT),
        (QPalette.ColorRole.Link, INFO),
    ):
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(percent))


def px(size: float) -> int:
    """Return a length of the 100 % design at the text size in use."""
    return round(size * QApplication.font().pixelSize() / BODY)


def font(size: float = BODY, *, bold: bool = False) -> QFont:
    """Return the interface font, ``size`` in px of the 100 % design; figures have equal widths."""
    made = QFont(QApplication.font())
    made.setPixelSize(px(size))
    made.setBold(bold)
    return made


def role(widget: QWidget, name: str) -> None:
    """Give a widget its part in the style sheet ("primary", "quiet", "card" …)."""
    if widget.property("role") != name:
        widget.setProperty("role", name)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def icon(name: str, colour: str = TEXT, size: int = 18) -> QIcon:
    """Return resources/icons/NAME.svg in a colour; a paler one where it is disabled."""
    made = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, LINE_FIRM)):
        for scale in (1, 2):
            made.addPixmap(_drawn(name, ink, px(size), scale), mode)
    return made


def pixmap(name: str, colour: str = TEXT, size: int = 18) -> QPixmap:
    """Return resources/icons/NAME.svg as a picture of ``size`` px of the 100 % design."""
    return icon(name, colour, size).pixmap(QSize(px(size), px(size)))


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, side: int, scale: int) -> QPixmap:
    file = QFile(str(paths.RESOURCES / "icons" / f"{name}.svg"))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return QPixmap()
    text = bytes(file.readAll().data()).replace(b"currentColor", colour.encode())
    file.close()
    picture = QPixmap(side * scale, side * scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text)).render(painter, QRectF(0, 0, side * scale, side * scale))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def _url(name: str) -> str:
    return f'url("{(paths.RESOURCES / "icons" / name).as_posix()}")'


def style_sheet(percent: int) -> str:
    """Return the style sheet of the whole program; lengths grow with the text.

    It sets every label and every tooltip to plain text, Qt's own as well: they are dressed before they
    are given their text, and what a list brings would else be read as markup, pictures fetched.
    """

    def n(size: float) -> str:
        return f"{round(size * percent / 100)}px"

    # the same circle with every border: a radius beyond half its side is none
    ring = 2 * (round(18 * percent / 100) // 2)
    return f"""
* {{ color: {TEXT}; }}
QMainWindow, QDialog, QWidget[role="page"] {{ background: {PAGE}; }}
QLabel {{ background: transparent; }}
QLabel, QToolTip {{ qproperty-textFormat: PlainText; }}
QLabel[role="title"] {{ font-size: {n(20)}; font-weight: 700; }}
QLabel[role="heading"] {{ font-size: {n(15)}; font-weight: 700; }}
QLabel[role="strong"] {{ font-weight: 700; }}
QLabel[role="big"] {{ font-size: {n(22)}; font-weight: 700; }}
QLabel[role="label"] {{ font-size: {n(13)}; color: {QUIET}; }}
QLabel[role="muted"] {{ color: {QUIET}; }}
QLabel[role="quiet"] {{ font-size: {n(12)}; color: {QUIET}; }}
QLabel[role="error"] {{ font-size: {n(12)}; color: {ACCENT}; }}
QLabel[role="doubt"] {{ font-size: {n(12)}; color: {WARN}; }}
QLabel[role="good"] {{ color: {GOOD}; }}
QLabel[role="warn"] {{ color: {WARN}; }}
QLabel[role="school"] {{ font-size: {n(16)}; font-weight: 700; color: {ACCENT}; }}
QLabel[role="code"] {{ font-family: "{fixed()}"; font-size: {n(17)}; font-weight: 700; }}

QFrame[role="card"] {{ background: {CARD}; border: 1px solid {LINE}; border-radius: 10px; }}
QFrame[role="plain"] {{ background: {CARD}; border: none; }}
QFrame[role="picked"] {{ background: {CARD}; border: 1px solid {ACCENT}; border-radius: 10px; }}
QFrame[role="well"] {{ background: {PAGE}; border: none; border-radius: 8px; }}
QFrame[role="soft"] {{ background: {ACCENT_SOFT}; border: none; border-radius: 8px; }}
QFrame[role="amber"] {{ background: {WARN_SOFT}; border: none; border-radius: 8px; }}
QFrame[role="mint"] {{ background: {GOOD_SOFT}; border: none; border-radius: 8px; }}
QFrame[role="sky"] {{ background: {INFO_SOFT}; border: none; border-radius: 8px; }}
QFrame[role="entry"] {{ background: transparent; border: 1px solid transparent; border-radius: 6px; }}
QFrame[role="entry"]:hover {{ background: {HOVER}; }}
QFrame[role="entry"]:focus {{ border-color: {ACCENT_PALE}; }}
QFrame[role="rail"] {{ background: {CARD}; border: none; border-right: 1px solid {LINE}; }}
QFrame[role="toast"] {{ background: #2B3138; border: none; border-radius: 8px; }}
QFrame[role="toast"] QLabel {{ color: #FFFFFF; }}
QFrame[role="toast"] QPushButton {{ background: transparent; border: none; color: #FFD9D6;
  font-weight: 700; padding: 0 {n(8)}; }}
QFrame[role="toast"] QPushButton:hover {{ color: #FFFFFF; }}

QPushButton {{ background: {CARD}; border: 1px solid {LINE_FIRM}; border-radius: 7px;
  padding: 0 {n(14)}; min-height: {n(CONTROL - 2)}; icon-size: {n(17)}; outline: none; }}
QPushButton:hover {{ background: {HOVER}; }}
QPushButton:pressed {{ background: {LINE}; }}
QPushButton:focus {{ border: 1px solid {ACCENT}; }}
QPushButton:disabled {{ color: #8A929B; background: {PAGE}; border-color: {LINE}; }}
QPushButton[role="primary"] {{ background: {ACCENT}; border: 1px solid {ACCENT}; color: #FFFFFF;
  font-weight: 700; padding: 0 {n(15)}; }}
QPushButton[role="primary"]:hover {{ background: #A0211A; }}
QPushButton[role="primary"]:pressed {{ background: {ACCENT_DARK}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid #5C120E; }}
QPushButton[role="primary"]:disabled {{ background: {ACCENT_PALE}; border-color: {ACCENT_PALE};
  color: #FFFFFF; }}
QPushButton[role="danger"] {{ color: {ACCENT}; }}
QPushButton[role="danger"]:disabled {{ color: #8A929B; }}
QPushButton[role="link"] {{ background: transparent; border: 1px solid transparent; color: {INFO};
  padding: 0 {n(4)}; min-height: {n(24)}; text-align: left; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border-color: {INFO}; border-radius: 4px; }}
QPushButton[role="icon"] {{ padding: 0; min-width: {n(CONTROL)}; max-width: {n(CONTROL)}; }}
QPushButton[role="icon"]:disabled {{ background: {PAGE}; border-color: {LINE}; }}
QPushButton[role="bare"] {{ background: transparent; border: 1px solid transparent; padding: 0;
  min-width: {n(26)}; max-width: {n(26)}; min-height: {n(26)}; max-height: {n(26)}; }}
QPushButton[role="bare"]:hover {{ background: {HOVER}; border-radius: 6px; }}
QPushButton[role="bare"]:focus {{ border-color: {ACCENT}; border-radius: 6px; }}
QPushButton[role="small"] {{ font-size: {n(13)}; padding: 0 {n(10)}; min-height: {n(26)}; }}
QPushButton[role="nav"] {{ background: transparent; border: 1px solid transparent;
  border-radius: 8px; text-align: left; padding: 0 {n(12)}; min-height: {n(37)}; }}
QPushButton[role="nav"]:hover {{ background: {HOVER}; }}
QPushButton[role="nav"]:focus {{ border-color: {ACCENT_PALE}; }}
QPushButton[role="nav"]:checked {{ background: {ACCENT_SOFT}; color: {ACCENT}; font-weight: 700; }}
QPushButton[role="recent"] {{ background: transparent; border: 1px solid transparent;
  border-radius: 8px; padding: 0; min-height: {n(54)}; }}
QPushButton[role="recent"]:hover {{ background: {HOVER}; }}
QPushButton[role="recent"]:focus {{ border-color: {ACCENT}; }}
QPushButton[role="chip"] {{ border: 1px solid {LINE}; border-radius: {n(13)}; color: {QUIET};
  font-size: {n(13)}; padding: 0 {n(15)}; min-height: {n(26)}; max-height: {n(26)}; }}
QPushButton[role="chip"]:hover {{ border-color: {LINE_FIRM}; color: {TEXT}; }}
QPushButton[role="chip"]:focus {{ border-color: {ACCENT}; }}
QPushButton[role="chip"]:checked {{ background: {ACCENT_SOFT}; border-color: #F2C9C6;
  color: {ACCENT}; }}
QPushButton[role="chip"]:checked:focus {{ border-color: {ACCENT}; }}
QPushButton[role="tile"] {{ background: {CARD}; border: 1px solid {LINE}; border-radius: 10px;
  text-align: left; padding: 0; min-height: {n(76)}; }}
QPushButton[role="tile"]:hover {{ border-color: {ACCENT_PALE}; background: #FFFCFC; }}
QPushButton[role="tile"]:focus {{ border-color: {ACCENT}; }}
QPushButton::menu-indicator {{ image: {_url("arrow-down.svg")}; width: {n(10)};
  subcontrol-position: right center; subcontrol-origin: padding; right: {n(8)}; }}
QPushButton[role="primary"]::menu-indicator {{ image: {_url("arrow-down-light.svg")}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {{ background: {CARD};
  border: 1px solid {LINE_FIRM}; border-radius: 7px; padding: 0 {n(9)};
  min-height: {n(CONTROL - 2)}; selection-background-color: {ACCENT};
  selection-color: #FFFFFF; }}
QPlainTextEdit, QTextEdit {{ padding: {n(4)} {n(6)}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDateEdit:focus, QTimeEdit:focus {{ border: 1px solid {ACCENT}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{
  background: {PAGE}; color: {QUIET}; border-color: {LINE}; }}
QLineEdit[role="cell"], QLineEdit[role="cell"]:focus {{ border: 2px solid {ACCENT};
  border-radius: 0; padding: 0 {n(6)}; min-height: 0; }}
QLabel[role="refusal"] {{ background: {WARN_SOFT}; border: 1px solid {WARN}; border-radius: 6px;
  padding: {n(6)} {n(9)}; font-size: {n(13)}; }}
QLineEdit[readOnly="true"] {{ background: {PAGE}; border-color: {LINE}; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] {{
  border: 1px solid {ACCENT}; background: #FFFAFA; }}
QComboBox::drop-down {{ border: none; width: {n(26)}; }}
QComboBox::down-arrow {{ image: {_url("arrow-down.svg")}; width: {n(10)}; height: {n(10)}; }}
QComboBox QAbstractItemView {{ background: {CARD}; border: 1px solid {LINE_FIRM}; outline: none;
  selection-background-color: {ACCENT_SOFT}; selection-color: {TEXT}; padding: {n(3)}; }}
QComboBox QAbstractItemView::item {{ min-height: {n(30)}; padding: 0 {n(8)}; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: {n(18)}; }}
QSpinBox::up-arrow {{ image: {_url("arrow-up.svg")}; width: {n(9)}; height: {n(9)}; }}
QSpinBox::down-arrow {{ image: {_url("arrow-down.svg")}; width: {n(9)}; height: {n(9)}; }}
QCheckBox, QRadioButton {{ spacing: {n(8)}; min-height: {n(26)}; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {n(16)}; height: {n(16)};
  border: 1px solid #8A929B; background: {CARD}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: {ring // 2}px; width: {ring - 2}px; height: {ring - 2}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {ACCENT}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {ACCENT}; }}
QCheckBox::indicator:checked {{ background: {ACCENT}; border-color: {ACCENT};
  image: {_url("tick.svg")}; }}
QRadioButton::indicator:focus {{ width: {ring - 4}px; height: {ring - 4}px; }}
QRadioButton::indicator:checked {{ border: {n(5)} solid {ACCENT};
  width: {ring - 2 * round(5 * percent / 100)}px; height: {ring - 2 * round(5 * percent / 100)}px; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {QUIET}; }}
QCheckBox::indicator:disabled {{ border-color: {LINE_FIRM}; background: {PAGE}; }}
QCheckBox::indicator:checked:disabled {{ border-color: {QUIET}; background: {QUIET}; }}

QTableView, QTableWidget, QListView, QListWidget, QTreeView {{ background: {CARD}; border: none;
  outline: none; gridline-color: transparent; selection-background-color: {ACCENT_SOFT};
  selection-color: {TEXT}; }}
QListView[role="offers"] {{ border: 1px solid {LINE_FIRM}; padding: {n(3)}; }}
QListView::item, QListWidget::item {{ height: {n(34)}; padding: 0 {n(10)};
  border-radius: 6px; }}
QListView[role="tall"]::item {{ height: {n(54)}; }}
QListView::item:hover {{ background: {HOVER}; }}
QListView::item:selected {{ background: {ACCENT_SOFT}; color: {TEXT}; }}
QTableWidget::item {{ padding: 0 {n(8)}; border-bottom: 1px solid #EEF0F3; }}
QTableWidget::item:selected {{ background: {ACCENT_SOFT}; color: {TEXT}; }}
QHeaderView {{ background: {HEAD}; border: none; }}
QHeaderView::section {{ background: {HEAD}; border: none; border-bottom: 1px solid {LINE};
  color: {QUIET}; font-size: {n(13)}; font-weight: 400; padding: 0 {n(10)}; }}
QHeaderView::section:hover {{ color: {TEXT}; }}
QHeaderView::up-arrow {{ image: {_url("arrow-up.svg")}; width: {n(9)}; height: {n(9)};
  subcontrol-position: center right; right: {n(2)}; }}
QHeaderView::down-arrow {{ image: {_url("arrow-down.svg")}; width: {n(9)}; height: {n(9)};
  subcontrol-position: center right; right: {n(2)}; }}
QTableCornerButton::section {{ background: {HEAD}; border: none; }}

QScrollArea, QScrollArea > QWidget, QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollArea {{ border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {LINE_FIRM}; border-radius: 4px; min-height: 36px;
  min-width: 36px; }}
QScrollBar::handle:hover {{ background: #9AA2AB; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QTabWidget::pane {{ border: none; border-top: 1px solid {LINE}; }}
QTabWidget::tab-bar {{ left: 0; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {QUIET}; border: none;
  border-bottom: 2px solid transparent; padding: 0 {n(18)}; min-height: {n(36)}; }}
QTabBar[role="tight"]::tab {{ padding: 0 {n(9)}; }}
QTabBar::tab:hover {{ color: {TEXT}; }}
QTabBar::tab:selected {{ color: {ACCENT}; font-weight: 700; border-bottom-color: {ACCENT}; }}
QTabBar::tab:focus {{ background: {ACCENT_SOFT}; }}

QMenuBar {{ background: {CARD}; border-bottom: 1px solid {LINE}; padding: 1px {n(8)}; }}
QMenuBar::item {{ background: transparent; padding: {n(4)} {n(10)}; border-radius: 5px; }}
QMenuBar::item:selected {{ background: {HOVER}; }}
QMenu {{ background: {CARD}; border: 1px solid {LINE_FIRM}; padding: {n(4)}; }}
QMenu::item {{ padding: {n(6)} {n(26)} {n(6)} {n(14)}; border-radius: 5px; }}
QMenu::item:selected {{ background: {ACCENT_SOFT}; color: {TEXT}; }}
QMenu::item:disabled {{ color: #8A929B; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: {n(4)} {n(8)}; }}
QToolTip {{ background: {CARD}; color: {TEXT}; border: 1px solid {LINE_FIRM};
  padding: {n(4)} {n(6)}; font-size: {n(13)}; }}
QProgressBar {{ background: {LINE}; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: 3px; }}
QSplitter::handle {{ background: transparent; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {HEAD}; }}
QCalendarWidget QToolButton {{ background: transparent; border: none; padding: {n(6)};
  font-weight: 700; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {ACCENT};
  selection-color: #FFFFFF; outline: none; }}
QTextBrowser {{ background: {CARD}; border: none; padding: 0; }}
"""
