"""What this PC remembers; nothing that is wrong in it may keep the program from opening."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.ground import settings
from app.ground.settings import Settings


def test_what_was_set_is_there_again(home: Path, tmp_path: Path) -> None:
    one = settings.load()
    assert one == Settings()
    one.text_percent = 125
    one.places["x"] = ["class", 7]
    one.choose("roster", {"columns": ["name", "phone"]})
    one.opened(tmp_path / "校.dxjw")
    one.backed_up(tmp_path / "校.dxjw", "2026-11-22 08:30", outside=True)
    assert settings.load() == one
    assert [p.name for p in home.iterdir()] == ["settings.json"]


def test_a_window_that_keeps_nothing_leaves_what_another_remembers(tmp_path: Path) -> None:
    beside = settings.load()
    beside.kept = False
    settings.load().backed_up(tmp_path / "校.dxjw", "2026-11-22 08:30", outside=True)
    remembered = settings.load()
    beside.opened(tmp_path / "演示.dxjw")
    assert settings.load() == remembered
    assert remembered.kept


def test_recent_files_are_few_and_each_once(tmp_path: Path) -> None:
    one = settings.load()
    for number in [*range(12), 5]:
        one.opened(tmp_path / f"{number}.dxjw")
    names = [Path(p).name for p in settings.load().recent]
    assert names == [f"{n}.dxjw" for n in (5, 11, 10, 9, 8, 7, 6, 4)]
    one.forgotten(one.recent[0])
    assert Path(settings.load().recent[0]).name == "11.dxjw"


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "3", "{", "\x00", '{"recent": 3, "text_percent": "big", "backups": []}',
     '{"recent": [1, null], "text_percent": 5000, "window": 7, "places": {"x": 1}}',
     '{"text_percent": true, "backup_folder": null, "backups": {"x": 1}}',
     '{"papers": {"roster": ["name"], "timetable": null}}', '{"papers": 3}'],
)  # fmt: skip
def test_a_damaged_file_gives_the_defaults(home: Path, text: str) -> None:
    (home / "settings.json").write_text(text)
    assert settings.load() == Settings()


def test_bytes_that_are_no_text_give_the_defaults(home: Path) -> None:
    (home / "settings.json").write_bytes(b"\xff\xfe\x00")
    assert settings.load() == Settings()


def test_what_is_good_is_kept_beside_what_is_not(home: Path) -> None:
    saved = {"recent": ["/a.dxjw", 3], "text_percent": 150, "backups": {"a": "b", "c": 1}, "new": 1}
    (home / "settings.json").write_text(json.dumps(saved))
    one = settings.load()
    assert (one.recent, one.text_percent, one.backups) == (["/a.dxjw"], 150, {"a": "b"})


def test_a_disk_that_refuses_costs_only_the_memory(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "settings.json").mkdir()
    settings.load().opened(tmp_path / "校.dxjw")
    assert settings.load() == Settings()
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "file"))
    settings.load().opened(tmp_path / "校.dxjw")
    assert settings.load() == Settings()


def test_a_file_name_of_odd_bytes_does_no_harm(tmp_path: Path) -> None:
    one = settings.load()
    one.text_percent = 125
    one.opened(Path(str(tmp_path / "校") + "\udcff.dxjw"))
    assert len(one.recent) == 1
    assert settings.load() == one


def test_a_recent_file_is_one_however_it_is_spelt(tmp_path: Path) -> None:
    one = settings.load()
    first = tmp_path / "Aa.dxjw"
    first.write_bytes(b"")
    second = tmp_path / "aA.DXJW"
    for path in (first, second, first):
        one.opened(path)
    assert len(one.recent) == (1 if second.exists() else 2)
    one.forgotten(str(second))
    assert len(one.recent) == (0 if second.exists() else 1)
