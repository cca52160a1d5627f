"""核验证书: a paper chosen or dropped, the verdicts, and what the ledger adds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.certificates import key_pair, ledger, sealing
from app.papers import certificates as papers
from app.papers.certificates import Certificates
from ui.certificates.verification import VerificationDialog
from ui.mainwindow import MainWindow

Open = Callable[[], VerificationDialog]


@pytest.fixture
def paper(window: MainWindow, tmp_path: Path) -> Path:
    """Three certificates of the school; the second's name was changed on the paper, the third is old."""
    assert window.context is not None
    read = window.context.read
    oldest = "SELECT class_id FROM certificate ORDER BY id LIMIT 1"
    [(class_id,)] = read(lambda db: db.execute(oldest).fetchall())
    first, second, third, *_ = read(papers.gather, class_id).items
    second = dataclasses.replace(second, wording=second.wording.replace(second.name, "王五"))
    third = dataclasses.replace(third, signature=None, key_fingerprint=None)
    path = tmp_path / "证书.pdf"
    papers.write(Certificates("结业证书", (first, second, third)), path)
    return path


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> VerificationDialog:
    window.actions_by_key["verify"].trigger()
    [dialog] = window.findChildren(VerificationDialog)
    qtbot.waitExposed(dialog)
    return dialog


def checked(qtbot: QtBot, dialog: VerificationDialog, path: Path) -> list[str]:
    """Have a file checked; the verdicts."""
    dialog.check(path)
    qtbot.waitUntil(lambda: bool(verdicts(dialog) or dialog.message.text.text()))
    return verdicts(dialog)


def verdicts(dialog: VerificationDialog) -> list[str]:
    return [row[1] for row in dialog.table.texts()]


def test_papers_of_the_school_that_is_open(
    opened: VerificationDialog, qtbot: QtBot, paper: Path
) -> None:
    assert "本校的公钥" in opened.key.text()
    assert checked(qtbot, opened, paper) == ["真实", "纸面被改动", "没有签名的旧证书"]
    assert opened.sum.text() == "共 3 张：真实 1，纸面被改动 1，没有签名的旧证书 1。"
    # the first that is not genuine is selected
    assert "纸面上的姓名与所签的不一致" in opened.explained.text()
    opened.table.selectRow(0)
    assert "编号 " in opened.facts.text()
    assert opened.explained.text().endswith("二维码里的内容与本校台账一致，证书有效。")
    opened.table.selectRow(2)
    assert "只能由学校核对" in opened.explained.text()
    assert opened.explained.text().endswith("二维码里的内容与本校台账一致，证书有效。")


def test_a_void_one_is_told_from_the_ledger(
    window: MainWindow, opened: VerificationDialog, qtbot: QtBot, paper: Path
) -> None:
    assert window.context is not None
    [(first,)] = window.context.read(
        lambda db: db.execute("SELECT id FROM certificate LIMIT 1").fetchall()
    )
    window.context.session.run(ledger.void(first, "遗失"))
    checked(qtbot, opened, paper)
    opened.table.selectRow(0)
    assert "作废（遗失）" in opened.explained.text()


def test_a_paper_that_is_to_be_looked_at_is_not_called_genuine(
    window: MainWindow, opened: VerificationDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    assert window.context is not None
    read = window.context.read
    [(class_id,)] = read(
        lambda db: db.execute("SELECT class_id FROM certificate LIMIT 1").fetchall()
    )
    first, second, *_ = read(papers.gather, class_id).items
    void = dataclasses.replace(second, void_date="2026-12-01")
    papers.write(Certificates("结业证书", (first, void)), tmp_path / "废.pdf")
    assert checked(qtbot, opened, tmp_path / "废.pdf") == ["真实", "请看纸面"]
    assert opened.sum.text() == "共 2 张：真实 1，请看纸面 1。"
    assert "作废" in opened.explained.text()
    with pypdfium2.PdfDocument(tmp_path / "废.pdf") as document:
        document[0].render(scale=4).to_pil().save(tmp_path / "照片.png")
    opened.check(tmp_path / "照片.png")
    qtbot.waitUntil(lambda: verdicts(opened) == ["真实（纸面未比对）"])


def test_a_file_may_be_dropped(opened: VerificationDialog, qtbot: QtBot, paper: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, buttons, keys)
    opened.dragEnterEvent(entering)
    assert entering.isAccepted()
    opened.dropEvent(QDropEvent(QPoint(9, 9), copy, data, buttons, keys))
    qtbot.waitUntil(lambda: len(verdicts(opened)) == 3)


def test_what_cannot_be_read_is_said_and_the_older_verdicts_go(
    opened: VerificationDialog, qtbot: QtBot, paper: Path, tmp_path: Path
) -> None:
    checked(qtbot, opened, paper)
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.4 ...")
    assert checked(qtbot, opened, tmp_path / "坏.pdf") == []
    assert "已损坏" in opened.message.text.text()
    assert opened.explained.text() == ""
    Image.new("L", (60, 60), 255).save(tmp_path / "白.png")
    assert checked(qtbot, opened, tmp_path / "白.png") == ["没有读到二维码"]
    assert opened.message.text.text() == ""


def test_without_a_school_a_key_comes_first(
    window: MainWindow, qtbot: QtBot, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.context is not None
    window.context.read(key_pair.write_public, tmp_path / "公钥.pem")
    window.leave_school()
    dialog = window.verify()
    assert not dialog.paper_button.isEnabled()
    assert "请先选择" in dialog.key.text()
    asked = [str(paper), str(tmp_path / "公钥.pem"), str(paper)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (asked.pop(0), ""))
    dialog.key_button.click()
    assert "公钥文件读不出来" in dialog.message.text.text()
    dialog.key_button.click()
    assert "所选的公钥" in dialog.key.text()
    dialog.paper_button.click()
    qtbot.waitUntil(lambda: bool(verdicts(dialog)))
    assert verdicts(dialog) == ["真实", "纸面被改动", "没有签名的旧证书"]
    dialog.table.selectRow(0)
    assert "台账" not in dialog.explained.text()


def test_another_schools_key_asks_the_ledger_nothing(
    opened: VerificationDialog, qtbot: QtBot, paper: Path, tmp_path: Path
) -> None:
    other = sealing.public_key(bytes(range(32)))
    (tmp_path / "别校.pem").write_text(sealing.public_pem(other, "别的党校"), "utf-8")
    opened.take_key(tmp_path / "别校.pem")
    assert checked(qtbot, opened, paper)[:2] == ["不是这所学校签发"] * 2
    assert "台账" not in opened.explained.text()
