from __future__ import annotations

import datetime
import json
import subprocess
import sys

from app.exchange.engine import unpack


def test_too_many_filled_cells_are_refused(make_book, monkeypatch):
    monkeypatch.setattr(unpack, "CELL_LIMIT", 5)
    path = make_book([["a", "b", "c"], ["d", "e", "f"]])
    assert unpack.unpack(path.read_bytes()) == {"error": "huge"}


def test_what_it_answers_is_plain_json(make_book):
    path = make_book([["姓名", 1.5, True, datetime.date(2026, 11, 2), datetime.time(8, 30)]])
    answer = json.loads(json.dumps(unpack.unpack(path.read_bytes())))
    assert answer["sheets"][0]["rows"] == [
        [0, ["姓名", 1.5, True, ["date", "2026-11-02"], "08:30"]]
    ]


def test_cells_far_to_the_right_are_left_out(make_book):
    path = make_book([["姓名", "单位"] + [""] * 500 + ["远"]])
    assert unpack.unpack(path.read_bytes())["sheets"][0]["rows"] == [[0, ["姓名", "单位"]]]


def test_as_a_process_it_answers_what_it_cannot_read():
    done = subprocess.run(
        [sys.executable, "-m", "app.exchange.engine.unpack"],
        input=b"PK nothing",
        capture_output=True,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"error": "damaged"}
