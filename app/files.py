"""Writing a file so that it is either there whole or not there at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import StoreError, UserError

_REASONS = {
    errno.ENOSPC: "磁盘空间不足。请清理磁盘或换一个位置后重试。",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: (
        "磁盘配额已用完。请清理磁盘或换一个位置后重试。"
    ),
    errno.EFBIG: "文件超过了该磁盘允许的大小。请换一个位置后重试。",
    errno.EROFS: "该位置是只读的，不能写入。请换一个位置后重试。",
    errno.EACCES: "没有写入该位置的权限。请换一个文件夹后重试。",
    errno.EPERM: "没有写入该位置的权限。请换一个文件夹后重试。",
    errno.ENOENT: "文件夹不存在，可能已被移走或改名。请重新选择位置。",
    errno.ENOTDIR: "路径中有一段不是文件夹。请重新选择位置。",
    errno.EEXIST: "同名的文件已经存在。请换一个名字。",
    errno.EISDIR: "同名的文件夹已经存在。请换一个文件名。",
    errno.ENAMETOOLONG: "文件名太长。请换一个较短的文件名。",
    errno.EIO: "磁盘读写出错，可能已损坏或被拔出。请换一个位置后重试。",
}
_IN_USE = "文件正被其他程序（如 WPS、Excel 或 PDF 阅读器）打开。请关闭后重试。"


def reason(error: OSError) -> str:
    """Return what a failed writing means, in a few Chinese words without a full stop."""
    text = _REASONS.get(error.errno or 0, f"系统错误 {error.errno}。")
    return text.partition("。")[0]


def refuse_school_file(path: Path) -> None:
    """Raise UserError for a path of a school's file, its key ring or its journal.

    A paper saved over a school by a slip of the hand would be the end of the school.
    """
    if path.suffix.lower().startswith((".dxjw", ".dxkey")):
        raise UserError(
            f"「{path.name}」是学校文件或密钥文件的名字，不能用来保存别的内容，请换一个文件名。"
            "没有写入任何数据。"
        )


@contextmanager
def replacing(path: str | os.PathLike[str], *, key_ring: bool = False) -> Iterator[Path]:
    """Give a temporary path beside `path`; on success it takes the place of `path`, else it goes.

    The body writes the whole file under the path it is given. Leaving the body normally flushes it
    to the disk and renames it in one step, so that nobody ever meets half a file; any exception
    (a cancelled job, too) removes it and leaves the old file as it was.
    Raises StoreError when the disk is full, read-only or gone, when the folder is missing, or
    when another program holds the target open; UserError for the name of a school's file.
    """
    target = Path(path)
    if not key_ring:
        refuse_school_file(target)
    # A short name of its own: the target's name may already be as long as a name can be.
    temporary = target.parent / f".dangxiao-{secrets.token_hex(6)}.tmp"
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        temporary.open("xb").close()
        yield temporary
        _flush(temporary)
        _rename(temporary, target)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0)
        if reason is None:
            raise
        raise StoreError(_text(target, reason)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _text(target: Path, reason: str) -> str:
    return f"无法写入文件“{target.name}”：{reason}原有文件和学校数据都没有改动。"


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(temporary: Path, target: Path) -> None:
    try:
        os.replace(temporary, target)
    except PermissionError as error:
        # The folder took our temporary file a moment ago, so it is the target that is held.
        raise StoreError(_text(target, _IN_USE)) from error
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
