"""导入时的改正: what was mended, left out and answered before a list was imported. For the record."""

from __future__ import annotations

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction


@record
class Mending:
    """What was done to one workbook's rows; ``words`` has a line for each thing."""

    id: int
    file_name: str = fact("工作簿", required=True)
    digest: str = fact("校验值", required=True)
    words: str = fact("改正", "lines", required=True)


FACTS = Facts(Mending, "mending", "导入时的改正", label="file_name")


def note(tx: Transaction, file_name: str, digest: str, words: str) -> int:
    """Write down, inside the import, what was done to the rows; return its id."""
    return tx.insert("mending", {"file_name": file_name, "digest": digest, "words": words})
