"""approve and issue, as a technician types them."""

from __future__ import annotations

from pathlib import Path

from app import demo
from app.certificates import ledger
from app.classes import classes
from app.opening import open_school
from tests.conftest import PASSWORD


def test_an_approval_says_what_bars_it_or_notes_who_did_it(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("approve", demo_path, demo.CLASS_CODE, "--by", "校委会")
    assert told.status == 1 and "还不能审定" in told.err
    told = run("approve", demo_path, "2026-02")
    assert told.status == 1 and "已经审定过" in told.err
    told = run("approve", demo_path, "2026-02", "--by", "校委会", "--on", "2099-01-01")
    assert told.status == 1 and "还没有到？没有写错就加上 --yes" in told.err
    told = run("approve", demo_path, "2026-02", "--by", "校委会", "--on", "2099-01-01", "--yes")
    assert told.status == 0 and "补记了审定情况" in told.out
    with open_school(demo_path, PASSWORD) as session:
        one = session.read(classes.by_code, "2026-02")
        assert (one.approved_by, one.approved_on) == ("校委会", "2099-01-01")
    assert run("approve", demo_path, "2026-02", "--on", "昨天").status == 2
    told = run("approve", demo_path, "2026-02", "--on", "8月28日")
    assert told.status == 2 and "没有年份，请连年份一起写，如" in told.err


def test_an_issuing_is_looked_at_first_and_asks_about_its_day(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    with open_school(demo_path, PASSWORD) as session:
        one = next(c for c in session.read(classes.all) if c.status == "approved")
        class_id, code = one.id, one.code
        waiting = len(session.read(ledger.without, class_id))
    told = run("issue", demo_path, code, "--preview", "--date", "2026-11-20")
    assert told.status == 0 and f"将签发 {waiting} 张" in told.out and code in told.out
    told = run("issue", demo_path, code, "--date", "2020-01-01")
    assert told.status == 1 and "年份对吗？没有写错" in told.err
    with open_school(demo_path, PASSWORD) as session:
        assert len(session.read(ledger.without, class_id)) == waiting
    told = run("issue", demo_path, code, "--date", "2099-01-01", "--yes")
    assert told.status == 0 and f"已签发 {waiting} 张" in told.out
    told = run("issue", demo_path, code)
    assert told.status == 1 and "没有需要签发证书的学员" in told.err
