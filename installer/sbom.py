"""What is in the installed folder and under which licences: a CycloneDX list and the texts.

Each part of the list names its texts (``TEXT``), relative to licences/, so that 帮助 → 关于 can show
them: app/ground/components.py reads what is written here.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import time
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from installer import parts

HERE = Path(__file__).resolve().parent
LISTED = "sbom.cdx.json"
TEXT = "dangxiao:licence-text"  # name of the property, once for every text
# Texts that a wheel does not carry itself.
EXTRA_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "sqlcipher3": ("SQLCipher.txt", "Apache-2.0.txt"),  # with OpenSSL inside
    "cryptography": ("Apache-2.0.txt",),
}
# Compiled into a wheel's library: how its version reads there, licence, texts.
_OPENSSL = ("OpenSSL", rb"OpenSSL (\d+\.\d+\.\d+) ", "Apache-2.0", ("Apache-2.0.txt",))
INSIDE = {
    "sqlcipher3": (
        ("SQLCipher", rb"\0(4\.\d+\.\d+)\0", "BSD-3-Clause", ("SQLCipher.txt",)),
        _OPENSSL,
    ),
    "cryptography": (_OPENSSL,),
    "pypdfium2": (
        (
            "PDFium",
            rb'"build": (\d+)',
            "BSD-3-Clause AND Apache-2.0",
            ("BUILD_LICENSES_pdfium.txt",),
        ),
    ),
    "pyside6-essentials": (
        ("Qt", rb"Qt (6\.\d+\.\d+) ", "LGPL-3.0-only", ("LGPL-3.0.txt", "GPL-3.0.txt")),
    ),
}
_SPEAKING = (".pyd", "Qt6Core.dll", "pypdfium2_raw/version.json")  # files of wheels that are read
# What a wheel's words leave open and its text says, as SPDX writes it.
BY_TEXT = {
    "reportlab": "BSD-3-Clause",
    "rl-accel": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "sqlite-fts4": "Apache-2.0",
}
SPDX = re.compile(r"[A-Za-z]+(-[A-Za-z0-9.]+)+|MIT|Zlib")  # an identifier, not words
RUNTIME = "Microsoft Visual C++ Runtime"  # for which Python's text speaks as well
_TEXT = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)")
_NOT_TAKEN = "LicenseRef-Qt-Commercial"  # Qt is taken under the LGPL


def write(wheels: Iterable[Path], tree: Path, program: tuple[str, str], epoch: int) -> None:
    """Write licences/ and the list into ``tree``; ``program`` is our name and version."""
    folder = tree / "licences"
    folder.mkdir()
    shutil.copyfile(HERE.parent / "LICENSE", folder / "党校教务.txt")
    of_python = f"python-{parts.PYTHON}.txt"
    shutil.move(tree / "python-licence.txt", folder / of_python)
    python = parts.PYTHON, "Python-2.0", parts.PYTHON_HASH
    components = [_component("python", *python, texts=(of_python,)), *_runtime(tree, of_python)]
    for wheel in wheels:
        components += _of_wheel(wheel, folder)
    components += _fonts(tree / "program/resources/fonts", folder)
    name, version = program
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": _component(
                *(name, version, "MIT", ""), kind="application", texts=("党校教务.txt",)
            ),
        },
        "components": components,
    }
    seed = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, seed)}"
    (folder / LISTED).write_text(
        json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
        "utf-8",
        newline="",
    )


def _of_wheel(wheel: Path, folder: Path) -> list[dict[str, object]]:
    """Copy one wheel's licence texts; return it and what is compiled into it."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(archive.namelist())
        info = next(n for n in names if n.endswith(".dist-info/METADATA"))
        about = HeaderParser().parsestr(archive.read(info).decode("utf-8"))
        name = re.sub(r"[-_.]+", "-", about["Name"]).lower()
        place = folder / f"{name}-{about['Version']}"
        place.mkdir()
        for member in names:
            tail = member.partition(".dist-info/")[2]
            if member.endswith("/") or not _TEXT.search(tail) or _NOT_TAKEN in tail:
                continue
            path = place / tail.removeprefix("licenses/").replace("/", "_")
            path.write_bytes(archive.read(member))
        for text in EXTRA_TEXTS.get(name, ()):
            shutil.copyfile(HERE / "licences" / text, place / text)
        texts = sorted(f"{place.name}/{path.name}" for path in place.iterdir())
        said = BY_TEXT.get(name) or _licence(about)
        listed = [_component(name, about["Version"], said, _digest(wheel), texts=texts)]
        binaries = [archive.read(n) for n in names if n.endswith(_SPEAKING)]
        for inside, pattern, licence, its in INSIDE.get(name, ()):
            found = next((m[1] for b in binaries if (m := re.search(pattern, b)) and m[1]), b"")
            texts = [f"{place.name}/{text}" for text in its]
            full = f"{inside} ({name})"
            listed.append(_component(full, found.decode(), licence, "", texts=texts))
    return listed


def _fonts(fonts: Path, folder: Path) -> Iterator[dict[str, object]]:
    """Copy the fonts' licence texts; return each font with that of its family."""
    texts = sorted(path.name for path in fonts.glob("OFL-*.txt"))
    for text in texts:
        shutil.copyfile(fonts / text, folder / text)
    for path in sorted(fonts.glob("*.ttf"), key=lambda path: path.name):
        own = [t for t in texts if path.stem.startswith(t[len("OFL-") : -len(".txt")])]
        yield _component(path.stem, "", "OFL-1.1", _digest(path), kind="data", texts=own)


def _runtime(tree: Path, text: str) -> list[dict[str, object]]:
    """Microsoft's runtime, with the version that stands in its libraries."""
    path = tree / "runtime" / parts.C_RUNTIME[0]
    if not path.is_file():
        return []
    # VS_FIXEDFILEINFO: its signature, its own version, then the file's: 2 · 1 · 4 · 3
    held = path.read_bytes().partition(b"\xbd\x04\xef\xfe")[2]
    second, first, fourth, third = struct.unpack_from("<4xHHHH", held)
    version = f"{first}.{second}.{third}.{fourth}"
    licence = "Microsoft Distributable Code"
    return [_component(RUNTIME, version, licence, "", texts=(text,))]


def _licence(about: Message) -> str:
    """Return what a wheel says of its licence: the expression, the words or the classifier."""
    said = about["License-Expression"] or (about["License"] or "").split("\n")[0]
    classified = [c for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    return said or "".join(classified[:1]).rpartition(":: ")[2] or "see its text"


def _component(
    name: str,
    version: str,
    licence: str,
    digest: str,
    kind: str = "library",
    texts: Iterable[str] = (),
) -> dict[str, object]:
    found: dict[str, object] = {"type": kind, "name": name, "licenses": [_as_listed(licence)]}
    if version:
        found["version"] = version
    if digest:
        found["hashes"] = [{"alg": "SHA-256", "content": digest}]
    if digest and kind == "library":
        found["purl"] = (
            f"pkg:pypi/{name}@{version}" if name != "python" else f"pkg:generic/{name}@{version}"
        )
    if texts:
        found["properties"] = [{"name": TEXT, "value": text} for text in texts]
    return found


def _as_listed(licence: str) -> dict[str, object]:
    """One licence as CycloneDX writes it: an identifier of SPDX, an expression of them, or words."""
    if all(SPDX.fullmatch(one) for one in re.split(r" OR | AND ", licence)):
        if SPDX.fullmatch(licence):
            return {"license": {"id": licence}}
        return {"expression": licence}
    return {"license": {"name": licence}}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
