"""What is asked for so that nothing is lost, and the rules of the year that the plan misses."""

from __future__ import annotations

import datetime
from pathlib import Path

from app.file.keeping import Keeper
from app.file.session import Session
from app.ground.settings import Settings
from app.home import Duty, safety
from tests.app import stricter

TODAY = datetime.date.today()


def test_a_trial_is_asked_for_after_a_while(school_session: Session) -> None:
    def said(days: int) -> str:
        return school_session.read(safety.trial, TODAY + datetime.timedelta(days=days))

    assert said(0) == "" and said(31) == "备份还从来没有演练过恢复"
    sql = (
        "INSERT INTO rehearsal (backup_name, last_operation, table_count, row_count, digest, passed)"
        f" VALUES ('备份', 1, 1, 1, '{'0' * 64}', 1)"
    )
    school_session.with_key(lambda held: held.writer.execute(sql))
    assert said(31) == said(safety.TRIED) == ""
    assert said(safety.TRIED + 1).startswith("上次恢复演练是 181 天前")


def test_the_places_of_copies_are_looked_at(school_session: Session, tmp_path: Path) -> None:
    settings = Settings(backup_folder=str(tmp_path / "移动硬盘"))
    keeper = Keeper(school_session, settings, plugged_in=lambda: ())
    (line,) = safety.copies(keeper, TODAY)
    assert "找不到" in line.text and line.noun == "backup" and line.tone == "warn"
    (tmp_path / "移动硬盘").mkdir()
    assert safety.copies(keeper, TODAY) == []
    settings.automatic = False
    assert [one.text for one in safety.copies(keeper, TODAY)] == [
        "自动备份已经关掉，要靠自己记得备份"
    ]


def test_the_rules_of_the_year_are_told_with_what_lacks(demo_session: Session) -> None:
    def lines() -> list[Duty]:
        return demo_session.read(safety.periods_lacking, datetime.date(2026, 11, 18))

    assert lines() == []
    stricter.ask_leaders(demo_session, 90)
    (line,) = lines()
    assert (line.noun, line.part, line.tone) == ("period", "2026秋", "warn")
    assert line.text.startswith("2026年秋季学期 · 领导干部授课（学期）不足：")
    assert "%，应 ≥ 90%，还差 " in line.text
