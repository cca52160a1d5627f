"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.ground import temporary
from app.ground.errors import StoreError, UserError
from app.ground.filenames import name_fault, refuse_name, too_long

_GONE = "磁盘没有响应，可能已被拔出或断开。请接好后重试，或换一个位置。"
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
    errno.ENXIO: _GONE,
    errno.ENODEV: _GONE,
    errno.ENOTCONN: _GONE,
    errno.ETIMEDOUT: _GONE,
}
if os.name == "nt":  # what Python makes of every error of Windows that it has no number for
    _REASONS[errno.EINVAL] = _GONE
_IN_USE = "文件正被其他程序（如 WPS、Excel 或 PDF 阅读器）打开。请关闭后重试。"
_READ_ONLY = "原有文件是只读的。请在它的「属性」里去掉「只读」，或换一个文件名。"
_TOO_LONG = "文件夹和文件名合起来太长。请换一个较短的文件名，或层次较少的文件夹。"


def reason(error: OSError) -> str:
    """Return what a failed writing means, in a few Chinese words without a full stop."""
    return (_meaning(error) or f"系统错误 {error.errno}。").partition("。")[0]


def _meaning(error: OSError) -> str | None:
    names = [n for n in (error.filename, error.filename2) if isinstance(n, str)]
    number = error.errno or 0
    if os.name == "nt" and number in (errno.ENOENT, errno.EINVAL) and any(map(too_long, names)):
        return _TOO_LONG
    if os.name == "nt" and number == errno.EINVAL:  # for a folder 名单? as for a stick pulled out
        faults = (name_fault(part) for name in names for part in Path(name).parts[1:])
        if fault := next(filter(None, faults), ""):
            return f"{fault}。请换一个文件夹或文件名。"
    if number == errno.ENOENT and any(Path(name).parent.is_file() for name in names):
        number = errno.ENOTDIR  # Windows has one number for both
    return _REASONS.get(number)


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
def replacing(
    path: str | os.PathLike[str], *, key_ring: bool = False, personal: bool = True
) -> Generator[Path]:
    """Give a temporary path beside `path`; on success it takes the place of `path`, else it goes.

    The body writes the whole file under the path it is given, which nobody else may read. Leaving the
    body normally flushes it to the disk and renames it in one step, so that nobody ever meets half a
    file; any exception (a cancelled job, too) removes it and leaves the old file as it was. What a
    killed process was writing goes at the next start (`temporary.sweep`), where it is `personal`, else
    when the school that it belongs to is opened (`temporary.sweep_beside`).
    Raises StoreError when the disk is full, read-only or gone, when the folder is missing, or
    when another program holds the target open; UserError for the name of a school's file,
    and for a device or a pipe, which a rename would put an end to.
    """
    target = Path(path)
    refuse_name(target)
    if not key_ring:
        refuse_school_file(target)
    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            raise UserError(
                f"「{target.name}」是设备或管道，不是文件，请换一个文件名。没有写入任何数据。"
            )
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with temporary.beside(target, noted=personal) as written:
            yield written
            flush(written)
            put_in_place(written, target)
    except OSError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise StoreError(_text(target, meaning)) from error


def unused(path: Path) -> Path:
    """Return the path, or one numbered like it, at which nothing lies: not even a link to nowhere."""
    found, number = path, 1
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.stem} {number}{path.suffix}")
    return found


def put_in_place(written: Path, target: Path) -> None:
    """Rename a finished file to its name, in one step; an older file of that name goes.

    Raises StoreError where the older file is read-only or another program holds it, OSError.
    """
    try:
        os.replace(written, target)
    except PermissionError as error:
        # The folder took our temporary file a moment ago, so it is the target that is held.
        locked = target.exists() and not os.access(target, os.W_OK)
        raise StoreError(_text(target, _READ_ONLY if locked else _IN_USE)) from error
    if os.name == "posix":
        with suppress(OSError):  # the file has its name; some file systems flush no folder
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _text(target: Path, reason: str) -> str:
    return f"无法写入文件「{target.name}」：{reason}原有文件和学校数据都没有改动。"


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read; what is written in it later stays so.

    On Windows the folder says who may. Raises OSError, FileExistsError among them.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def flush(path: Path) -> None:
    """See that what was written in a file is on the disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
