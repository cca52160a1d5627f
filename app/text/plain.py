"""Plain text: what a text of a record may not hold, since nobody sees it or a program takes it for markup.

A list that brings it is told of it, cell by cell; a form refuses it; what reaches the file all the same
is kept without what is invisible (``app/file/operation.py``).
"""

from __future__ import annotations

import re

from app.ground.errors import UserError

# soft hyphen, joiners and fillers, direction marks, zero widths, variation selectors, tags
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# as a reader of HTML takes it: a tag's name right behind the bracket; a character written by name or number
_MARKUP = re.compile(
    r"<(?:/?[A-Za-z][A-Za-z0-9:-]*(?=[\s/>])|!--|![A-Za-z]|\?[A-Za-z])[^<>]{0,40}>?"
    r"|&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOTHING_WRITTEN = "没有写入任何数据。"


def visible(text: str) -> str:
    """Return a text without its invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def hidden(text: str) -> str:
    """Say which invisible character a text has and where, "" for none."""
    found = None if text.isascii() else INVISIBLE.search(text)
    if found is None:
        return ""
    sort = "改变文字方向的" if found.group() in _DIRECTION else "看不见的"
    place = f"第 {found.start()} 个字后面" if found.start() else "开头"
    return f"{place}有{sort}字符（U+{ord(found.group()):04X}）"


def markup(text: str) -> str:
    """Return the first markup of a web page in a text, "" for none: '<b>', '&amp;'."""
    found = _MARKUP.search(text) if "<" in text or "&" in text else None
    return found.group() if found else ""


def refuse(called: str, text: str) -> None:
    """Raise UserError where a text that was typed as ``called`` is not plain."""
    if told := hidden(text):
        raise UserError(f"{called}{told}，多半是复制时带来的，请删去重新输入。{_NOTHING_WRITTEN}")
    if tag := markup(text):
        raise UserError(f"{called}里有网页标记「{tag}」，请只留下文字。{_NOTHING_WRITTEN}")
