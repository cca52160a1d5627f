"""File names that every system takes, and what is wrong with others."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from app.ground.errors import UserError

# The full name of a file, in UTF-16 units; Windows takes longer ones only where an administrator
# has switched that on.
PATH_UNITS = 259
# A whole path and a part of it, in any system: Windows counts to 32,767, Linux to 4,095 bytes.
PATH_LIMIT, NAME_LIMIT = 32_767 if os.name == "nt" else 4_095, 255
# A name of ours, in bytes of UTF-8: within 255 with what stands beside a file (.lock, -journal, …),
# and short enough for the folders before it.
NAME_BYTES = 180

_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICE = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL
)


def safe_name(text: str, ending: str = "") -> str:
    """Return a readable file name for ``text`` that Windows and Linux take; ``ending`` stays whole.

    Signs that Windows keeps for itself become their full-width likes, control signs go, a name that
    is too long is cut, and one that belongs to a device gets a line before it.
    """
    signs = (" " if c.isspace() else c for c in text.translate(_FULL_WIDTH))
    plain = "".join(c for c in signs if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    words = " ".join(plain.split()).strip(" .")
    room = NAME_BYTES - len(ending.encode())
    name = words.encode()[:room].decode(errors="ignore").rstrip(" .") or "未命名"
    return ("_" if _DEVICE.fullmatch(name + ending) else "") + name + ending


def name_fault(name: str) -> str:
    """Return why Windows takes no file of that name, in Chinese; "" where it does."""
    if device := _DEVICE.fullmatch(name.rstrip(" .")):
        return f"「{device[1]}」是 Windows 留给设备的名字"
    for sign in name:
        if sign in '<>:"/\\|?*':
            return f"文件名里不能有「{sign}」"
        if ord(sign) < 32:
            return "文件名里有看不见的控制字符"
    if name != name.rstrip(" ."):
        return "文件名不能以空格或句点结尾"
    return ""


def impossible(path: Path) -> str:
    """Return why no file can lie at a path, since it is longer than any system takes; "" where one may.

    Such a path is not even shown: a window would be busy for minutes with laying it out.
    """
    width, unit = ("utf-16-le", 2) if os.name == "nt" else ("utf-8", 1)
    long, longest = (
        len(text.encode(width, "surrogatepass")) // unit
        for text in (str(path), max(path.parts, key=len, default=""))
    )
    if long <= PATH_LIMIT and longest <= NAME_LIMIT:
        return ""
    return (
        f"打不开这个文件：它的路径有 {len(str(path)):,} 个字，超过了系统允许的长度。"
        "请检查是否选对了文件。没有改动任何数据。"
    )


def garbled(path: Path) -> str:
    """Say that a path holds signs that are no text, as names have from an archive of another system."""
    if not any(sign == "\ufffd" or "\ud800" <= sign <= "\udfff" for sign in str(path)):
        return ""
    return "它的名字或所在文件夹的名字里有不成字的字符（多半来自别的系统），请先改名，再选一次。"


def refuse_name(path: Path) -> None:
    """Raise UserError for a name that this system would take for something else, or not at all.

    To Windows ``NUL.pdf`` is a device, ``名单:1.pdf`` is hidden inside ``名单``: what is written there
    is lost without an error.
    """
    fault = name_fault(path.name) if os.name == "nt" else ""
    if fault:
        raise UserError(f"{fault}，请给「{path.name}」换一个文件名。没有写入任何数据。")


def too_long(path: str | os.PathLike[str], room: int = 0) -> bool:
    """Whether Windows may refuse a path for its length, with ``room`` for what is written beside it."""
    text = os.fspath(path)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 + room > PATH_UNITS
