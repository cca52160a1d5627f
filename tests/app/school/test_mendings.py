from __future__ import annotations

from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.school import mendings


def test_what_was_mended_is_written_and_taken_back_with_the_rest(school_session: Session) -> None:
    def work(tx: Transaction) -> None:
        mendings.note(tx, "名册.xlsx", "0" * 64, "略去 1 行：第 5 行 赵六")

    school_session.run(Operation("导入", work, right="students"))
    kept = school_session.read(lambda db: mendings.FACTS.read(db, ""))
    assert [(one.file_name, one.words) for one in kept] == [
        ("名册.xlsx", "略去 1 行：第 5 行 赵六")
    ]
    school_session.undo()
    assert school_session.read(lambda db: mendings.FACTS.read(db, "")) == []
