"""The ledger is what was signed, and its numbers count on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tampering import assert_told, check, past

ROWS = [
    (["DELETE FROM secret"], "学校的签名私钥不在"),
    (["UPDATE certificate SET student_name = '冒名' WHERE id = 1"], "证书 .*（冒名）的签名不符"),
    (["UPDATE certificate SET wording = wording || '。' WHERE id = 1"], "证书文字与签名不符"),
    (["DELETE FROM certificate WHERE id = 2"], "证书编号不连续：.*（少 1 个）"),
    (["UPDATE certificate SET replaces_id = 1 WHERE id = 2"], "代替的证书没有作废"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "told"), ROWS)
def test_what_the_ledger_cannot_have_become_by_this_program_is_told(
    statements: Sequence[str], told: str, worked_path: Path
) -> None:
    past(worked_path, ["PRAGMA foreign_keys = OFF", *statements], unguarded=True)
    assert_told(check(worked_path), told)
