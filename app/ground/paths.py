"""Where things are: the shipped resources, this user's settings and logs, and the documents."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
SCHEMA = ROOT / "db" / "schema.sql"

DOCUMENTS = "FDD39AD0-238F-46AF-ADB4-6C85480369C7"  # FOLDERID_Documents
DONT_VERIFY = 0x4000  # the documents may be on a server that is off: ask only where they would be


def home() -> Path:
    """Folder of settings and logs: %LOCALAPPDATA% on Windows, the XDG folder elsewhere.

    ``DANGXIAO_HOME`` overrides it (tests, a stick that carries its own settings).
    """
    override = os.environ.get("DANGXIAO_HOME")
    if override:
        return Path(override)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "dangxiao"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "dangxiao"


def documents() -> Path:
    """Return the user's documents, wherever they were moved to; the folder may be missing."""
    if sys.platform == "win32":
        return _known_folder(DOCUMENTS) or Path.home() / "Documents"
    return _user_dirs() or Path.home() / "Documents"


def _known_folder(number: str) -> Path | None:
    if sys.platform == "win32":
        import ctypes
        import uuid

        found = ctypes.c_wchar_p()
        wanted = ctypes.create_string_buffer(uuid.UUID(number).bytes_le, 16)
        shell, ole = ctypes.windll.shell32, ctypes.windll.ole32
        failed = shell.SHGetKnownFolderPath(wanted, DONT_VERIFY, None, ctypes.byref(found))
        text = found.value
        ole.CoTaskMemFree(found)
        return Path(text) if not failed and text else None
    return None


def _user_dirs() -> Path | None:
    """What the desktop was told: a variable, or a line XDG_DOCUMENTS_DIR="$HOME/文档"."""
    text = os.environ.get("XDG_DOCUMENTS_DIR", "")
    if not text:
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        try:
            lines = (config / "user-dirs.dirs").read_text("utf-8")
        except (OSError, UnicodeError):
            return None
        found = re.search(r'^\s*XDG_DOCUMENTS_DIR="(.*)"\s*$', lines, re.MULTILINE)
        text = found[1] if found else ""
    text = re.sub(r"^\$HOME(?=/|$)", lambda _: str(Path.home()), text)
    return Path(text) if os.path.isabs(text) else None
