from __future__ import annotations

from collections.abc import Mapping

from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.school import known_headings

SHAPE, OTHER = "0" * 64, "1" * 64


def keep(session: Session, shape: str, columns: Mapping[str, str]) -> None:
    def work(tx: Transaction) -> None:
        known_headings.keep(tx, "名册", shape, columns)
        tx.insert("unit", {"name": f"单位 {tx.operation_id}"})

    session.run(Operation("导入", work, right="students"))


def test_the_newest_of_what_was_said_counts_and_each_import_can_be_taken_back(
    school_session: Session,
) -> None:
    first, later = {"参加者": "姓名", "简称＝全称": "不导入"}, {"参加者": "备注"}
    keep(school_session, SHAPE, first)
    keep(school_session, SHAPE, first)
    keep(school_session, OTHER, later)
    keep(school_session, SHAPE, later)
    assert school_session.read(known_headings.all) == {"名册": {SHAPE: later, OTHER: later}}
    rows = school_session.read(lambda db: known_headings.FACTS.read(db, ""))
    assert rows[0].words == "参加者＝姓名\n简称＝全称＝不导入" and len(rows) == 3
    school_session.undo()
    assert school_session.read(known_headings.all) == {"名册": {SHAPE: first, OTHER: later}}


def test_nothing_said_and_an_endless_heading_are_not_kept(school_session: Session) -> None:
    keep(school_session, SHAPE, {})
    keep(school_session, OTHER, {"长" * 30_000: "姓名"})
    assert school_session.read(known_headings.all) == {}
