from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from app.ground.paths import RESOURCES
from ui.kit.manual import TOPICS, Manual


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_its_page_and_its_links_lead_somewhere(topic: str) -> None:
    text = (RESOURCES / "manual" / f"{topic}.md").read_text("utf-8")
    assert text.startswith(f"# {topic}\n")
    assert {link.removesuffix(".md") for link in re.findall(r"\]\((.*?)\)", text)} <= set(TOPICS)


def test_no_page_is_forgotten() -> None:
    assert {p.stem for p in (RESOURCES / "manual").glob("*.md")} == set(TOPICS)


def test_links_are_followed_inside(qtbot: QtBot) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.show_topic("开始")
    manual.browser.anchorClicked.emit(QUrl("导入名册.md"))
    assert manual.topics.currentItem().text() == "导入名册"
    assert "先看，后写" in manual.browser.toPlainText()
