from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import openpyxl

from app.exchange.engine import unpack
from app.ground import apart
from app.ground.limits import Limits


def unpacked(path: Path) -> list[Any]:
    return list(unpack.answer(io.BytesIO(path.read_bytes())))


def test_too_many_filled_cells_are_refused(make_book, monkeypatch):
    monkeypatch.setattr(unpack, "CELL_LIMIT", 5)
    path = make_book([["a", "b", "c"], ["d", "e", "f"]])
    assert unpacked(path) == [{"error": "cells"}]


def test_what_it_answers_is_plain_json(make_book):
    path = make_book([["姓名", 1.5, True, datetime.date(2026, 11, 2), datetime.time(8, 30)]])
    book, sheet, rows = json.loads(json.dumps(unpacked(path)))
    assert (book["kind"], book["count"]) == ("xlsx", 1)
    assert sheet == {
        "name": "汇总",
        "visible": True,
        "merges": [],
        "hidden": [],
        "hidden_columns": [],
    }
    assert rows == {"rows": [[0, ["姓名", 1.5, True, ["date", "2026-11-02"], "08:30"]]]}


def test_cells_far_to_the_right_are_left_out(make_book):
    path = make_book([["姓名", "单位"] + [""] * 500 + ["远"]])
    assert unpacked(path)[-1] == {"rows": [[0, ["姓名", "单位"]]]}


def test_what_it_cannot_read_is_an_answer_too(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    with (tmp_path / "a.xlsx").open("rb") as file:
        told = list(apart.answers("app.exchange.engine.unpack", file, Limits()))
    assert told == [{"error": "incomplete"}]


def test_rows_come_in_portions_and_all_of_them(make_book, monkeypatch):
    monkeypatch.setattr(unpack, "ROWS_AT_ONCE", 2)
    told = unpacked(make_book([[f"张{n}", "县财政局"] for n in range(5)]))
    assert [len(part["rows"]) for part in told[2:]] == [2, 2, 1]
    assert [row[0] for part in told[2:] for row in part["rows"]] == [0, 1, 2, 3, 4]


def test_too_much_text_is_refused_before_any_of_it_is_told(make_book, monkeypatch):
    rows = [["姓名", "单位"], ["张三", "县财政局" * 20]]
    for name, most in (("ROW_TEXT", 50), ("TEXT_LIMIT", 80)):
        with monkeypatch.context() as patched:
            patched.setattr(unpack, name, most)
            assert unpacked(make_book(rows)) == [{"error": "text_limit"}]


def test_a_workbook_of_countless_sheets_is_refused(make_book, monkeypatch):
    monkeypatch.setattr(unpack, "SHEET_LIMIT", 1)
    path = make_book([["姓名", "单位"]])
    assert unpacked(path)[0]["kind"] == "xlsx"
    book = openpyxl.load_workbook(path)
    book.create_sheet("另一张")
    book.save(path)
    assert unpacked(path) == [{"error": "sheets"}]
