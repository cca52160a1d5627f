"""恢复演练: that a backup was restored on trial, when, by whom, and what came of it. For the record."""

from __future__ import annotations

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.file.rehearsal import Report


@record
class Rehearsal:
    """One rehearsal; ``backup_at`` is when the last operation of the backup was done."""

    id: int
    at: str = fact("时间", "moment", kept=True, usual=...)
    user_name: str = fact("操作人")
    backup_name: str = fact("备份文件", required=True)
    backup_at: str = fact("备份的内容到")
    last_operation: int = fact("最后一项操作", "count", required=True)
    table_count: int = fact("表数", "count", required=True)
    row_count: int = fact("记录数", "count", required=True)
    digest: str = fact("校验值", required=True)
    passed: int = fact("相符", "flag", required=True)
    words: str = fact("结果", "lines")


FACTS = Facts(Rehearsal, "rehearsal", "恢复演练", label="backup_name")


def all(db: Database) -> list[Rehearsal]:
    """Return every rehearsal of the school, the latest first."""
    return FACTS.read(db, "WHERE t.school_id = 1 ORDER BY t.id DESC")


@operation("恢复演练", undo="apart", right="backup")
def keep(tx: Transaction, report: Report, user_name: str) -> int:
    """Write what a rehearsal found into the record, which nobody changes; return its id."""
    tx.name(f"恢复演练 {report.name}")
    return tx.insert(
        "rehearsal",
        {
            "user_name": user_name,
            "backup_name": report.name,
            "backup_at": report.at,
            "last_operation": report.last,
            "table_count": len(report.tables),
            "row_count": report.rows,
            "digest": report.digest,
            "passed": int(not report.faults),
            "words": report.verdict,
        },
    )
