"""What this PC remembers, apart from any school's file: recent files, window, text size."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app import paths

RECENT_KEPT = 8


@dataclass
class Settings:
    """``text_percent`` enlarges the whole interface; ``window`` is Qt's geometry in base64."""

    recent: list[str] = field(default_factory=list)
    text_percent: int = 100
    window: str = ""

    def opened(self, path: Path) -> None:
        """Put ``path`` first among the recent files and save."""
        text = str(path.resolve())
        self.recent = [text, *(p for p in self.recent if p != text)][:RECENT_KEPT]
        self.save()

    def forgotten(self, path: str) -> None:
        """Take ``path`` off the recent files and save."""
        self.recent = [p for p in self.recent if p != path]
        self.save()

    def save(self) -> None:
        """Write the file whole; a disk that refuses costs only the memory of recent files."""
        try:
            target = paths.home() / "settings.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            part.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")
            os.replace(part, target)
        except OSError:
            return


def load() -> Settings:
    """Return the saved settings; a missing or damaged file gives the defaults."""
    settings = Settings()
    try:
        saved = json.loads((paths.home() / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        return settings
    if not isinstance(saved, dict):
        return settings
    recent = saved.get("recent")
    if isinstance(recent, list):
        settings.recent = [p for p in recent if isinstance(p, str)][:RECENT_KEPT]
    percent = saved.get("text_percent")
    if isinstance(percent, int) and 80 <= percent <= 200:
        settings.text_percent = percent
    if isinstance(saved.get("window"), str):
        settings.window = saved["window"]
    return settings
