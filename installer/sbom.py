"""What is in the installed folder and under which licences: a CycloneDX list and the texts."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
import uuid
import zipfile
from collections.abc import Iterable
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from installer import parts

HERE = Path(__file__).resolve().parent
LISTED = "sbom.cdx.json"
# Texts that a wheel does not carry itself.
EXTRA_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "sqlcipher3": ("SQLCipher.txt", "Apache-2.0.txt"),  # with OpenSSL inside
    "cryptography": ("Apache-2.0.txt",),
}
# Compiled into a wheel's library, with how its version reads there.
INSIDE = {
    "sqlcipher3": (("OpenSSL", rb"OpenSSL (\d+\.\d+\.\d+) ", "Apache-2.0"),),
    "cryptography": (("OpenSSL", rb"OpenSSL (\d+\.\d+\.\d+) ", "Apache-2.0"),),
    "pyside6-essentials": (("Qt", rb"Qt (6\.\d+\.\d+) ", "LGPL-3.0-only"),),
}
_TEXT = re.compile(r"(?i)(licen[cs]e(?!ref)|copying|notice|authors)")  # Qt is taken under the LGPL


def write(wheels: Iterable[Path], tree: Path, program: tuple[str, str], epoch: int) -> None:
    """Write licences/ and the list into ``tree``; ``program`` is our name and version."""
    folder = tree / "licences"
    folder.mkdir()
    shutil.copyfile(HERE.parent / "LICENSE", folder / "党校教务.txt")
    shutil.move(tree / "python-licence.txt", folder / f"python-{parts.PYTHON}.txt")
    components = [_component("python", parts.PYTHON, "Python-2.0", parts.PYTHON_HASH)]
    for wheel in wheels:
        components += _of_wheel(wheel, folder)
    for path in sorted((tree / "program/resources/fonts").glob("*.ttf")):
        components.append(_component(path.stem, "", "OFL-1.1", _digest(path), kind="data"))
    for path in sorted((tree / "program/resources/fonts").glob("OFL-*.txt")):
        shutil.copyfile(path, folder / path.name)
    name, version = program
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {"type": "application", "name": name, "version": version},
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
            if tail and not member.endswith("/") and _TEXT.search(tail):
                path = place / tail.removeprefix("licenses/").replace("/", "_")
                path.write_bytes(archive.read(member))
        for text in EXTRA_TEXTS.get(name, ()):
            shutil.copyfile(HERE / "licences" / text, place / text)
        licence = _licence(about)
        listed = [_component(name, about["Version"], licence, _digest(wheel))]
        binaries = [archive.read(n) for n in names if n.endswith((".pyd", "Qt6Core.dll"))]
        for inside, pattern, its_licence in INSIDE.get(name, ()):
            found = next((m[1] for b in binaries if (m := re.search(pattern, b)) and m[1]), b"")
            listed.append(_component(f"{inside} ({name})", found.decode(), its_licence, ""))
    return listed


def _licence(about: Message) -> str:
    """Return what a wheel says of its licence: the expression, the words or the classifier."""
    said = about["License-Expression"] or (about["License"] or "").split("\n")[0]
    classified = [c for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    return said or "".join(classified[:1]).rpartition(":: ")[2] or "see its text"


def _component(
    name: str, version: str, licence: str, digest: str, kind: str = "library"
) -> dict[str, object]:
    found: dict[str, object] = {
        "type": kind,
        "name": name,
        "licenses": [{"license": {"name": licence}}],
    }
    if version:
        found["version"] = version
    if digest:
        found["hashes"] = [{"alg": "SHA-256", "content": digest}]
    if digest and kind == "library":
        found["purl"] = (
            f"pkg:pypi/{name}@{version}" if name != "python" else f"pkg:generic/{name}@{version}"
        )
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
