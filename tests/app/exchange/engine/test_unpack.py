from __future__ import annotations

import datetime
import json

from app.exchange.engine import unpack
from app.ground import apart


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


def test_what_it_cannot_read_is_an_answer_too(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    with (tmp_path / "a.xlsx").open("rb") as file:
        told = list(apart.answers("app.exchange.engine.unpack", file, 60))
    assert told == [{"error": "damaged"}]
