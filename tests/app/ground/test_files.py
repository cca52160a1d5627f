"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from pathlib import Path

import pytest

from app.ground.errors import StoreError, UserError
from app.ground.filenames import name_fault, too_long
from app.ground.files import replacing


def test_a_device_or_a_pipe_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "NUL"  # the name alone is a device there
    if os.name != "nt":
        os.mkfifo(target)
    with pytest.raises(UserError), replacing(target):
        pytest.fail("nothing is written")
    assert os.name == "nt" or target.is_fifo()


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    target.write_bytes(b"old")
    with replacing(target) as temporary:
        temporary.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(target) as temporary:
        temporary.write_bytes(b"half" + bytes([1 // 0]))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def fill_the_disk() -> None:
    """What a full disk answers: the system's own error where it has a device for that."""
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(b"x")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_in_chinese_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    with pytest.raises(StoreError, match=r"磁盘空间不足.*没有改动"), replacing(target):
        fill_the_disk()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("没有/名单.pdf", "文件夹不存在"),
        ("文件/名单.pdf", "不是文件夹"),
        ("夹", "同名的文件夹"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str, reason: str) -> None:
    (tmp_path / "文件").write_bytes(b"")
    (tmp_path / "夹").mkdir()
    with pytest.raises(StoreError, match=reason), replacing(tmp_path / place):
        pytest.fail("the body must not run")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "没有写入该位置的权限"),
        (errno.EROFS, "只读"),
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EIO, "磁盘读写出错"),
        (errno.ENODEV, "可能已被拔出"),
        (errno.ETIMEDOUT, "断开"),
    ],
)
def test_what_the_system_refuses_while_writing_is_said(
    tmp_path: Path, number: int, reason: str
) -> None:
    with pytest.raises(StoreError, match=reason), replacing(tmp_path / "名单.pdf"):
        raise OSError(number, os.strerror(number))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["学校.dxjw", "学校.DXJW", "学校.dxkey", "学校.dxjw-wal"])
def test_no_paper_takes_the_place_of_a_school(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_bytes(b"school")
    with pytest.raises(UserError, match="请换一个文件名"), replacing(target):
        raise AssertionError("the body must not run")
    assert target.read_bytes() == b"school"
    assert list(tmp_path.iterdir()) == [target]


# ------------------------------------------------------------------- what Windows does otherwise


def write(target: Path, content: bytes) -> str:
    """Write a file; return what was told where it could not be."""
    try:
        with replacing(target) as temporary:
            temporary.write_bytes(content)
    except StoreError as told:
        return told.text
    return ""


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    target = tmp_path / ("班" * 83 + ".pdf")
    assert write(target, b"x") == ""
    assert target.read_bytes() == b"x"
    longer = tmp_path / ("班" * 300)
    told = write(longer, b"x")
    assert "太长" in told or longer.read_bytes() == b"x"
    assert len(list(tmp_path.iterdir())) == (1 if told else 2)


def test_a_file_that_is_being_read_is_replaced_or_said_to_be_in_use(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    target.write_bytes(b"old")
    with target.open("rb") as reader:
        told = write(target, b"new")
        assert target.read_bytes() == (b"old" if told else b"new")
        assert reader.read() == b"old"
    assert ("「名单.pdf」：文件正被其他程序" in told) == (os.name == "nt")
    assert list(tmp_path.iterdir()) == [target]
    assert write(target, b"newer") == ""
    assert target.read_bytes() == b"newer"


def test_a_file_that_is_read_only_is_replaced_or_said_to_be(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    target.write_bytes(b"old")
    target.chmod(0o444)  # on Windows the attribute 只读; POSIX looks at the folder alone
    told = write(target, b"new")
    assert target.read_bytes() == (b"old" if told else b"new")
    assert "只读" in told or not told
    assert not (told and os.name == "posix")
    assert list(tmp_path.iterdir()) == [target]
    target.chmod(0o644)


def test_a_folder_that_cannot_be_flushed_has_the_new_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def flush_files(number: int) -> None:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        flush(number)

    monkeypatch.setattr(os, "fsync", flush_files)
    target = tmp_path / "名单.pdf"
    target.write_bytes(b"old")
    assert write(target, b"new") == ""
    assert target.read_bytes() == b"new"


def test_a_folder_whose_name_cannot_be_is_named_and_no_stick_is_blamed(tmp_path: Path) -> None:
    told = write(tmp_path / "名单?" / "名单.pdf", b"x")
    assert ("文件名里不能有「?」" if os.name == "nt" else "文件夹不存在") in told
    assert "拔出" not in told


def write_and_lose(target: Path) -> None:
    """Write half a file on a stick that is then pulled out."""
    with replacing(target) as temporary:
        temporary.write_bytes(b"half")
        shutil.rmtree(target.parent)


def test_a_stick_that_vanishes_while_a_file_is_written(tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    with pytest.raises(StoreError, match=r"可能已被移走.*学校数据都没有改动"):
        write_and_lose(stick / "名单.pdf")
    assert list(tmp_path.iterdir()) == []


FORBIDDEN = [
    ("CON.pdf", "「CON」是 Windows 留给设备的名字"),
    ("nul", "留给设备"),
    ("Aux .tar.gz", "留给设备"),
    ("prn.", "留给设备"),
    ("COM1.xlsx", "留给设备"),
    ("lpt².pdf", "留给设备"),
    ("CONIN$", "留给设备"),
    ("名单:1.pdf", "不能有「:」"),
    ('"名单".pdf', "不能有"),
    ("名单?.pdf", "不能有「[?]」"),
    ("a<b>|*.pdf", "不能有「<」"),
    ("名单\t.pdf", "控制字符"),
    ("名单.pdf.", "句点结尾"),
    ("名单 ", "空格或句点"),
]


@pytest.mark.parametrize(("name", "fault"), FORBIDDEN)
def test_a_name_that_windows_does_not_take_is_refused_there(
    tmp_path: Path, name: str, fault: str
) -> None:
    assert re.search(fault, name_fault(name))
    if os.name == "nt":
        with pytest.raises(UserError, match=f"{fault}.*没有写入任何数据"):
            write(tmp_path / name, b"x")
        assert list(tmp_path.iterdir()) == []
    else:
        assert write(tmp_path / name, b"x") == ""
        assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_path_that_windows_finds_too_long_is_said_to_be(tmp_path: Path) -> None:
    folder = tmp_path / ("层" * 60) / ("层" * 60)
    folder.mkdir(parents=True)
    target = folder / ("名" * 60 + ".pdf")
    while not too_long(target):
        target = target.with_stem(target.stem + "n")
    told = write(target, b"x")
    assert told == "" or os.name == "nt"
    assert "合起来太长" in told or target.read_bytes() == b"x"


def test_what_is_saved_is_for_its_owner_alone(tmp_path: Path) -> None:
    """An export is: the folder may be one that others look into, and the umask of most is 022."""
    target = tmp_path / "名单.xlsx"
    for mode in (None, 0o644):  # where there was one before that others could read, too
        if mode is not None:
            target.chmod(mode)
        with replacing(target) as part:
            part.write_bytes(b"new")
        if os.name == "posix":
            assert stat.S_IMODE(target.stat().st_mode) == 0o600
