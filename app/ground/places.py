"""Where a school's file may be used: a disk of this computer or a stick; no network, no sync client.

SQLite's write-ahead log needs memory that all who have the file open share, which no network file
system gives (sqlite.org/wal.html). A sync client reads file and log at different moments, holds
them open, and puts an older copy back. Backups and papers may go anywhere.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from app.ground import filenames, paths
from app.ground.errors import StoreError

FOLDER = "党校教务"

# Types of /proc/self/mountinfo. What a virtual machine shares with its host (9p, virtiofs) is a local
# disk, seen through a wall.
NETWORK_TYPES = frozenset(
    (
        *("afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs"),
        *("nfs", "nfs4", "smb3", "smbfs", "fuse.ceph", "fuse.curlftpfs", "fuse.davfs2"),
        *("fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"),
    )
)

DRIVE_REMOTE = 4  # GetDriveTypeW
RECALLED = 0x00040000 | 0x00400000  # FILE_ATTRIBUTE_RECALL_ON_OPEN, …_ON_DATA_ACCESS
CLOUD_TAG, CLOUD_NUMBER = 0x9000001A, 0x0000F000  # IO_REPARSE_TAG_CLOUD, _1 to _F

_NETWORK = "网络一断，或另一台电脑同时写入，数据可能损坏"
_SYNCHRONISED = "同步程序会把写到一半的文件传走、锁住，或用旧的一份盖掉新的，数据可能损坏"

ENTRIES_READ = 20_000  # of one folder, some milliseconds; what is looked for begins with a dot
ONEDRIVE_ACCOUNTS = r"Software\Microsoft\OneDrive\Accounts"
SYNC_ROOTS = r"Software\Microsoft\Windows\CurrentVersion\Explorer\SyncRootManager"


@dataclass(frozen=True)
class Sign:
    """How the folder of a sync client is known by itself.

    ``folders`` is a regular expression of folder names, ``marks`` are names that the client keeps
    in the folder it synchronises.
    """

    service: str
    folders: str = ""
    marks: tuple[str, ...] = ()


# OneDrive, iCloud Drive, Dropbox and many others register with Windows (`_registered`). These are the
# signs of clients that do not, or that run elsewhere as well. A folder that is merely called 微云,
# 阿里云盘, 华为云空间 or OneDrive is not refused: clients leave their downloads in such folders, people
# keep what they like in them, and a school that is kept from its own file loses more than a rare miss.
SIGNS = (
    # 同步空间 makes this folder, in 文档 or at the root of a drive; nobody else has the name
    Sign("百度网盘", folders="BaiduSyncdisk"),
    # WPSDrive\number of the account\WPS云盘
    Sign("WPS云盘", folders=r"WPSDrive/\d+"),
    # %USERPROFILE%\Nutstore\1\…; earlier clients: 我的坚果云, wherever it was put
    Sign("坚果云", folders=r"Nutstore/\d+|我的坚果云"),
    # 微云同步助手\QQ number
    Sign("腾讯微云", folders=r"微云同步助手/\d+"),
    # %USERPROFILE%\iCloudDrive; registers with Windows in its later versions only
    Sign("iCloud Drive", folders="iCloudDrive"),
    # kept in the root of the Dropbox folder; where that is, info.json says (`_dropbox`)
    Sign("Dropbox", marks=(".dropbox.cache",)),
    # staging folders in whatever is mirrored or backed up, and in the root of the streamed drive
    Sign(
        "Google Drive", marks=(".tmp.driveupload", ".tmp.drivedownload", ".shortcut-targets-by-id")
    ),
    # the client's journal: .sync_*.db, ._sync_*.db from ownCloud 2.3 on, .csync_journal.db before
    Sign("Nextcloud / ownCloud", marks=(".sync_*.db", "._sync_*.db", ".csync_journal.db")),
    # the folder marker, without which Syncthing stops
    Sign("Syncthing", marks=(".stfolder",)),
    # .sync holds service files, ID the identity of the share; .sync alone may be anybody's
    Sign("Resilio Sync", marks=(".sync/ID",)),
    Sign("Synology Drive", marks=(".SynologyWorkingDirectory",)),
)


@dataclass(frozen=True)
class Hazard:
    """What is the matter with a place: ``what`` it is, and ``why`` no school's file may be used there."""

    what: str
    why: str


def refuse(path: Path, *, new: bool = False) -> None:
    """Raises StoreError where a school's file must not be written at ``path``, with the reason."""
    text = objection(path, new=new)
    if text:
        raise StoreError(text)


def objection(path: Path, *, new: bool = False) -> str:
    """Return why a school's file must not be used at ``path`` (or made, where ``new``), or ""."""
    if "\0" in str(path):  # pasted along with a name
        return "文件夹的名字里有看不见的控制字符，请重新输入或选择。没有建立或改动任何文件。"
    if fault := filenames.impossible(path):
        return fault
    found = hazard(path)
    if found is None:
        return ""
    rest = f"例如「{school_files()}」"
    if new:
        return (
            f"「{path}」{found.what}，学校文件不能建在那里：{found.why}。"
            f"没有建立任何文件。请换成本机硬盘上的文件夹，{rest}。这个位置可以放备份。"
        )
    return (
        f"「{path}」{found.what}，学校文件不能在那里打开使用：{found.why}。没有改动任何数据。"
        f"请先关闭正在使用它的程序，把它（.dxjw）和旁边的密钥文件（.dxkey）一起复制到本机硬盘，{rest}，"
        "再打开复制的那一份；它是备份的话，请用「文件 · 从备份恢复」。这个位置可以放备份。"
    )


def school_files() -> Path:
    """Return the folder proposed for school files: 党校教务 in the documents.

    Where these are on the network or synchronised, a folder of this computer; never a refused one
    while there is another.
    """
    drive = os.environ.get("SYSTEMDRIVE", "")
    proposed = [paths.documents(), Path.home(), paths.home().parent, Path(drive + os.sep)]
    found = next((p for p in proposed if hazard(p / FOLDER) is None), proposed[-1])
    return found / FOLDER


def hazard(path: Path) -> Hazard | None:
    """Return what speaks against a school's file at ``path``, which need not be there yet.

    A drive of the network is known by its letter, a mount by its entry; neither is waited for.
    """
    given = Path(os.path.abspath(path))
    if found := _on_network(given):
        return found
    real = Path(os.path.realpath(given))
    if real != given and (found := _on_network(real)):
        return found
    roots = sync_roots()
    for place in dict.fromkeys((given, real)):
        if found := synchronised(place, roots) or _marked(place):
            return found
    return None


# ------------------------------------------------------------------------------------- the network


def _on_network(path: Path) -> Hazard | None:
    if sys.platform == "win32":
        import ctypes

        return on_network_drive(PureWindowsPath(path), ctypes.windll.kernel32.GetDriveTypeW)
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    return on_network_mount(path, mounts)


def on_network_drive(path: PureWindowsPath, drive_type: Callable[[str], int]) -> Hazard | None:
    """Judge a path of Windows; ``drive_type`` is GetDriveTypeW, which does not touch the network."""
    text = str(path)
    share = re.match(r"\\\\(?:[?.]\\UNC\\)?([^\\?.][^\\]*)\\([^\\]+)", text, re.IGNORECASE)
    if share:
        return Hazard(rf"在网络位置（\\{share[1]}\{share[2]}）上", _NETWORK)
    drive = re.match(r"(?:\\\\[?.]\\)?([a-z]:)", text, re.IGNORECASE)
    if drive and drive_type(drive[1] + "\\") == DRIVE_REMOTE:
        return Hazard(f"在网络驱动器（{drive[1].upper()}）上", _NETWORK)
    return None


def on_network_mount(path: PurePath, mounts: str) -> Hazard | None:
    """Judge a path by the lines of /proc/self/mountinfo."""
    nearest, kind = -1, ""
    for line in mounts.split("\n"):  # nothing else ends a line there, U+2028 in a name say
        fields, _, rest = line.partition(" - ")
        words = fields.split(" ")
        if len(words) < 5 or not rest:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), words[4])
        depth = len(PurePosixPath(point).parts)
        if depth >= nearest and path.is_relative_to(point):  # the later mount hides the earlier one
            nearest, kind = depth, rest.split(" ")[0]
    return Hazard(f"在网络文件系统（{kind}）上", _NETWORK) if kind in NETWORK_TYPES else None


# ------------------------------------------------------------------------- synchronised folders


def synchronised(path: PurePath, roots: Mapping[PurePath, str]) -> Hazard | None:
    """Judge a path by the folders that clients have registered (folder -> service) and by names."""
    for root, service in roots.items():
        if path.is_relative_to(root):
            return _synchronised(service, root)
    text = "/".join(("", *path.parts[1:], ""))
    for sign in SIGNS:
        found = sign.folders and re.search(f"/(?:{sign.folders})/", text, re.IGNORECASE)
        if found:
            depth = text[: found.end()].count("/")
            return _synchronised(sign.service, type(path)(*path.parts[:depth]))
    return None


def _synchronised(service: str, root: PurePath) -> Hazard:
    return Hazard(f"在「{service}」的同步文件夹（{root}）里", _SYNCHRONISED)


def in_cloud(attributes: int, tag: int) -> bool:
    """Whether Windows keeps a file or folder as the placeholder of one in a cloud."""
    return bool(attributes & RECALLED) or tag & ~CLOUD_NUMBER == CLOUD_TAG


def _marked(path: Path) -> Hazard | None:
    """Look for what sync clients leave in a folder, in every folder above the path."""
    for folder in (path, *path.parents):
        with suppress(OSError):
            found = os.lstat(folder)
            attributes = getattr(found, "st_file_attributes", 0)
            if in_cloud(attributes, getattr(found, "st_reparse_tag", 0)):
                return _synchronised("云盘", folder)
            names: list[str] = []
            # one may go through a folder that one may not list
            with suppress(OSError), os.scandir(folder) as entries:
                names = [e.name for e in islice(entries, ENTRIES_READ) if e.name.startswith(".")]
            for sign in SIGNS:
                if any(_holds(folder, names, mark) for mark in sign.marks):
                    return _synchronised(sign.service, folder)
    return None


def _holds(folder: Path, names: list[str], mark: str) -> bool:
    if "*" in mark:
        return any(fnmatch(name, mark) for name in names)
    return os.path.lexists(folder / mark)


def sync_roots() -> dict[PurePath, str]:
    """Return the folders that sync clients have registered with this system, and whose they are."""
    found: dict[PurePath, str] = {}
    for service, folder in (*_environment(), *_dropbox(), *_registered()):
        if os.path.isabs(folder):
            found[Path(os.path.abspath(folder))] = service
    return found


def _environment() -> Iterator[tuple[str, str]]:
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        yield "OneDrive", os.environ.get(name, "")


def _dropbox() -> Iterator[tuple[str, str]]:
    """Where Dropbox says its folders are: {"personal": {"path": …}, "business": …}."""
    homes = [os.environ.get(name) for name in ("APPDATA", "LOCALAPPDATA")]
    files = [Path(home) / "Dropbox" / "info.json" for home in homes if home]
    for file in (*files, Path(os.path.expanduser("~/.dropbox/info.json"))):
        with suppress(OSError, ValueError, AttributeError):
            for account in json.loads(file.read_bytes()).values():
                yield "Dropbox", str(account.get("path", ""))


def _registered() -> Iterator[tuple[str, str]]:
    """The accounts of OneDrive, and whoever told Explorer that a folder of his is a cloud's."""
    if sys.platform == "win32":
        import winreg

        def below(hive: int, path: str) -> Iterator[str]:
            with suppress(OSError), winreg.OpenKey(hive, path) as key:
                for place in range(winreg.QueryInfoKey(key)[0]):
                    yield winreg.EnumKey(key, place)

        def values(hive: int, path: str) -> Iterator[tuple[str, str]]:
            with suppress(OSError), winreg.OpenKey(hive, path) as key:
                for place in range(winreg.QueryInfoKey(key)[1]):
                    name, value, _ = winreg.EnumValue(key, place)
                    yield name, value if isinstance(value, str) else ""

        user, machine = winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE
        for account in below(user, ONEDRIVE_ACCOUNTS):
            for name, value in values(user, rf"{ONEDRIVE_ACCOUNTS}\{account}"):
                if name.lower() == "userfolder":
                    yield "OneDrive", value
        for hive in (user, machine):
            for provider in below(hive, SYNC_ROOTS):  # OneDrive!S-1-5-21-…!Personal
                for _, value in values(hive, rf"{SYNC_ROOTS}\{provider}\UserSyncRoots"):
                    yield provider.partition("!")[0], value
