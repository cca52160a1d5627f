"""恢复演练记录: every rehearsal on paper, or that there was none."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from app.file import backup, rehearsal
from app.file.session import Session
from app.papers import rehearsals as paper
from app.school import rehearsals


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_record_says_what_was_rehearsed(school_session: Session, tmp_path: Path) -> None:
    copy = backup.snapshot(school_session, tmp_path / "备份.dxjw")
    key = school_session.with_key(lambda held: held.key)
    report = school_session.read(lambda db: rehearsal.rehearse(copy, key, db))
    school_session.run(rehearsals.keep(report, "李敏"))
    report.faults.append("「学员」恢复后与备份文件不同")
    school_session.run(rehearsals.keep(report, "李敏"))
    data = school_session.read(paper.gather)
    assert paper.write(data, tmp_path / "记录.pdf") == 1
    text = text_of(tmp_path / "记录.pdf")
    for word in ("示范县委党校备份恢复演练记录", "李敏", "全部相符", "不符：", report.digest[:8]):
        assert word in text.replace("\r\n", "")


def test_a_school_without_rehearsals_says_so(school_session: Session, tmp_path: Path) -> None:
    assert paper.write(school_session.read(paper.gather), tmp_path / "记录.pdf") == 1
    assert "还没有做过恢复演练" in text_of(tmp_path / "记录.pdf")
