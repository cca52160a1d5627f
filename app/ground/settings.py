"""What this PC remembers, apart from any school's file: recent files, window, text size."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from app.ground import paths
from app.ground.errors import StoreError
from app.ground.files import replacing

RECENT_KEPT = 8
# settings that are many, each by a name, and what each of them is
_BY_NAME = {
    **dict.fromkeys(("backups", "outside", "reminded", "stick", "users"), str),
    "places": list,
    "papers": dict,
}


@dataclass
class Settings:
    """``text_percent`` enlarges the whole interface; ``window`` is Qt's geometry in base64.

    ``backups``, ``places`` and ``users`` are by school file: when it was last backed up
    ('2026-11-22 08:30'), the page that was open last, with its arguments, and who opened it last.
    ``lock_minutes``: how long nobody touches the computer before the window locks, 0 for never.
    ``papers`` is what was chosen about each kind of paper, where it differs from the usual. Where
    ``kept`` is False nothing is written: a window beside the school's own would write over what that one
    remembers.
    ``automatic``: whether copies are made by themselves, into ``backup_folder`` and onto ``stick`` (the
    fields of ``sticks.Stick``; empty for none). ``outside`` and ``reminded`` are by school file: when it
    was last copied onto another disk, and the day on which one would hear no more of that.
    """

    recent: list[str] = field(default_factory=list[str])
    text_percent: int = 100
    window: str = ""
    automatic: bool = True
    backup_folder: str = ""
    stick: dict[str, str] = field(default_factory=dict[str, str])
    backups: dict[str, str] = field(default_factory=dict[str, str])
    outside: dict[str, str] = field(default_factory=dict[str, str])
    reminded: dict[str, str] = field(default_factory=dict[str, str])
    places: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    papers: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    users: dict[str, str] = field(default_factory=dict[str, str])
    lock_minutes: int = 0
    kept: bool = True

    def opened(self, path: Path, user: str = "") -> None:
        """Put ``path`` first among the recent files, remember who opened it, and save."""
        text = str(path.resolve())
        if user:
            self.users[text] = user
        self.recent = [text, *(p for p in self.recent if not _same(p, text))][:RECENT_KEPT]
        self.save()

    def backed_up(self, path: Path, at: str, *, outside: bool) -> None:
        """Remember when a school was last backed up, and whether onto another disk, and save."""
        text = str(path.resolve())
        self.backups[text] = at
        if outside:
            self.outside[text] = at
        self.save()

    def choose(self, paper: str, chosen: dict[str, Any]) -> None:
        """Remember what was chosen about a kind of paper, and save."""
        if chosen != self.papers.get(paper, {}):
            self.papers[paper] = chosen
            self.save()

    def forgotten(self, path: str) -> None:
        """Take ``path`` off the recent files and save."""
        self.recent = [p for p in self.recent if not _same(p, path)]
        self.save()

    def save(self) -> None:
        """Write the file whole; a disk that refuses costs only the memory of recent files."""
        if not self.kept:
            return
        target = paths.home() / "settings.json"
        saved = {key: value for key, value in asdict(self).items() if key != "kept"}
        with suppress(OSError, StoreError):
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target, personal=False) as part:
                # a file name may hold bytes that are no text: \udcff is how JSON writes one, too
                text = json.dumps(saved, ensure_ascii=False, indent=1)
                part.write_bytes(text.encode("utf-8", "backslashreplace"))


def _same(one: str, other: str) -> bool:
    """Whether two paths are one to this system: to Windows a.DXJW is A.dxjw."""
    return os.path.normcase(one) == os.path.normcase(other)


def load() -> Settings:
    """Return the saved settings; a missing or damaged file gives the defaults."""
    settings = Settings()
    try:
        saved = json.loads((paths.home() / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        return settings
    if not _is_object(saved):
        return settings
    recent: object = saved.get("recent")
    if _is_list(recent):
        settings.recent = [p for p in recent if isinstance(p, str)][:RECENT_KEPT]
    percent: object = saved.get("text_percent")
    if isinstance(percent, int) and 80 <= percent <= 200:
        settings.text_percent = percent
    minutes: object = saved.get("lock_minutes")
    if isinstance(minutes, int) and 0 <= minutes <= 240:
        settings.lock_minutes = minutes
    if isinstance(automatic := saved.get("automatic"), bool):
        settings.automatic = automatic
    for key in ("window", "backup_folder"):
        if isinstance(saved.get(key), str):
            setattr(settings, key, saved[key])
    for key, kind in _BY_NAME.items():
        if _is_object(by_file := saved.get(key)):
            setattr(settings, key, {k: v for k, v in by_file.items() if isinstance(v, kind)})
    return settings


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)  # the keys of JSON are texts


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
