"""What a start must not load, and what would load it: each costs every start what few starts need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.ui.started import started

# Module -> its milliseconds with compiled code, and when it is wanted. click and dateutil are not here:
# sqlite_utils imports both at its top (23 ms), and only something put in their place could keep them out.
LATER = {
    "openpyxl": "70: a workbook is written, or a marked copy",
    "lxml": "7: openpyxl takes it",
    "pypinyin": "160: a name is written; its search words are in the file",
    "reportlab": "30: a paper is made",
    "zxingcpp": "3: a certificate's code is drawn or read",
    "pypdfium2": "20: a paper is previewed",
    "PIL": "9: a photograph of a certificate is checked",
    "python_calamine": "1: a workbook is read, in a process of its own",
    "cryptography.hazmat.primitives.serialization": "9: a public key goes out as a file",
    "PySide6.QtPrintSupport": "1: a paper is previewed",
    "importlib.metadata": "14: 关于 tells of the libraries",
    "app.exchange.roster": "lists are imported",
    "app.papers.roster": "a paper is made; the register names its module",
    "app.demo": "the demonstration is asked for",
    "ui.classes.class_list": "the classes are looked at; loaded while nobody works",
    "ui.classes.class_page": "a class is opened; loaded while nobody works",
    "ui.system.system": "the settings are opened; loaded while nobody works",
}


@pytest.fixture
def modules(demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> frozenset[str]:
    """What is loaded when the first page of a school is painted."""
    monkeypatch.setenv("DANGXIAO_PASSWORD", PASSWORD)
    return started("home", tmp_path, demo_path).modules


def test_nothing_is_loaded_that_the_first_page_does_not_need(modules: frozenset[str]) -> None:
    assert {"ui.home.home", "sqlite_utils", "app.file.session"} <= modules
    assert [f"{name} ({why})" for name, why in LATER.items() if name in modules] == []


def test_the_first_start_is_no_heavier(tmp_path: Path) -> None:
    loaded = started("page", tmp_path).modules
    assert "ui.school.start" in loaded
    assert [name for name in LATER if name in loaded] == []
    assert "ui.home.home" not in loaded
