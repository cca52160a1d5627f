"""From what is typed to what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from app.file.kinds import Kind, cleaned
from app.ground.errors import UserError


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  张伟 ", "张伟"),
        ("text", " ", ""),
        ("text", None, ""),
        ("lines", "一\n二 ", "一\n二"),
        ("code", "", None),
        ("birth", "1978-05", "1978-05"),
        ("birth", "1978-05-03", "1978-05-03"),
        ("birth", "", None),
        ("date", " 2026-11-02", "2026-11-02"),
        ("clock", "08:30", "08:30"),
        ("identity", "99000019850512104x", "99000019850512104X"),
        ("identity", " ", None),
        ("count", 0, 0),
        ("count", "", None),
        ("hours", 48, 48),
        ("flag", True, 1),
        ("flag", 0, 0),
        ("row", 7, 7),
        ("row", None, None),
    ],
)
def test_what_is_kept(kind: Kind, typed: Any, kept: Any) -> None:
    assert cleaned(kind, typed, "学员的某项") == kept


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        ("text", "何\u202e军", "学员的某项第 1 个字后面有改变文字方向的字符"),
        ("lines", "一\n<b>二", "学员的某项里有网页标记「<b>」"),
        ("code", "x\u200b", "看不见的字符"),
        ("birth", "1978-13", "学员的某项「1978-13」应写成 1978-05 或 1978-05-03 的样子。"),
        ("birth", "0978-05", "应写成"),
        ("date", "2026-02-30", "应写成 2026-11-02 的样子"),
        ("date", "20261102", "应写成"),
        ("clock", "24:00", "应写成 08:30 的样子"),
        ("clock", "8:30", "应写成"),
        ("identity", "990000198505124210", "身份证号：校验位不符"),
        ("count", -1, "学员的某项「-1」不合要求，不能小于 0。"),
        ("hours", 49, "学员的某项「12.25」不合要求，不能超过 12。"),
        ("code", "x", "学员的某项没有「x」这一项"),
    ],
)
def test_what_is_refused_says_what_and_why(kind: Kind, typed: Any, text: str) -> None:
    with pytest.raises(UserError, match=text) as refused:
        cleaned(kind, typed, "学员的某项", codes={"y"} if kind == "code" else None)
    assert refused.value.text.endswith("没有写入任何数据。")


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("text", "请填写"), ("code", "请选定"), ("row", "请选定"), ("count", "请填写")],
)
def test_what_must_be_there_is_asked_for(kind: Kind, asked: str) -> None:
    for nothing in ("", " ", None):
        with pytest.raises(UserError, match=f"^{asked}学员姓名。没有写入任何数据。$"):
            cleaned(kind, nothing, "学员姓名", required=True)


@pytest.mark.parametrize(("kind", "given"), [("count", "3"), ("text", 3), ("date", 20261102)])
def test_what_nobody_can_type_is_a_bug(kind: Kind, given: Any) -> None:
    with pytest.raises(TypeError):
        cleaned(kind, given, "学员的某项")
