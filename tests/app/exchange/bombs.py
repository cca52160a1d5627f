"""Small files that grow: each is some kilobytes and would take all memory or minutes."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>出生年月</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>张三</t></is></c><c r="B2"><v>2011.1</v></c></row>'
)
Parts = dict[str, str | Iterator[str]]


def merged(path: Path) -> Path:
    """One merge over a million rows and sixteen thousand columns."""
    return _xlsx(path, _sheet(tail='<mergeCells><mergeCell ref="D3:XFD1048576"/></mergeCells>'))


def merges(path: Path) -> Path:
    """Many merges of some thousand cells each."""
    cells = "".join(f'<mergeCell ref="D{n}:XFD{n}"/>' for n in range(3, 30_003))
    return _xlsx(path, _sheet(tail=f"<mergeCells>{cells}</mergeCells>"))


def comment(path: Path) -> Path:
    """One comment of a hundred million characters."""
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/comments" Target="../comments1.xml"/>'

    def text() -> Iterator[str]:
        yield f'<comments xmlns="{_MAIN}"><authors><author>x</author></authors><commentList>'
        yield '<comment ref="A2" authorId="0"><text><r><t>'
        for _ in range(100):
            yield "x" * 1_000_000
        yield "</t></r></text></comment></commentList></comments>"

    parts: Parts = {"xl/comments1.xml": text()}
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(relation)
    return _xlsx(path, _sheet(), parts)


def styles(path: Path) -> Path:
    """Three hundred thousand styles."""
    fonts = "".join(f'<font><sz val="{n % 400 + 1}.{n}"/></font>' for n in range(300_000))
    looks = "".join(f'<xf fontId="{n}" applyFont="1"/>' for n in range(300_000))
    parts: Parts = {
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts>{fonts}</fonts>'
        "<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{looks}</cellXfs></styleSheet>"
    }
    return _xlsx(path, _sheet(), parts)


def shared(path: Path) -> Path:
    """A text of thirty thousand characters in three hundred thousand cells."""
    parts: Parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
    }

    def rows() -> Iterator[str]:
        yield f'<worksheet xmlns="{_MAIN}"><sheetData>{_ROWS}'
        for row in range(3, 15_003):
            cells = (f'<c r="{c}{row}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJKLMNOPQRST")
            yield f'<row r="{row}">{"".join(cells)}</row>'
        yield "</sheetData></worksheet>"

    return _xlsx(path, rows(), parts)


def deep(path: Path) -> Path:
    """Tags within tags, a million deep."""
    return _xlsx(path, _sheet(tail="<ext>" * 1_000_000))


def deep_book(path: Path) -> Path:
    """The same in the part that says what sheets there are."""
    return _xlsx(path, _sheet(), book="<ext>" * 1_000_000)


def spaced(path: Path) -> Path:
    """An .ods text with a thousand million spaces in it."""
    return _ods(
        path,
        '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string">'
        '<text:p>张三<text:s text:c="1000000000"/></text:p>'
        "</table:table-cell></table:table-row></table:table>",
    )


def nested(path: Path) -> Path:
    """Tags within tags in an .ods."""
    return _ods(path, "<text:p>" * 1_000_000)


ALL: tuple[Callable[[Path], Path], ...] = (
    *(merged, merges, comment, styles, shared, deep, deep_book, spaced, nested),
)
MARKED = (merged, merges, comment, styles)
"""Those of which there is a roster to read, and a marked copy to ask for."""


def _sheet(rows: str = _ROWS, tail: str = "") -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def _relations(*relations: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{"".join(relations)}</Relationships>'


def _xlsx(path: Path, sheet: Iterator[str], others: Parts | None = None, book: str = "") -> Path:
    named = (("worksheet", "worksheets/sheet1"), ("styles", "styles"))
    named += (("sharedStrings", "sharedStrings"),)
    kinds = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_KINDS}.{kind}+xml"/>'
        for kind, name in named
    )
    parts: Parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/comments1.xml" ContentType="{_KINDS}.comments+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": _relations(
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}<sheets>'
        f'<sheet name={escape(chr(34) + "汇总" + chr(34))} sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            *(
                f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
                for n, (kind, name) in enumerate(named, 1)
            )
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts><font/></fonts>'
        "<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        "<cellXfs><xf/></cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"/>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in {**parts, **(others or {})}.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in (text,) if isinstance(text, str) else text:
                    part.write(piece.encode())
    return path


def _ods(path: Path, tables: str) -> Path:
    names = "office", "table", "text"
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


if __name__ == "__main__":
    shared(Path(sys.argv[1]))
