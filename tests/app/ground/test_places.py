"""Where a school's file may be used. Judgments of either system are tested on both."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from app.ground import paths, places
from app.ground.errors import StoreError
from app.ground.places import Hazard

FIXED, REMOVABLE = 3, 2


def drives(root: str) -> int:
    """What GetDriveTypeW says on a computer with a disk, a stick and a drive of the network."""
    return {"C:\\": FIXED, "E:\\": REMOVABLE, "Z:\\": places.DRIVE_REMOTE}.get(root.upper(), 1)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (r"\\server\教务\校.dxjw", r"在网络位置（\\server\教务）上"),
        (r"//server/教务/校.dxjw", r"在网络位置（\\server\教务）上"),
        (r"\\?\UNC\server\教务\校.dxjw", r"在网络位置（\\server\教务）上"),
        (r"\\.\unc\server\教务\校.dxjw", r"在网络位置（\\server\教务）上"),
        (r"\\server@SSL\DavWWWRoot\校.dxjw", r"在网络位置（\\server@SSL\DavWWWRoot）上"),
        (r"\\192.168.1.5@8080\dav\校.dxjw", r"在网络位置（\\192.168.1.5@8080\dav）上"),
        (r"\\wsl$\Debian\home\校.dxjw", r"在网络位置（\\wsl$\Debian）上"),
        (r"\\wsl.localhost\Debian\校.dxjw", r"在网络位置（\\wsl.localhost\Debian）上"),
        (r"z:\教务\校.dxjw", "在网络驱动器（Z:）上"),
        (r"\\?\Z:\教务\校.dxjw", "在网络驱动器（Z:）上"),
    ],
)
def test_the_network_is_known_by_the_path_and_the_drive(path: str, what: str) -> None:
    found = places.on_network_drive(PureWindowsPath(path), drives)
    assert found is not None
    assert found.what == what


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\王\Documents\党校教务\校.dxjw",
        r"E:\校.dxjw",
        r"\\?\C:\很深\校.dxjw",
        r"\\.\C:\校.dxjw",
        r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\校.dxjw",
        r"Q:\没有的盘\校.dxjw",
        "校.dxjw",
    ],
)
def test_a_disk_and_a_stick_are_no_network(path: str) -> None:
    assert places.on_network_drive(PureWindowsPath(path), drives) is None


MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
30 22 0:40 / /mnt/教务 rw shared:7 master:3 - cifs //server/share rw,vers=3.0
31 22 0:41 / /mnt/with\040space rw - nfs4 server:/export rw
32 31 8:17 / /mnt/with\040space/disk rw - ext4 /dev/sdb1 rw
33 22 0:42 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
34 22 0:43 / /host rw - 9p hostshare rw
35 22 0:44 / /media/stick rw - vfat /dev/sdc1 rw
36 22 0:45 / /mnt/hidden rw - nfs server:/old rw
37 22 8:33 / /mnt/hidden rw - ext4 /dev/sdd1 rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/教务/校.dxjw", "cifs"),
        ("/mnt/with space/校.dxjw", "nfs4"),
        ("/run/user/1000/gvfs/smb-share:server=a,share=b/校.dxjw", "fuse.gvfsd-fuse"),
        ("/mnt/with space/disk/校.dxjw", ""),
        ("/mnt/教务处/校.dxjw", ""),
        ("/host/校.dxjw", ""),
        ("/media/stick/校.dxjw", ""),
        ("/mnt/hidden/校.dxjw", ""),
        ("/home/王/校.dxjw", ""),
    ],
)
def test_the_network_is_known_by_its_mount(path: str, kind: str) -> None:
    found = places.on_network_mount(PurePosixPath(path), MOUNTS)
    assert (found.what if found else "") == (f"在网络文件系统（{kind}）上" if kind else "")


def test_a_mount_whose_name_holds_what_python_takes_for_the_end_of_a_line() -> None:
    mounts = "30 22 0:40 / /mnt/two\u2028lines rw - nfs server:/export rw\n"
    found = places.on_network_mount(PurePosixPath("/mnt/two\u2028lines/校.dxjw"), mounts)
    assert found is not None


def test_without_a_list_of_mounts_nothing_is_said() -> None:
    assert places.on_network_mount(PurePosixPath("/mnt/教务/校.dxjw"), "") is None


@pytest.mark.parametrize(
    ("path", "service", "root"),
    [
        (r"C:\Users\王\OneDrive - 县委\教务\校.dxjw", "OneDrive", r"C:\Users\王\OneDrive - 县委"),
        (r"c:\users\王\onedrive - 县委\校.dxjw", "OneDrive", r"C:\Users\王\OneDrive - 县委"),
        (r"D:\BaiduSyncdisk\教务\校.dxjw", "百度网盘", r"D:\BaiduSyncdisk"),
        (r"C:\Users\王\Documents\baidusyncdisk\校.dxjw", "百度网盘", None),
        (r"C:\Users\王\WPSDrive\267329050\WPS云盘\校.dxjw", "WPS云盘", None),
        (r"C:\Users\王\Nutstore\1\我的坚果云\校.dxjw", "坚果云", r"C:\Users\王\Nutstore\1"),
        (r"D:\我的坚果云\校.dxjw", "坚果云", r"D:\我的坚果云"),
        (r"D:\微云同步助手\12345\校.dxjw", "腾讯微云", r"D:\微云同步助手\12345"),
        (r"C:\Users\王\iCloudDrive\校.dxjw", "iCloud Drive", r"C:\Users\王\iCloudDrive"),
    ],
)
def test_a_synchronised_folder_is_known_by_its_register_or_its_name(
    path: str, service: str, root: str | None
) -> None:
    registered: dict[PurePath, str] = {PureWindowsPath(r"C:\Users\王\OneDrive - 县委"): "OneDrive"}
    found = places.synchronised(PureWindowsPath(path), registered)
    assert found is not None
    assert f"「{service}」的同步文件夹" in found.what
    assert root is None or f"（{root}）".lower() in found.what.lower()


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\王\OneDrive - 县委 旧\校.dxjw",
        r"D:\微云\校.dxjw",
        r"D:\微云同步助手\说明\校.dxjw",
        r"D:\阿里云盘\校.dxjw",
        r"D:\华为云空间\校.dxjw",
        r"D:\BaiduNetdiskDownload\校.dxjw",
        r"D:\WPSDrive\备份\校.dxjw",
        r"C:\Users\Nutstore\党校\校.dxjw",
        r"D:\教务\BaiduSyncdisk.dxjw",
    ],
)
def test_a_folder_that_only_sounds_like_one_is_none(path: str) -> None:
    registered: dict[PurePath, str] = {PureWindowsPath(r"C:\Users\王\OneDrive - 县委"): "OneDrive"}
    assert places.synchronised(PureWindowsPath(path), registered) is None


def test_names_are_known_on_linux_as_well() -> None:
    found = places.synchronised(PurePosixPath("/home/王/BaiduSyncdisk/教务/校.dxjw"), {})
    assert found is not None
    assert "（/home/王/BaiduSyncdisk）" in found.what
    root: dict[PurePath, str] = {PurePosixPath("/home/王/Dropbox"): "Dropbox"}
    assert places.synchronised(PurePosixPath("/home/王/dropbox/校.dxjw"), root) is None
    assert places.synchronised(PurePosixPath("/home/王/Dropbox/校.dxjw"), root) is not None


@pytest.mark.parametrize(
    ("attributes", "tag", "cloud"),
    [
        (0x20, 0, False),
        (0x10, 0xA0000003, False),  # a junction
        (0x410, 0x9000701A, True),  # IO_REPARSE_TAG_CLOUD_7
        (0x410, 0x9000001A, True),
        (0x400020, 0, True),  # recalled when it is read
        (0x40010, 0, True),  # recalled when it is opened
        (0x100020, 0, False),  # merely not wanted offline
    ],
)
def test_a_placeholder_of_the_cloud_is_known(attributes: int, tag: int, cloud: bool) -> None:
    assert places.in_cloud(attributes, tag) is cloud


# ------------------------------------------------------------------------- on this very computer


def file(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")


def folder(place: Path, name: str) -> None:
    (place / name).mkdir()


def share(place: Path, name: str) -> None:
    (place / ".sync").mkdir()
    (place / ".sync" / name).write_bytes(b"")


@pytest.mark.parametrize(
    ("make", "name", "service"),
    [
        (folder, ".stfolder", "Syncthing"),
        (folder, ".dropbox.cache", "Dropbox"),
        (folder, ".tmp.driveupload", "Google Drive"),
        (folder, ".tmp.drivedownload", "Google Drive"),
        (folder, ".shortcut-targets-by-id", "Google Drive"),
        (folder, ".SynologyWorkingDirectory", "Synology Drive"),
        (file, ".sync_c6217acc34d7.db", "Nextcloud"),
        (file, "._sync_142df90e8e0f.db", "Nextcloud"),
        (file, ".csync_journal.db", "Nextcloud"),
        (share, "ID", "Resilio Sync"),
    ],
)
def test_what_a_client_keeps_in_its_folder_gives_it_away(
    tmp_path: Path, make: Callable[[Path, str], None], name: str, service: str
) -> None:
    place = tmp_path / "教务" / "2026" / "校.dxjw"
    assert places.hazard(place) is None
    make(tmp_path, name)
    found = places.hazard(place)
    assert found is not None
    assert service in found.what
    assert str(tmp_path) in found.what


def test_a_folder_that_may_not_be_listed_is_looked_into_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(place: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))

    (tmp_path / ".stfolder").mkdir()
    monkeypatch.setattr(os, "scandir", refused)
    found = places.hazard(tmp_path / "校.dxjw")
    assert found is not None
    assert "Syncthing" in found.what


@pytest.mark.parametrize("name", [".sync", ".dropbox", ".git", ".sync_notes.txt", "desktop.ini"])
def test_what_may_be_anybodys_gives_nothing_away(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert places.hazard(tmp_path / "校.dxjw") is None


@pytest.fixture(params=["account", "root"])
def account(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A folder that OneDrive has registered: as its account's, or with Explorer as anybody does."""
    place = tmp_path / "云 文档"
    place.mkdir()
    if sys.platform == "win32":
        import winreg

        key = rf"{places.ONEDRIVE_ACCOUNTS}\DangxiaoTest"
        if request.param == "root":
            key = rf"{places.SYNC_ROOTS}\OneDrive!S-1-5-21-1!DangxiaoTest\UserSyncRoots"
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as made:
            name = "UserFolder" if request.param == "account" else "S-1-5-21-1"
            winreg.SetValueEx(made, name, 0, winreg.REG_SZ, str(place))
        yield place
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
        if request.param == "root":
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key.removesuffix(r"\UserSyncRoots"))
    else:
        names = {"account": "OneDrive", "root": "OneDriveCommercial"}
        monkeypatch.setenv(names[request.param], str(place))
        yield place


def test_a_registered_folder_is_refused_with_the_reason(account: Path) -> None:
    school = account / "教务" / "校.dxjw"
    with pytest.raises(StoreError) as told:
        places.refuse(school)
    text = told.value.text
    assert f"「{school}」在「OneDrive」的同步文件夹（{account}）里" in text
    for words in ("数据可能损坏", "没有改动任何数据", "密钥文件", "复制到本机硬盘", "可以放备份"):
        assert words in text
    assert f"例如「{places.school_files()}」" in text
    assert "\n" not in text
    new = places.objection(account, new=True)
    assert "不能建在那里" in new and "没有建立任何文件" in new
    places.refuse(account.parent / "校.dxjw")


@pytest.mark.parametrize(
    ("saved", "known"),
    [
        ('{"personal": {"path": PLACE, "host": 5}, "business": {"path": "x"}}', True),
        ('{"business": {"path": PLACE}}', True),
        ('{"personal": {}}', False),
        ('["personal"]', False),
        ("{", False),
        ("", False),
    ],
)
def test_dropbox_says_where_its_folder_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: str, known: bool
) -> None:
    place = tmp_path / "Dropbox (县委党校)"
    monkeypatch.setenv("APPDATA", str(tmp_path))
    (tmp_path / "Dropbox").mkdir()
    info = tmp_path / "Dropbox" / "info.json"
    info.write_text(saved.replace("PLACE", json.dumps(str(place))), "utf-8")
    assert (places.hazard(place / "校.dxjw") is not None) is known


def link(place: Path, target: Path) -> None:
    """Lead from one folder to another, as any user can: Windows keeps symbolic links to itself."""
    if sys.platform == "win32":
        import _winapi

        _winapi.CreateJunction(str(target), str(place))
    else:
        place.symlink_to(target)


def test_a_link_leads_to_the_same_judgment(tmp_path: Path) -> None:
    (tmp_path / "云" / ".stfolder").mkdir(parents=True)
    link(tmp_path / "捷径", tmp_path / "云")
    assert places.hazard(tmp_path / "捷径" / "校.dxjw") is not None


def test_a_way_around_leads_to_the_same_judgment(account: Path) -> None:
    assert places.hazard(account / "U" / ".." / "校.dxjw") is not None
    assert places.hazard(account / ".." / "校.dxjw") is None


def test_a_relative_path_is_judged_where_it_leads(
    account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(account)
    assert places.hazard(Path("校.dxjw")) is not None


def test_the_proposed_folder_is_in_the_documents_and_never_a_refused_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = paths.documents() / "党校教务"
    assert (places.school_files() == usual) == (places.hazard(usual) is None)
    for name, place in (
        ("OneDrive", paths.documents()),
        ("OneDriveConsumer", Path.home()),
        ("OneDriveCommercial", paths.home().parent),
    ):
        monkeypatch.setenv(name, str(place))
        proposed = places.school_files()
        assert proposed.name == "党校教务"
        assert places.hazard(proposed) is None, proposed
        assert not proposed.is_relative_to(place)


def test_a_sign_is_seen_among_many_files(tmp_path: Path) -> None:
    for number in range(1500):
        (tmp_path / f"{number}.pdf").touch()
    (tmp_path / ".sync_1234.db").touch()
    assert places.hazard(tmp_path / "校.dxjw") is not None


def test_a_control_sign_in_a_folder_is_said() -> None:
    assert "控制字符" in places.objection(Path("学校\0/校.dxjw"))


def test_where_the_system_keeps_its_files_is_no_hazard() -> None:
    assert places.hazard(Path(sys.executable)) is None
    assert places.hazard(Path(os.sep)) is None


def test_a_hazard_says_what_and_why() -> None:
    found = places.synchronised(PureWindowsPath(r"D:\BaiduSyncdisk\校.dxjw"), {})
    assert found == Hazard(
        r"在「百度网盘」的同步文件夹（D:\BaiduSyncdisk）里",
        "同步程序会把写到一半的文件传走、锁住，或用旧的一份盖掉新的，数据可能损坏",
    )
