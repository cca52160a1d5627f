"""What a heading says: the text that is looked up, without marks and remarks in brackets."""

from __future__ import annotations

import re

from app.exchange.engine import fields
from app.exchange.engine.books import Cell


def plain(cell: Cell) -> str:
    """Return a heading as it is looked up: 性 别* is 性别, 联系电话（手机） is 联系电话."""
    if not isinstance(cell, str):
        return ""
    text = fields.compact(cell).strip("*＊:：")
    return re.sub(r"[（(【\[].*?[）)】\]]", "", text) or text
