from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.engine import books, formats


@given(st.binary(max_size=400))
def test_recognition_of_any_bytes_ends_in_a_kind_or_a_reason(content: bytes) -> None:
    try:
        kind = formats.recognise(content)
    except formats.Refused as refused:
        kind = refused.key
    assert kind in ("xlsx", "xls", "ods") or kind in books.REFUSED


def test_an_archive_of_countless_parts_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        for number in range(formats.PARTS_LIMIT):
            archive.writestr(f"xl/{number}", "")
    with pytest.raises(formats.Refused) as refused:
        formats.recognise(made.getvalue())
    assert refused.value.key == "unpacked"
