"""A ring of before, of which nothing is vouched for, opens the file of before and not that of today."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app import opening
from app.file import vault, wrapping
from app.ground import jobs
from app.opening import open_school, open_with_recovery
from app.school import users
from tests.data.make_school_file import FOLDER
from tests.data.school_files import kept_copy

PASSWORD, OTHER = "secret-word", "other-secret"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
FORMER = "旧版程序留下的，这份学校文件早已换用新的密钥文件.*用恢复码打开。数据没有丢失"


def swapped(ring: Path) -> str:
    """A ring of format 1 whose two entries have changed places, as an editor does it."""
    saved = json.loads(ring.read_text("ascii"))
    one, two = saved["entries"]
    one["id"], two["id"] = two["id"], one["id"]
    return json.dumps(saved)


def test_a_ring_of_before_the_upgrade_opens_the_file_of_before_alone(tmp_path: Path) -> None:
    path, earlier = kept_copy(FOLDER / "v2.dxjw", tmp_path), tmp_path / "earlier"
    earlier.mkdir()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        code = opening.recovery_code(opened, PASSWORD)
        registrar = opened.read(users.all)[1]
    vault.ring_path(path).write_text(swapped(vault.ring_path(FOLDER / "v2.dxjw")), "ascii")
    for write in (True, False):
        for password in (PASSWORD, OTHER):
            with pytest.raises(vault.LostRing, match=FORMER):
                open_school(path, password, write=write)
    with open_with_recovery(path, code, "brand-new-word", runner=jobs.Inline(), cost=CHEAP) as one:
        assert f"{registrar.name}没有密码" in "".join(one.told)
    older = kept_copy(FOLDER / "v2.dxjw", earlier)
    open_school(older, PASSWORD).close()


def test_a_copy_of_the_file_made_while_it_is_open_says_so_too(tmp_path: Path) -> None:
    path, copy = kept_copy(FOLDER / "v2.dxjw", tmp_path), tmp_path / "副本.dxjw"
    with open_school(path, PASSWORD):
        shutil.copyfile(path, copy)  # without its log
    shutil.copyfile(vault.ring_path(FOLDER / "v2.dxjw"), vault.ring_path(copy))
    with pytest.raises(vault.LostRing, match=FORMER):
        open_school(copy, PASSWORD)


def test_a_school_never_had_a_ring_of_format_1(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    opening.create(path, name="校", password=PASSWORD, cost=CHEAP)
    ring = vault.load(path)
    key, entry = ring.unlock(PASSWORD)
    salt = bytes(range(16))
    wrapped = wrapping.wrap(wrapping.derive(OTHER, salt, CHEAP), key).hex()
    cost = {"memory": 64, "passes": 1, "lanes": 1}
    forged = {"id": entry, "salt": salt.hex(), "cost": cost, "wrapped": wrapped}
    ring.path.write_text(json.dumps({"format": 1, "entries": [forged]}), "ascii")
    with pytest.raises(vault.LostRing, match=FORMER):
        open_school(path, OTHER)


def test_a_ring_of_before_opens_no_lock_of_the_open_school(tmp_path: Path) -> None:
    path = kept_copy(FOLDER / "v2.dxjw", tmp_path)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        vault.ring_path(path).write_text(swapped(vault.ring_path(FOLDER / "v2.dxjw")), "ascii")
        admin = opened.read(users.all)[0]
        with pytest.raises(vault.LostRing, match=FORMER):
            opening.enter(opened, admin.id, OTHER)
