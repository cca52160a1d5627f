"""The finished tree as two files: the setup and the portable archive; and signing them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from installer.errors import AssemblyError

HERE = Path(__file__).resolve().parent
PORTABLE_MARK = "便携版.txt"
PORTABLE_TEXT = (
    "这是党校教务的便携版，不用安装：双击“党校教务.exe”即可打开。\r\n"
    "设置和日志保存在旁边的“设置”文件夹里，不写入这台电脑。\r\n"
    "请不要删除本文件；删除后，设置会保存在这台电脑上。\r\n"
)
LICENCE_HEAD = (
    "党校教务是自由软件，可以免费使用、复制和修改。下面是许可全文（英文）。\r\n"
    "随附的其他软件和字体各有许可，全文和清单在安装后的 licences 文件夹里。\r\n\r\n"
)


class Signer:
    """Signs with a school's own certificate (.pfx); does nothing without one."""

    def __init__(self, certificate: Path | None, password_file: Path | None, stamp: str) -> None:
        self.certificate = certificate
        self._options = ["-pkcs12", str(certificate)]
        if password_file is not None:
            self._options += ["-readpass", str(password_file)]
        if stamp:
            self._options += ["-ts", stamp]

    def command(self) -> str:
        """Return the shell command that signs the file named after it, in place."""
        script = HERE / "sign.sh"
        return " ".join(f'"{part}"' for part in ("sh", str(script), *self._options))

    def sign(self, path: Path) -> None:
        """Sign one file in place. Raises AssemblyError with the tool's words."""
        if self.certificate is not None:
            run(["sh", str(HERE / "sign.sh"), *self._options, str(path)], "osslsigncode")


def set_times(tree: Path, epoch: int) -> None:
    """Give every file and folder the same time, seconds since 1970."""
    for path in [*tree.rglob("*"), tree]:
        os.utime(path, (epoch, epoch))


def files(tree: Path) -> list[Path]:
    """Return every file of the tree, in one order on every machine."""
    return sorted((p for p in tree.rglob("*") if p.is_file()), key=lambda p: p.as_posix())


def archive(tree: Path, target: Path, top: str, epoch: int) -> None:
    """Write the portable archive: one folder ``top`` with the tree and the mark beside it."""
    stamp = time.gmtime(epoch)[:6]
    content = [(path.relative_to(tree).as_posix(), path) for path in files(tree)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, path in sorted([*content, (PORTABLE_MARK, None)], key=lambda one: one[0]):
            entry = zipfile.ZipInfo(f"{top}/{name}", stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            out.writestr(entry, path.read_bytes() if path else PORTABLE_TEXT.encode("utf-8-sig"))


def setup(tree: Path, target: Path, work: Path, version: str, signer: Signer) -> None:
    """Pack the setup with makensis. Raises AssemblyError with its words."""
    listed = work / "files.nsh"
    listed.write_text(removal(tree), "utf-8-sig")
    licence = work / "licence.txt"
    text = (HERE.parent / "LICENSE").read_text("utf-8").replace("\n", "\r\n")
    licence.write_text(LICENCE_HEAD + text, "utf-8-sig", newline="")
    size = sum(path.stat().st_size for path in files(tree))
    four = ".".join([*version.split("."), "0", "0", "0", "0"][:4])
    given = {
        # NSIS for Windows has the 32-bit packer alone; the program in it is the same.
        "TARGET": "x86-unicode" if sys.platform == "win32" else "amd64-unicode",
        "VERSION": version,
        "FOUR": four,
        "TREE": tree,
        "FILES": listed,
        "LICENCE": licence,
        "ICON": HERE / "launcher" / "dangxiao.ico",
        "SIDE": HERE / "launcher" / "side.bmp",
        "OUT": target,
        "KILOBYTES": size // 1024,
        "MEGABYTES": size // 1024**2 + 20,  # with room for what the file system adds
    }
    if signer.certificate is not None:
        given["SIGN"] = signer.command()
    defines = [f"-D{name}={value}" for name, value in given.items()]
    run(["makensis", "-V2", "-INPUTCHARSET", "UTF8", *defines, str(HERE / "setup.nsi")], "makensis")
    signer.sign(target)


def removal(tree: Path) -> str:
    """Return the lines of the uninstaller that take away exactly the files of this tree."""
    lines = [f'Delete "$INSTDIR\\{_name(tree, path)}"' for path in files(tree)]
    folders = sorted((p for p in tree.rglob("*") if p.is_dir()), reverse=True)
    lines += [f'RMDir "$INSTDIR\\{_name(tree, path)}"' for path in folders]
    return "\n".join(lines) + "\n"


def _name(tree: Path, path: Path) -> str:
    return path.relative_to(tree).as_posix().replace("/", "\\").replace("$", "$$")


def run(command: list[str], tool: str) -> None:
    """Run a tool that must succeed, with Chinese file names understood."""
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", env=environment, check=False
    )
    if done.returncode:
        raise AssemblyError(f"{tool}:\n{(done.stdout + done.stderr).strip()[-3000:]}")
