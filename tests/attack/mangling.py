"""Workbooks made wrong: real ones with bytes, parts and XML changed, and bombs made from nothing."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "resources/demo"
SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]
Mangle = Callable[[Parts, random.Random], None]

HEADINGS = ("序号", "姓名", "性别", "民族", "身份证号", "工作单位", "职务", "手机号码", "备注")
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# values with which attributes and texts of XML are replaced
ODD = (
    *("", "-1", "0", "99999999999999999999", "1e999", "NaN", "A0", "XFD1048576", "A1:XFD1048576"),
    *("Z" * 5000, "<", "&#0;", "&#xD800;", "\u202e", "=1+1", "true", "../../../etc/passwd", "R1C1"),
    *("inlineStr", "s", "e", "d", "2026-13-45T99:99:99", "-2147483649", "1.5"),
)


def parts_of(book: bytes) -> Parts:
    """Return the parts of a workbook that is a zip."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


# ----------------------------------------------------------------------- as a row of bytes


def bytes_mangled(book: bytes, dice: random.Random) -> bytes:
    """Flip bytes, cut, double or lay a stretch over another."""
    content = bytearray(book)
    way = dice.choice(("flip", "flips", "cut", "double", "move", "lie"))
    at = dice.randrange(len(content))
    if way == "cut":
        del content[at:]
    elif way == "double":
        content[at:at] = content[at : at + dice.randrange(1, 4000)]
    elif way == "move":
        stretch = content[at : at + dice.randrange(1, 4000)]
        to = dice.randrange(len(content))
        content[to : to + len(stretch)] = stretch
    elif way == "lie":  # a size or an offset of the directory
        signs = [m.start() for m in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", content)]
        at = dice.choice(signs or [at]) + dice.randrange(4, 46)
        content[at : at + 4] = dice.randbytes(4)
    else:
        for _ in range(1 if way == "flip" else 30):
            content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


# -------------------------------------------------------------------------------- as parts


def part_gone(parts: Parts, dice: random.Random) -> None:
    """A part is missing."""
    del parts[dice.choice(sorted(parts))]


def part_for_another(parts: Parts, dice: random.Random) -> None:
    """A part holds what another should."""
    one, other = dice.sample(sorted(parts), 2)
    parts[one] = parts[other]


def part_emptied(parts: Parts, dice: random.Random) -> None:
    """A part is there and empty, or no XML."""
    parts[dice.choice(sorted(parts))] = dice.choice((b"", b"\0" * 100, b"<", dice.randbytes(300)))


def _xml_part(parts: Parts, dice: random.Random) -> str:
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    return SHEET if SHEET in parts and dice.random() < 0.5 else dice.choice(names)


def attribute(parts: Parts, dice: random.Random) -> None:
    """Some attributes have odd values."""
    name = _xml_part(parts, dice)
    places = list(re.finditer(rb'="([^"]*)"', parts[name]))
    content = parts[name]
    for place in sorted(dice.sample(places, min(3, len(places))), key=lambda p: -p.start()):
        value = dice.choice(ODD).encode("utf-8", "surrogatepass").replace(b'"', b"")
        content = content[: place.start(1)] + value + content[place.end(1) :]
    parts[name] = content


def text(parts: Parts, dice: random.Random) -> None:
    """Some texts and numbers are odd."""
    name = _xml_part(parts, dice)
    content = parts[name]
    places = list(re.finditer(rb">([^<]+)<", content))
    for place in sorted(dice.sample(places, min(8, len(places))), key=lambda p: -p.start()):
        value = dice.choice(ODD).encode("utf-8", "surrogatepass")
        content = content[: place.start(1)] + value + content[place.end(1) :]
    parts[name] = content


def element(parts: Parts, dice: random.Random) -> None:
    """An element is gone, doubled many times or moved."""
    name = _xml_part(parts, dice)
    content = parts[name]
    places = list(re.finditer(rb"<(\w+)\b[^<>]*/>|<(\w+)\b[^<>]*>[^<]*</\2>", content))
    if not places:
        return
    place = dice.choice(places)
    piece = place.group()
    if dice.random() < 0.3:
        content = content[: place.start()] + content[place.end() :]
    else:
        to = dice.choice(places).start()
        content = content[:to] + piece * dice.choice((1, 2, 5000)) + content[to:]
    parts[name] = content


def entities(parts: Parts, dice: random.Random) -> None:
    """Entities that refer to entities, or to a file of the computer."""
    name = _xml_part(parts, dice)
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    kinds = (f'<!ENTITY a0 "ha">{laughs}', '<!ENTITY a9 SYSTEM "file:///etc/passwd">')
    body = re.sub(rb"<\?xml[^>]*\?>", b"", parts[name])
    body = re.sub(rb">([^<]+)<", b">&a9;<", body, count=3)
    parts[name] = f"<!DOCTYPE x [{dice.choice(kinds)}]>".encode() + body


def encoding(parts: Parts, dice: random.Random) -> None:
    """A part in another encoding than it says."""
    name = _xml_part(parts, dice)
    plain = parts[name].decode("utf-8", "replace")
    other = dice.choice(("utf-16", "gb18030", "utf-32"))
    parts[name] = (
        plain.encode(other, "replace")
        if dice.random() < 0.5
        else (f'<?xml version="1.0" encoding="{other}"?>'.encode() + plain.encode())
    )


MANGLES: dict[str, Mangle] = {
    "a part gone": part_gone,
    "a part for another": part_for_another,
    "a part emptied": part_emptied,
    "attributes": attribute,
    "texts": text,
    "elements": element,
    "entities": entities,
    "encodings": encoding,
}


# ---------------------------------------------------------------------------------- bombs


def name(number: int) -> str:
    """Return a name for somebody who is not: three characters, each number another."""
    return (
        "王李张刘陈杨赵黄"[number % 8]
        + chr(0x4E00 + number // 8 % 500)
        + chr(0x5000 + number // 4000)
    )


def identity(number: int) -> str:
    """Return an identity number that is in order, of a place that is not."""
    body = f"990000{1960 + number % 40}{number // 40 % 12 + 1:02}{number // 480 % 28 + 1:02}"
    body += f"{number // 13440 * 2 + 1:03}"  # odd: a man
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def roster(
    rows: int,
    before: str = "",
    after: str = "",
    row: str = "",
    cells: str = "",
    sound: bool = True,
) -> Parts:
    """A workbook of the demonstration with a roster of so many people in its sheet.

    ``before`` and ``after`` stand around sheetData, ``row`` in every row's tag, ``cells`` in the first.
    Not ``sound``: there is something to be told of every line.
    """
    parts = parts_of((DEMO / "学员名册.xlsx").read_bytes())
    head = "".join(f'<c t="inlineStr"><is><t>{h}</t></is></c>' for h in HEADINGS)
    lines = [f"<row>{head}{cells}</row>"]
    for number in range(rows):
        unit = f"示范县第{number % 900}局"
        texts = (
            number + 1,
            name(number),
            "男",
            "汉族",
            identity(number) if sound else "",
            unit,
            "科员",
        )
        cells = "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in texts)
        lines.append(f"<row {row}>{cells}</row>")
    sheet = f"<worksheet {_MAIN}>{before}<sheetData>{''.join(lines)}</sheetData>{after}</worksheet>"
    parts[SHEET] = sheet.encode()
    return parts


def _merge(*ranges: str) -> str:
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return f'<mergeCells count="{len(ranges)}">{cells}</mergeCells>'


def _with_comment(size: int) -> Parts:
    parts = roster(3)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    parts["xl/comments1.xml"] = (
        f'<comments {_MAIN}><authors><author>a</author></authors><commentList><comment ref="B2"'
        f' authorId="0"><text><t>{"字" * size}</t></text></comment></commentList></comments>'
    ).encode()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{kind}" Target="../comments1.xml"/></Relationships>'
    ).encode()
    types = parts["[Content_Types].xml"].decode()
    part = (
        '<Override PartName="/xl/comments1.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.comments+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = types.replace("</Types>", part).encode()
    return parts


def _with_styles(count: int) -> Parts:
    parts = roster(3)
    styles = parts["xl/styles.xml"].decode()
    many = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * count
    parts["xl/styles.xml"] = re.sub(r"<cellXfs[^>]*>", lambda m: m.group() + many, styles).encode()
    return parts


def _with_fonts(count: int) -> Parts:
    parts = roster(3)
    styles = parts["xl/styles.xml"].decode()
    many = "".join(
        f'<font><sz val="{n % 400 + 1}"/><name val="字{n}"/></font>' for n in range(count)
    )
    parts["xl/styles.xml"] = re.sub(r"<fonts[^>]*>", lambda m: m.group() + many, styles).encode()
    return parts


def _with_names(count: int) -> Parts:
    parts = roster(3)
    many = "".join(f'<definedName name="n{n}">Sheet1!$A$1</definedName>' for n in range(count))
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = book.replace(
        "</sheets>", f"</sheets><definedNames>{many}</definedNames>"
    ).encode()
    return parts


def _with_shared(count: int, length: int) -> Parts:
    parts = roster(3)
    many = f"<si><t>{'字' * length}</t></si>" * count
    parts["xl/sharedStrings.xml"] = f"<sst {_MAIN}>{many}</sst>".encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    link = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = links.replace("</Relationships>", link).encode()
    return parts


def _zeros(gigabytes: int) -> Parts:
    parts = roster(3)
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", b" " * (gigabytes << 30) + b"</worksheet>")
    return parts


def _many_parts(count: int) -> Parts:
    return roster(3) | {f"xl/media/{n}.bin": b"" for n in range(count)}


def _deep(depth: int) -> Parts:
    parts = roster(3)
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>", b"</sheetData>" + b"<a>" * depth + b"</a>" * depth
    )
    return parts


def _long_cell(length: int) -> Parts:
    return roster(3, cells=f'<c t="inlineStr"><is><t>{"长" * length}</t></is></c>')


def _sheets(count: int) -> Parts:
    parts = roster(3)
    book = parts["xl/workbook.xml"].decode()
    one = re.findall(r"<sheet [^>]*/>", book)[0]
    many = "".join(
        re.sub(r'name="[^"]*"', f'name="s{n}"', re.sub(r'sheetId="\d+"', f'sheetId="{n + 1}"', one))
        for n in range(count)
    )
    parts["xl/workbook.xml"] = re.sub(
        r"<sheets>.*</sheets>", f"<sheets>{many}</sheets>", book
    ).encode()
    return parts


_FORMATS = "".join(
    f'<conditionalFormatting sqref="A{n}"><cfRule type="expression" priority="{n}"><formula>1</formula>'
    "</cfRule></conditionalFormatting>"
    for n in range(1, 100_000)
)
BOMBS: dict[str, Callable[[], Parts]] = {
    "a merge of the whole sheet": lambda: roster(3, after=_merge("A1:XFD1048576")),
    "a merge of a million rows": lambda: roster(3, after=_merge("B2:B1048576")),
    "merges of a million rows": lambda: roster(
        3, after=_merge(*(f"{c}5:{c}1048576" for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    ),
    "a hundred thousand merges": lambda: roster(
        3, after=_merge(*(f"A{n}:B{n}" for n in range(9, 100_000)))
    ),
    "a huge comment": lambda: _with_comment(60_000_000),
    "300,000 styles": lambda: _with_styles(300_000),
    "100,000 fonts": lambda: _with_fonts(100_000),
    "200,000 names": lambda: _with_names(200_000),
    "shared strings of 300 MB": lambda: _with_shared(1000, 100_000),
    "five million shared strings": lambda: _with_shared(5_000_000, 1),
    "two gigabytes of blanks": lambda: _zeros(2),
    "60,000 parts": lambda: _many_parts(60_000),
    "elements 200,000 deep": lambda: _deep(200_000),
    "a cell of 50 million characters": lambda: _long_cell(50_000_000),
    "5,000 sheets": lambda: _sheets(5000),
    "100,000 conditional formats": lambda: roster(3, after=_FORMATS),
    "columns to the end": lambda: roster(
        3, before='<cols><col min="1" max="16384" width="9"/></cols>' * 2000
    ),
    "a row at the end": lambda: roster(3, after="", row='r="1048576"'),
    "three million empty rows": lambda: {
        **roster(3),
        SHEET: roster(3)[SHEET].replace(b"</sheetData>", b"<row/>" * 3_000_000 + b"</sheetData>"),
    },
    "a dimension that lies": lambda: roster(3, before='<dimension ref="A1:XFD1048576"/>'),
    "a cell in the last corner": lambda: roster(3, cells='<c r="XFD1048576"><v>1</v></c>'),
}


# ------------------------------------------------------------------------- the other two kinds

_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: int, repeated: str = "") -> bytes:
    """Return a roster as .ods; ``repeated`` stands in every row's tag."""
    lines = [
        HEADINGS,
        *((str(n), f"学员{n}", "男", "汉族", "", "示范县财政局", "科员") for n in range(rows)),
    ]
    cells = "".join(
        f"<table:table-row {repeated}>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            for text in line
        )
        + "</table:table-row>"
        for line in lines
    )
    content = (
        f'<office:document-content {_NAMESPACES} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="名册">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    parts = {"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed({name: text.encode() for name, text in parts.items()})


def xls(rows: int) -> bytes:
    """Return a roster as .xls."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    people = ((str(n), f"学员{n}", "男", "汉族", "", "示范县财政局", "科员") for n in range(rows))
    for at, line in enumerate((HEADINGS, *people)):
        for column, value in enumerate(line):
            sheet.write(at, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
