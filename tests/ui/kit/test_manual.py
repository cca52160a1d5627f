from __future__ import annotations

import re

import pypdfium2
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSizeF, QUrl
from PySide6.QtGui import QImage, QPageSize, QPdfWriter, QTextDocument
from pytestqt.qtbot import QtBot

from app.ground.paths import RESOURCES
from tests.data import make_manual_pictures
from ui.kit.manual import TOPICS, Manual


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_its_page_and_its_links_lead_somewhere(topic: str) -> None:
    text = (RESOURCES / "manual" / f"{topic}.md").read_text("utf-8")
    assert text.startswith(f"# {topic}\n")
    links = {link for link in re.findall(r"\]\((.*?)\)", text) if not link.startswith("pictures/")}
    assert {link.removesuffix(".md") for link in links} <= set(TOPICS)


def test_no_page_is_forgotten() -> None:
    assert {p.stem for p in (RESOURCES / "manual").glob("*.md")} == set(TOPICS)


def test_links_are_followed_inside(qtbot: QtBot) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.show_topic("开始")
    manual.browser.anchorClicked.emit(QUrl("导入名册.md"))
    assert manual.topics.currentItem().text() == "导入名册"
    assert "先看，后写" in manual.browser.toPlainText()


def test_every_picture_is_there_small_and_named_by_a_topic() -> None:
    folder = RESOURCES / "manual" / "pictures"
    named = {f"{sight}.png" for sights in make_manual_pictures.named().values() for sight in sights}
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(kept) == named and len(named) > 20
    for name, written in kept.items():
        assert written[:8] == b"\x89PNG\r\n\x1a\n" and written[25] == 3, f"{name} has no palette"
        assert len(written) < 100_000, name


def test_a_picture_is_shown_within_the_page_and_stands_on_paper(qtbot: QtBot) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.resize(600, 500)  # narrower than the picture would be
    manual.show_topic("课程库")
    manual.show()
    kind = QTextDocument.ResourceType.ImageResource.value
    shown = manual.browser.document().resource(kind, QUrl("pictures/courses.png"))
    assert isinstance(shown, QImage) and shown.width() > 400
    assert manual.browser.document().size().width() <= manual.browser.viewport().width()
    paper = manual.paper()
    sharp = paper.resource(kind, QUrl("pictures/courses.png"))
    assert isinstance(sharp, QImage) and sharp.width() > shown.width()
    assert sharp.width() / sharp.devicePixelRatio() <= 610.5


def test_the_head_of_a_table_stands_on_every_page_of_paper(qtbot: QtBot) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.show_topic("用户与权限")
    paper = manual.paper()
    paper.setPageSize(QSizeF(600, 300))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QSizeF(150, 90), QPageSize.Unit.Millimeter))
    writer.setResolution(96)
    paper.print_(writer)
    del writer
    with pypdfium2.PdfDocument(bytes(buffer.data().data())) as made:
        texts = [page.get_textpage().get_text_range() for page in made]
    rows = [text for text in texts if "✓" in text]
    assert len(rows) > 1 and all("管理员" in text and "校领导" in text for text in rows)
