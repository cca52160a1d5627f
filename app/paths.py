"""Where things are: the shipped resources, and this user's settings, logs and school files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
SCHEMA = ROOT / "db" / "schema.sql"


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


def school_files() -> Path:
    """Folder proposed for school files: 党校教务 in the user's documents."""
    return Path.home() / "Documents" / "党校教务"
