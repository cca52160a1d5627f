"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.errors import StoreError, UserError
from app.files import replacing


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


def test_a_full_disk_is_said_in_chinese_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    with (
        pytest.raises(StoreError, match=r"磁盘空间不足.*没有改动"),
        replacing(target),
        open("/dev/full", "wb", buffering=0) as full,
    ):
        full.write(b"x")
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
    ],
)
def test_what_the_system_refuses_while_writing_is_said(
    tmp_path: Path, number: int, reason: str
) -> None:
    with pytest.raises(StoreError, match=reason), replacing(tmp_path / "名单.pdf"):
        raise OSError(number, os.strerror(number))
    assert list(tmp_path.iterdir()) == []


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    target = tmp_path / ("班" * 83 + ".pdf")
    with replacing(target) as temporary:
        temporary.write_bytes(b"x")
    assert target.read_bytes() == b"x"
    with (
        pytest.raises(StoreError, match="文件名太长"),
        replacing(tmp_path / ("班" * 90)) as temporary,
    ):
        temporary.write_bytes(b"x")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["学校.dxjw", "学校.DXJW", "学校.dxkey", "学校.dxjw-wal"])
def test_no_paper_takes_the_place_of_a_school(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_bytes(b"school")
    with pytest.raises(UserError, match="请换一个文件名"), replacing(target):
        raise AssertionError("the body must not run")
    assert target.read_bytes() == b"school"
    assert list(tmp_path.iterdir()) == [target]
