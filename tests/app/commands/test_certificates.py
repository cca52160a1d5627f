"""public-key and verify: a paper that somebody brings, judged without the school's file."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter
from pypdfium2 import raw
from reportlab.pdfgen.canvas import Canvas

from app.certificates import ledger, sealing
from app.ground import jobs
from app.opening import open_school
from app.papers import certificates
from app.papers.certificates import Certificate, Certificates
from tests.conftest import PASSWORD

Change = Callable[[Certificate], Certificate]
OTHER = bytes(range(32))


@pytest.fixture
def issued(demo_path: Path) -> tuple[Certificate, ...]:
    """Three certificates of the demonstration school, as they are printed."""
    with open_school(demo_path, PASSWORD, write=False, runner=jobs.Inline()) as session:
        [(first,)] = session.read(
            lambda db: db.execute("SELECT class_id FROM certificate ORDER BY id LIMIT 1").fetchall()
        )
        return session.read(certificates.gather, first).items[:3]


@pytest.fixture
def key(run: Any, demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The school's public key as it was handed out; from here on its file and password are away."""
    path = tmp_path / "公钥.pem"
    told = run("public-key", demo_path, "--out", path)
    assert told.status == 0
    assert "公钥指纹" in told.out
    demo_path.unlink()
    monkeypatch.delenv("DANGXIAO_PASSWORD")
    return path


def write(path: Path, *items: Certificate, code: bool = True) -> Path:
    certificates.write(Certificates("结业证书", items, code), path)
    return path


def picture(path: Path, dpi: int = 200) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].render(scale=dpi / 72).to_pil()  # pyright: ignore[reportArgumentType]


def test_printed_certificates_are_genuine(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    told = run("verify", "--key", key, write(tmp_path / "证书.pdf", *issued))
    assert told.status == 0
    assert told.out.count("真实") == 4
    assert "共 3 张：真实 3。" in told.out
    for page, item in enumerate(issued, 1):
        assert f"第 {page} 页　真实\n  编号　{item.number}\n  姓名　{item.name}\n" in told.out
    assert "纸面上的文字与它一致" in told.out
    # nothing on the paper is unknown to the check
    assert "未经签名" not in told.out
    assert "请看纸面" not in told.out


def test_a_photograph_of_a_certificate_is_genuine_as_far_as_the_code_goes(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    photo = picture(write(tmp_path / "证书.pdf", issued[0]), 300)
    photo = photo.rotate(3, expand=True, fillcolor=(90, 90, 90))
    photo = photo.filter(ImageFilter.GaussianBlur(1.2))
    photo.save(tmp_path / "手机.jpg", quality=75)
    told = run("verify", "--key", key, tmp_path / "手机.jpg")
    assert told.status == 0
    assert told.out.startswith("第 1 页　真实（纸面未比对）\n")
    assert "纸面上的文字没有比对" in told.out


def test_json_gives_every_fact(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    told = run("verify", "--json", "--key", key, write(tmp_path / "证书.pdf", *issued))
    [first, *rest] = [json.loads(line) for line in told.out.splitlines()]
    assert len(rest) == 2
    assert first["verdict"] == "genuine"
    assert first["student_name"] == issued[0].name
    assert first["quarter_hours"] == issued[0].quarter_hours
    assert first["key_fingerprint"] in key.read_text("utf-8")
    assert first["compared"] is True
    assert first["odd"] == []
    void = dataclasses.replace(issued[0], void_date="2026-12-01")
    told = run("verify", "--json", "--key", key, write(tmp_path / "废.pdf", void, issued[1]))
    assert told.status == 1
    assert [json.loads(line)["verdict"] for line in told.out.splitlines()] == [
        "doubtful", "genuine"
    ]  # fmt: skip


def renamed(item: Certificate) -> Certificate:
    return dataclasses.replace(item, name="王五", wording=item.wording.replace(item.name, "王五"))


def signed_anew(item: Certificate, named: str) -> Certificate:
    statement = sealing.Statement(
        item.number, item.name, item.class_name, item.start_date, item.end_date,
        item.quarter_hours, item.school_name, item.issue_date,
    )  # fmt: skip
    signature = sealing.sign(OTHER, statement, item.wording)
    return dataclasses.replace(item, signature=signature, key_fingerprint=named)


FORGERIES: dict[str, tuple[Change, str, str]] = {
    "another name, code and paper alike": (renamed, "伪造或改动", "与签名不符"),
    "another number": (
        lambda item: dataclasses.replace(item, number=item.number[:-1] + "9"),
        "伪造或改动",
        "",
    ),
    "more hours": (lambda item: dataclasses.replace(item, quarter_hours=800), "伪造或改动", ""),
    "another day of issue": (
        lambda item: dataclasses.replace(item, issue_date="2026-12-31"),
        "伪造或改动",
        "",
    ),
    "the name on the paper alone": (
        lambda item: dataclasses.replace(item, wording=item.wording.replace(item.name, "王五")),
        "纸面被改动",
        "姓名",
    ),
    "one more character on the paper": (
        lambda item: dataclasses.replace(
            item, wording=item.wording.replace(item.name, item.name + "明")
        ),
        "纸面被改动",
        "正文",
    ),
    "signed by somebody": (
        lambda item: signed_anew(item, sealing.fingerprint(sealing.public_key(OTHER))),
        "不是这所学校签发",
        "向学校核对",
    ),
    "signed by somebody in the school's name": (
        lambda item: signed_anew(item, item.key_fingerprint or ""),
        "伪造或改动",
        "",
    ),
    "an older one": (
        lambda item: dataclasses.replace(item, signature=None, key_fingerprint=None),
        "没有签名的旧证书",
        "只能由学校核对",
    ),
}


def test_what_is_not_genuine_is_told_and_why(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    forged = [change(issued[0]) for change, _, _ in FORGERIES.values()]
    told = run("verify", "--key", key, write(tmp_path / "a.pdf", *forged))
    assert told.status == 1
    pages = re.split(r"^(?=第 [0-9]+ 页　|共 )", told.out, flags=re.MULTILINE)[1:]
    for number, (which, (_, verdict, text)) in enumerate(FORGERIES.items(), 1):
        assert pages[number - 1].startswith(f"第 {number} 页　{verdict}\n"), which
        assert text in pages[number - 1], which


@pytest.mark.parametrize("which", ["more hours", "the name on the paper alone", "an older one"])
def test_one_that_is_not_genuine_is_a_status_of_its_own(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path, which: str
) -> None:
    forged = FORGERIES[which][0](issued[0])
    assert run("verify", "--key", key, write(tmp_path / "a.pdf", issued[1], forged)).status == 1


def test_signatures_that_changed_places_are_both_false(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    first, second, third = issued
    swapped = [
        dataclasses.replace(first, signature=second.signature),
        dataclasses.replace(second, signature=first.signature),
    ]
    told = run("verify", "--key", key, write(tmp_path / "a.pdf", *swapped, third))
    assert told.status == 1
    assert "共 3 张：真实 1，伪造或改动 2。" in told.out


def test_a_code_pasted_onto_another_certificate_is_told(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    first, second, _ = issued
    paper = dataclasses.replace(first, wording=second.wording, photo=None)
    told = run("verify", "--key", key, write(tmp_path / "a.pdf", paper))
    assert told.status == 1
    assert "但纸面上的姓名" in told.out


def test_half_a_code_no_code_and_a_code_of_others(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    page = picture(write(tmp_path / "a.pdf", issued[0]))
    wide, high = page.size
    page.crop((0, 0, wide, high - round(45 / 210 * high))).save(tmp_path / "裁掉一半.png")
    other = zxingcpp.create_barcode("https://example.com/\x1b[2J", zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(_array(other)).save(tmp_path / "别的.png")
    without = write(tmp_path / "不印.pdf", issued[0], code=False)
    for path, verdict in (
        (tmp_path / "裁掉一半.png", "没有读到二维码"),
        (without, "没有读到二维码"),
        (tmp_path / "别的.png", "不是结业证书的二维码"),
    ):
        told = run("verify", "--key", key, path)
        assert told.status == 1
        assert told.out.startswith(f"第 1 页　{verdict}\n")
        assert "\x1b" not in told.out


def _array(made: zxingcpp.Barcode) -> Any:
    return made.to_image(scale=6)


def test_a_certificate_printed_as_void_is_told_from_a_valid_one(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    void = dataclasses.replace(issued[0], void_date="2026-12-01")
    told = run("verify", "--key", key, write(tmp_path / "a.pdf", void))
    assert told.status == 1
    assert told.out.startswith("第 1 页　请看纸面\n")
    assert "另有未经签名的文字「已于2026年12月1日作废" in told.out
    assert "是否已作废不在签名之内" in told.out


def test_a_patch_over_the_name_is_pointed_out(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    """The text below is still to be copied; a reader sees only what lies above."""
    patch = Image.new("RGB", (60, 20), "white")
    patch.save(tmp_path / "补丁.pdf")
    for name, kind in (("图片", "image"), ("色块", "path")):
        document = pypdfium2.PdfDocument(write(tmp_path / "a.pdf", issued[0]))
        page = document[0]
        top = page.get_height() - 85 * 72 / 25.4
        if kind == "image":
            source = pypdfium2.PdfDocument(tmp_path / "补丁.pdf")
            thing = next(iter(source[0].get_objects()))
            assert isinstance(thing, pypdfium2.PdfImage)
            bitmap = thing.get_bitmap()
            made = pypdfium2.PdfImage.new(document)
            made.set_bitmap(bitmap)
            made.set_matrix(pypdfium2.PdfMatrix().scale(60, 20).translate(250, top))
        else:
            made = pypdfium2.PdfObject(
                raw.FPDFPageObj_CreateNewRect(250, top, 60, 20), pdf=document
            )
            raw.FPDFPageObj_SetFillColor(made, 255, 255, 255, 255)
            raw.FPDFPath_SetDrawMode(made, raw.FPDF_FILLMODE_WINDING, False)
        page.insert_obj(made)
        page.gen_content()
        document.save(tmp_path / f"{name}.pdf")
        document.close()
        told = run("verify", "--key", key, tmp_path / f"{name}.pdf")
        assert told.status == 1
        assert "第 1 页　真实" not in told.out, name
        assert "被盖住" in told.out, name


def test_wrong_usage_and_files_that_do_not_serve(
    run: Any, issued: tuple[Certificate, ...], key: Path, tmp_path: Path
) -> None:
    paper = write(tmp_path / "a.pdf", issued[0])
    assert run("verify", paper).status == 2
    assert run("verify", "--key", key).status == 2
    (tmp_path / "错.pem").write_text("不是公钥")
    canvas = Canvas(str(tmp_path / "密.pdf"), encrypt="打开密码")
    canvas.showPage()
    canvas.save()
    for arguments, words in (
        ((tmp_path / "没有.pem", paper), "找不到公钥文件"),
        ((tmp_path / "错.pem", paper), "公钥文件读不出来"),
        ((paper, paper), "公钥文件读不出来"),
        ((tmp_path, paper), "不能读取公钥文件"),
        ((key, tmp_path / "没有.pdf"), "找不到"),
        ((key, key), "不是 PDF"),
        ((key, tmp_path / "密.pdf"), "设有打开密码"),
    ):
        told = run("verify", "--key", *arguments)
        assert told.status == 1, words
        assert words in told.err
        assert told.out == ""


def test_the_code_on_the_papers_of_the_demonstration_is_what_the_ledger_signed(
    demo_path: Path,
) -> None:
    with open_school(demo_path, PASSWORD, write=False, runner=jobs.Inline()) as session:
        [(first,)] = session.read(
            lambda db: db.execute("SELECT min(id) FROM certificate").fetchall()
        )
        row = session.read(ledger.get, first)
        assert row.class_id is not None
        [printed] = session.read(certificates.gather, row.class_id, numbers=[row.number]).items
    assert row.signature and row.key_fingerprint
    assert certificates.code_text(printed) == sealing.code_text(
        ledger.statement(row), row.key_fingerprint, row.signature
    )
