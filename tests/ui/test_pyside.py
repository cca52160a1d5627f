"""The binding itself, because one release of it could not survive a working day."""

from __future__ import annotations

from PySide6.QtCore import QObject


def test_void_calls_may_be_many() -> None:
    # PySide6 6.12.0 on CPython 3.11 lost a reference to None at each and died after some 7,000.
    thing = QObject()
    results = {thing.setObjectName(f"number {number}") for number in range(10_000)}
    assert results == {None}
    assert thing.objectName() == "number 9999"
