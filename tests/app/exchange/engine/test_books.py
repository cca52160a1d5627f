from __future__ import annotations

import contextlib
import datetime
import io
import zipfile

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.engine import books
from app.ground.errors import StoreError, UserError

KINDS = ["xlsx", "xls", "ods"]


@pytest.mark.parametrize("kind", KINDS)
def test_cells_come_with_their_kind_and_place(make_book, kind):
    rows = [["", ""], ["", "", "表头"], ["", "张三", 1978.05, datetime.date(1978, 5, 3)]]
    sheet = books.read(make_book(rows, kind)).sheets[0]
    assert sheet.name == "汇总"
    assert sheet.cell(1, 2) == "表头"
    assert sheet.cell(2, 1) == "张三"
    assert sheet.cell(2, 2) == 1978.05
    assert sheet.cell(2, 3) == datetime.date(1978, 5, 3)
    assert 0 not in sheet.rows
    assert sheet.cell(99, 99) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_merges_are_known_in_every_format(make_book, kind):
    rows = [["单位", "姓名"], ["县财政局", "张三"], ["", "李四"], ["", "王五"], ["", "赵六"]]
    sheet = books.read(make_book(rows, kind, merges=[(1, 0, 3, 0)])).sheets[0]
    assert [sheet.spread(r, 0) for r in range(1, 5)] == ["县财政局"] * 3 + [""]
    assert sheet.merged_from(2, 0) == (1, 0)
    assert sheet.merged_from(1, 0) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_told_by_its_content_not_its_name(make_book, tmp_path, kind):
    path = make_book([["姓名", "单位"], ["张三", "县财政局"]], kind)
    other = tmp_path / "改过名.xlsx" if kind != "xlsx" else tmp_path / "改过名.xls"
    other.write_bytes(path.read_bytes())
    book = books.read(other)
    assert book.kind == kind
    assert book.sheets[0].cell(1, 0) == "张三"


def _zip(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


def _compound(stream: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    return head + (stream + "\0").encode("utf-16-le") + bytes(2000)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("空.xlsx", b"", "空文件"),
        ("全零.xlsx", bytes(5000), "空文件"),
        ("网页.xls", "<html><table><tr><td>姓名</td></tr></table></html>".encode(), "网页"),
        ("网页2.xls", b"\xef\xbb\xbf\r\n<TABLE border=1>", "网页"),
        ("旧xml.xls", b'<?xml version="1.0"?><Workbook/>', "XML"),
        ("表.xlsx", "姓名,单位\n张三,县财政局\n".encode("gbk"), "CSV"),
        ("表2.xlsx", "姓名\t单位\n".encode("utf-16"), "CSV"),
        ("文件.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("表.et", b"anything", "WPS 自有格式"),
        ("文.wps", b"anything", "WPS 自有格式"),
        ("老.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50), "很旧的 Excel"),
        ("乱.xlsx", b"\x00\x01\x02\x03" * 100, "不是电子表格"),
        ("断.xlsx", b"PK\x03\x04 and then nothing", "已损坏"),
        ("包.xlsx", _zip(a_dot_txt="x"), "压缩包"),
        ("文.xlsx", _zip(word__document_dot_xml="x", other="x"), "Word"),
        ("稿.xlsx", _zip(ppt__presentation_dot_xml="x", other="x"), "演示文稿"),
        ("b.xlsx", _zip(xl__workbook_dot_bin="x", other="x"), "xlsb"),
        ("odt.ods", _zip(mimetype="application/vnd.oasis.opendocument.text"), "不是电子表格"),
        ("壳.xlsx", _zip(xl__workbook_dot_xml="<x/>"), "已损坏"),
        ("密.xlsx", _compound("EncryptedPackage"), "打开密码"),
        ("word.xls", _compound("WordDocument"), "Word"),
        ("ole.xls", _compound("Nothing"), "不是电子表格"),
        ("假.xls", _compound("Workbook"), "已损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path, name, content, part):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        books.read(path)
    assert part in refused.value.text
    assert name in refused.value.text
    assert "没有写入任何数据" in refused.value.text


def test_an_encrypted_ods_asks_to_take_the_password_away(write_ods, tmp_path):
    path = tmp_path / "密.ods"
    write_ods(path, "", manifest="<m><manifest:encryption-data/></m>")
    with pytest.raises(UserError, match="打开密码"):
        books.read(path)


def test_an_xls_with_a_password_asks_to_take_it_away(make_book, tmp_path):
    content = bytearray(make_book([["姓名", "单位"]], "xls").read_bytes())
    # FILEPASS right after BOF of the globals: take the place of the record that stands there
    place = content.index(b"\x09\x08\x10\x00") + 20
    content[place : place + 2] = b"\x2f\x00"
    path = tmp_path / "密.xls"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"打开密码|已损坏"):
        books.read(path)


def test_missing_file_folder_and_empty_workbook(make_book, tmp_path):
    with pytest.raises(StoreError, match="找不到"):
        books.read(tmp_path / "没有.xlsx")
    with pytest.raises(UserError, match="文件夹"):
        books.read(tmp_path)
    with pytest.raises(UserError, match="没有任何内容"):
        books.read(make_book([[]]))


def test_a_file_too_large_is_not_even_read(tmp_path):
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(books.FILE_LIMIT + 1)
    with pytest.raises(UserError, match="超过 40 MB"):
        books.read(path)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path):
    path = tmp_path / "弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(42):
                part.write(bytes(10_000_000))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="展开后超过 400 MB"):
        books.read(path)


def test_a_cell_in_the_far_corner_kills_only_the_helper(make_book):
    """A dense block of 17 thousand million cells makes the compiled reader abort."""
    path = make_book([["姓名", "单位"]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(UserError, match="内容过大"):
        books.read(path)


def test_an_ods_row_repeated_a_thousand_million_times(write_ods, tmp_path):
    path = tmp_path / "重复.ods"
    table = (
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000000">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    write_ods(path, table)
    with pytest.raises(UserError, match="没有写入任何数据"):
        books.read(path)


def _originals() -> dict[str, bytes]:
    made = {}
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["姓名", "单位", "出生年月"])
    page.append(["张三", "县财政局", 1978.05])
    page.merge_cells("B2:B3")
    file = io.BytesIO()
    book.save(file)
    made["xlsx"] = file.getvalue()
    old = xlwt.Workbook()
    sheet = old.add_sheet("a")
    sheet.write(0, 0, "姓名")
    sheet.write_merge(1, 2, 0, 0, "张三")
    sheet.write(1, 1, 1978.05)
    file = io.BytesIO()
    old.save(file)
    made["xls"] = file.getvalue()
    return made


ORIGINALS = _originals()


@settings(max_examples=25)
@given(
    st.sampled_from(["xlsx", "xls"]),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8
    ),
    st.floats(0.2, 1),
)
def test_damaged_files_are_read_or_refused_never_anything_else(
    tmp_path_factory, kind, damages, length
):
    content = bytearray(ORIGINALS[kind])
    for place, byte in damages:
        content[int(place * len(content))] = byte
    if length < 0.9:
        content = content[: int(length * len(content))]
    path = tmp_path_factory.mktemp("damaged") / f"a.{kind}"
    path.write_bytes(content)
    with contextlib.suppress(UserError):
        assert books.read(path).sheets


def test_a_sheet_that_is_not_there_is_named(make_book):
    book = books.read(make_book([["姓名", "单位"]]))
    with pytest.raises(UserError, match="只有「汇总」"):
        book.sheet("没有")


def test_a_path_that_cannot_be_and_a_name_that_is_no_text_are_told(tmp_path):
    with pytest.raises(UserError, match="超过了系统允许的长度"):
        books.read(tmp_path / ("a" * 120_000))
    with pytest.raises(StoreError, match="请先改名"):
        books.read(tmp_path / "\ufffd\ufffd.xlsx")
