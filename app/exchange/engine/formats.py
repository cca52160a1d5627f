"""Which format a file is of, told by what is in it, or why it is none that can be imported.

Asked in the process apart (``unpack``): a stranger's archive is looked into nowhere else.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from app.exchange.engine import old_excel
from app.exchange.engine.compound import MAGIC

UNPACKED_LIMIT = 400_000_000  # bytes that a zipped workbook may unpack to
PARTS_LIMIT = 20_000  # files in it


class Refused(Exception):
    """Nothing that can be read; ``key`` is one of ``books.REFUSED``."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def recognise(source: bytes) -> str:
    """Return 'xlsx', 'xls' or 'ods'. Raises Refused for everything else."""
    if not source.strip(b"\0 \r\n\t"):
        raise Refused("empty")
    if source.startswith(b"PK"):
        return _recognise_zip(source)
    if source.startswith(MAGIC):
        return _recognise_compound(source)
    head = source[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<style")):
        raise Refused("html")
    if head.startswith(b"<?xml") or head.startswith(b"<workbook"):
        raise Refused("xml")
    if head.startswith(b"%pdf"):
        raise Refused("pdf")
    if source[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        raise Refused("ancient")
    if b"\0" not in source[:4096] or source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("text")
    raise Refused("unknown")


def _recognise_zip(source: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            parts = {i.filename.lower(): i for i in archive.infolist()}
            if len(parts) > PARTS_LIMIT:
                raise Refused("unpacked")
            if sum(i.file_size for i in parts.values()) > UNPACKED_LIMIT:
                raise Refused("unpacked")
            if any(i.flag_bits & 1 for i in parts.values()):
                raise Refused("password")
            if "mimetype" in parts and parts["mimetype"].file_size < 200:
                return _recognise_open_document(archive, parts)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a damaged archive makes of itself
        raise Refused("incomplete") from error
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if any(p.startswith("xl/") and p.endswith(".bin") for p in parts):
        raise Refused("binary")
    if any(p.startswith("word/") for p in parts):
        raise Refused("word")
    if any(p.startswith("ppt/") for p in parts):
        raise Refused("slides")
    if "[content_types].xml" in parts:
        return "xlsx"  # a workbook part of an unusual name
    raise Refused("archive")


def _recognise_open_document(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> str:
    if b"spreadsheet" not in archive.read(parts["mimetype"].filename):
        raise Refused("document")
    manifest = parts.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in archive.read(manifest.filename):
        raise Refused("password")
    return "ods"


def _recognise_compound(source: bytes) -> str:
    def holds(stream: str) -> bool:
        return (stream + "\0").encode("utf-16-le") in source

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Refused("password")
    if old_excel.locked(source):
        raise Refused("password")
    if old_excel.workbook(source) or holds("Workbook") or holds("Book"):
        return "xls"
    raise Refused("word" if holds("WordDocument") else "unknown")
