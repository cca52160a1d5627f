"""The backups that are there: one is restored on trial, told, and put on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import rekeying
from app.file import backup
from app.school import rehearsals, users
from tests.conftest import PASSWORD
from tests.ui.told import told
from ui.context import Context
from ui.kit.ask import Question
from ui.kit.preview import PreviewDialog
from ui.system.copies_card import CopiesCard


@pytest.fixture
def card(demo_context: Context, qtbot: QtBot, tmp_path: Path) -> CopiesCard:
    demo_context.settings.backup_folder = str(tmp_path / "备份")
    backup.snapshot(demo_context.session, tmp_path / "备份" / "今天.dxjw")
    made = CopiesCard(demo_context)
    qtbot.addWidget(made)
    made.show()
    made.reload()
    return made


def test_a_copy_is_restored_on_trial_and_put_on_record(
    card: CopiesCard, demo_context: Context, qtbot: QtBot
) -> None:
    assert card.rehearse_button.toolTip() == "请先选中一份备份。"
    assert "还没有做过恢复演练" in card.last.text()
    card.table.selectRow(0)
    with qtbot.waitSignal(demo_context.changed):
        card.rehearse_button.click()
    note = next(q for q in card.window().findChildren(Question) if q.isVisible())
    assert note.windowTitle() == "恢复演练：全部相符"
    note.accept()
    (kept,) = demo_context.read(rehearsals.all)
    assert kept.passed and kept.user_name == "李敏"
    qtbot.waitUntil(lambda: "全部相符" in card.last.text())
    card.print_button.click()
    qtbot.waitUntil(lambda: bool(card.window().findChildren(PreviewDialog)))
    card.window().findChildren(PreviewDialog)[0].close()


def test_the_copy_picked_is_offered_to_take_the_schools_place(
    card: CopiesCard, demo_context: Context, qtbot: QtBot
) -> None:
    assert not card.restore_button.isEnabled()
    card.table.selectRow(0)
    with qtbot.waitSignal(demo_context.restoring) as asked:
        card.restore_button.click()
    assert told(asked) == [card.chosen()]


def test_a_damaged_copy_is_told(card: CopiesCard, demo_context: Context, qtbot: QtBot) -> None:
    card.table.selectRow(0)
    path = card.chosen()
    assert path is not None
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    with qtbot.waitSignal(demo_context.said) as said:
        card.rehearse_button.click()
    assert "已损坏" in told(said)[0]
    assert demo_context.read(rehearsals.all) == []


def test_without_the_right_it_is_grey(card: CopiesCard, demo_context: Context) -> None:
    demo_context.session.become(demo_context.session.run(users.add("读", "entry", "reader")).value)
    card.table.selectRow(0)
    card.reload()
    assert not card.rehearse_button.isEnabled()
    assert "备份" in card.rehearse_button.toolTip()


def test_a_copy_of_before_a_change_of_key_is_marked(
    card: CopiesCard, demo_context: Context, tmp_path: Path
) -> None:
    assert [row[2] for row in card.table.texts()] == ["手动"]
    rekeying.change(demo_context.session, rekeying.propose()[0], PASSWORD)
    backup.snapshot(demo_context.session, tmp_path / "备份" / "换后.dxjw")
    card.reload()
    assert {row[0]: row[2] for row in card.table.texts()} == {
        "今天.dxjw": "手动，旧密钥",
        "换后.dxjw": "手动",
    }
    [marked] = [n for n, row in enumerate(card.table.texts()) if row[0] == "今天.dxjw"]
    item = card.table.item(marked, 2)
    assert item is not None and "要用当时的密码或恢复码打开" in item.toolTip()
