"""What .ods says beside its values."""

from __future__ import annotations

from app.exchange import roster
from app.exchange.engine import books
from app.exchange.engine.omitted import UNCOMPUTED

_CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def cells(*texts: str) -> str:
    return "".join(
        text
        if text.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )


def error(text: str, more: str = "") -> str:
    return (
        f'<table:table-cell {_CALCEXT} table:formula="of:=1/0" office:value-type="string"'
        f' office:string-value="" {more}><text:p>{text}</text:p></table:table-cell>'
    )


def written(write_ods, tmp_path, *rows: str, columns: str = "") -> books.Sheet:
    path = tmp_path / "名册.ods"
    lines = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    write_ods(path, f'<table:table table:name="名册">{columns}{lines}</table:table>')
    return books.read(path).sheets[0]


def test_errors_are_told_as_errors_and_never_empty(write_ods, tmp_path, school_session) -> None:
    never = '<table:table-cell table:formula="of:=[.A1]"/>'
    sheet = written(
        *(write_ods, tmp_path, cells("姓名", "单位", "职务")),
        cells("冉某甲", error("#N/A", 'calcext:value-type="error"'), "局长"),
        cells("冉某乙", "县财政局", error("Err:502")),
        cells("冉某丙", never, error("#DIV/0!")),
    )
    assert [sheet.cell(r, c) for r, c in ((1, 1), (2, 2), (3, 1), (3, 2))] == [
        *("#N/A", "Err:502", UNCOMPUTED, "#DIV/0!")
    ]
    review = school_session.read(roster.review, tmp_path / "名册.ods")
    assert [(f.row, f.column) for f in review.findings if f.severity == "error"] == [
        *((2, "单位"), (3, "职务"), (4, "单位"), (4, "职务"))
    ]


def test_a_formula_with_a_value_is_its_value(write_ods, tmp_path) -> None:
    reckoned = (
        '<table:table-cell table:formula="of:=&quot;#1&quot;" office:value-type="string"'
        ' office:string-value="县财政局"><text:p>县财政局</text:p></table:table-cell>'
    )
    sheet = written(write_ods, tmp_path, cells("姓名", "单位"), cells("冉某甲", reckoned))
    assert sheet.rows[1] == ["冉某甲", "县财政局"]


def test_hidden_rows_and_columns_are_told(write_ods, tmp_path) -> None:
    hidden = '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
    end = '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048571"/>'
    sheet = written(
        *(write_ods, tmp_path, cells("姓名", "单位"), cells("冉某甲", "甲")),
        f"{hidden}{cells('冉某乙', '乙')}</table:table-row>",
        end,
        columns="<table:table-column/>"
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>',
    )
    assert (sheet.hidden, sheet.hidden_columns) == ({2, 3}, {1, 2})
