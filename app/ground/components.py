"""What the program is made of: every part with its version, its licence and the text of it.

An installed program has the list and the texts in ``licences/`` beside it, written when the setup was made
(installer/sbom.py). In a checkout the same is read from the libraries that are installed there.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.ground import paths
from app.ground.errors import StoreError

if TYPE_CHECKING:
    from importlib.metadata import PackageMetadata

PROGRAM = "党校教务"
PROJECT = "pyproject.toml"
LISTED = "sbom.cdx.json"
TEXT = "dangxiao:licence-text"  # the property that names a text
# A library asks for them and the program never does; the setup leaves them out as well.
_UNUSED = frozenset({"pip", "tzdata"})
# For those who develop the library; for Pythons older than ours.
_NOT_HERE = re.compile(r";.*\b(extra\s*==|python_(full_)?version\s*<)")
_LICENCE_FILE = re.compile(r"(?i)\.dist-info/.*(licen[cs]e|copying|notice|authors)")


@dataclass(frozen=True)
class Component:
    """``texts`` are files, none where the part came without; ``version`` may be empty."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...] = ()


def folder() -> Path | None:
    """Return the folder of the installed program's list and texts; None in a checkout."""
    in_checkout = (paths.ROOT / PROJECT).is_file()
    return None if in_checkout else paths.ROOT.parent / "licences"


def shipped(licences: Path | None) -> list[Component]:
    """Return every part, the program first: as listed in ``licences``, or None, as installed here.

    Raises StoreError where the list cannot be read.
    """
    if licences is None:
        return [*_own(), *_libraries(), *_fonts()]
    try:
        listed = json.loads((licences / LISTED).read_text("utf-8"))
        whole = _listed(listed["metadata"]["component"], licences)
        parts = [_listed(one, licences) for one in listed["components"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(
            f"不能读取部件清单「{licences / LISTED}」。学校数据没有受到影响。请重新安装程序。"
        ) from error
    return [Component(PROGRAM, whole.version, whole.licence, whole.texts), *parts]


def text(component: Component) -> str:
    """Return the texts of a part's licence, one after the other; words in their place where none is.

    Raises StoreError where a text cannot be read.
    """
    if not component.texts:
        return "这一部分没有附许可文本；安装版附有全部文本。"
    many = len(component.texts) > 1
    return "\n\n\n".join(
        (f"【{path.name}】\n\n" if many else "") + _read(path).strip() for path in component.texts
    )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").lstrip("\ufeff").replace("\f", "\n")
    except OSError as error:
        raise StoreError(
            f"不能读取许可文本「{path}」。学校数据没有受到影响。请重新安装程序。"
        ) from error


def _listed(one: dict[str, Any], licences: Path) -> Component:
    said = one["licenses"][0]
    licence = said.get("expression") or said["license"].get("id") or said["license"]["name"]
    properties = one.get("properties", [])
    texts = tuple(_beside(licences, p["value"]) for p in properties if p["name"] == TEXT)
    return Component(one["name"], one.get("version", ""), licence, texts)


def _beside(licences: Path, text: str) -> Path:
    """The file of a text; ValueError where it is no file of this folder."""
    path = licences / text
    if not path.resolve().is_relative_to(licences.resolve()):
        raise ValueError(text)
    return path


# ---------------------------------------------------------------------- a checkout


def _own() -> Iterator[Component]:
    yield Component(PROGRAM, __version__, "MIT", (paths.ROOT / "LICENSE",))
    beside = Path(os.__file__).parent
    found = [path / "LICENSE.txt" for path in (beside, beside.parent)]
    texts = tuple(path for path in found if path.is_file())[:1]
    yield Component("python", sys.version.partition(" ")[0], "Python-2.0", texts)


def _libraries() -> list[Component]:
    """What the program asks for, and what that asks for in turn; nothing of the tests."""
    import tomllib  # here: they would cost every start, and few ever look
    from importlib import metadata

    project = tomllib.loads((paths.ROOT / PROJECT).read_text("utf-8"))["project"]
    found: dict[str, Component] = {}
    asked = [_normal(one) for one in project["dependencies"]]
    while asked:
        try:
            about = metadata.distribution(asked.pop())
        except metadata.PackageNotFoundError:
            continue  # for another system than this one
        name = _normal(about.metadata["Name"])
        if name not in found:
            files = (f for f in about.files or () if _LICENCE_FILE.search(f.as_posix()))
            texts = tuple(sorted(Path(str(about.locate_file(f))) for f in files))
            found[name] = Component(name, about.version, _licence(about.metadata), texts)
            wanted = (one for one in about.requires or () if not _NOT_HERE.search(one))
            asked += [name for name in map(_normal, wanted) if name not in _UNUSED]
    return sorted(found.values(), key=lambda one: one.name)


def _normal(requirement: str) -> str:
    """Return the name that a requirement begins with, as package indexes compare it."""
    name = re.match(r"[\w.-]*", requirement)
    return re.sub(r"[-_.]+", "-", name[0] if name else "").lower()


def _licence(about: PackageMetadata) -> str:
    """Return the expression, the first line of the words, or the classifier."""

    def said(field: str) -> list[str]:
        return about.get_all(field) or []

    classes = [c.rpartition(":: ")[2] for c in said("Classifier") if c.startswith("License ::")]
    words = [w.split("\n")[0] for w in (*said("License-Expression"), *said("License"))]
    return next((one for one in (*words, *classes) if one), "见许可文本")


def _fonts() -> Iterator[Component]:
    place = paths.RESOURCES / "fonts"
    texts = sorted(place.glob("OFL-*.txt"))
    for font in sorted(place.glob("*.ttf")):
        own = tuple(t for t in texts if font.stem.startswith(t.stem.removeprefix("OFL-")))
        yield Component(font.stem, "", "OFL-1.1", own)
