"""Every dialog that is typed into keeps what is half-filled, or says why there is nothing to lose."""

from __future__ import annotations

import ast

from tests.test_docs import ROOT

KEPT = {"PolicyDialog", "AddUserDialog", "EnrolDialog"}
"""What keeps by itself; every FormDialog does by its ``kept_as``."""
APART = {
    "Dialog": "the base of all",
    "TaskDialog": "the base of questions with work behind; keep_as is offered",
    "UserDialog": "the base of the dialogs about users",
    "Question": "nothing is typed",
    "RefusalDialog": "nothing is typed",
    "CrashDialog": "nothing is typed",
    "PreviewDialog": "nothing is typed",
    "ColumnChooser": "ticks that are remembered when they are taken",
    "RecoveryCodeDialog": "nothing is typed",
    "VerificationDialog": "a paper is chosen",
    "AboutDialog": "nothing is typed",
    "RetrievalDialog": "something is looked for",
    "RekeyDialog": "a password",
    "ArchiveDialog": "a date that is proposed",
    "PasswordQuestion": "a password",
    "ChangePasswordDialog": "passwords",
    "GivePasswordDialog": "passwords",
    "RecoveryCodeQuestion": "a password",
    "ManualDialog": "nothing is typed",
    "OpeningDialog": "a password; no school is open",
    "RecoveryDialog": "passwords; no school is open",
    "LoginDialog": "a password; no school is open",
    "RestoreDialog": "a password; no school is open",
    "NewSchoolDialog": "no school is open, and nothing may lie outside one",
}


def dialogs() -> dict[str, str]:
    """Every class of the window that is a dialog, and the source of its file."""
    found: dict[str, str] = {}
    bases: dict[str, list[str]] = {}
    for path in sorted((ROOT / "ui").rglob("*.py")):
        text = path.read_text("utf-8")
        if "Dialog" not in text:
            continue
        for one in ast.parse(text).body:
            if isinstance(one, ast.ClassDef):
                bases[one.name] = [ast.unparse(base) for base in one.bases]
                found[one.name] = text

    def is_dialog(name: str) -> bool:
        return name == "QDialog" or any(is_dialog(base) for base in bases.get(name, []))

    def is_form(name: str) -> bool:
        return name == "FormDialog" or any(is_form(base) for base in bases.get(name, []))

    return {n: text for n, text in found.items() if is_dialog(n) and not is_form(n)}


def test_no_dialog_that_is_typed_into_forgets() -> None:
    there = dialogs()
    assert set(there) == set(APART) | KEPT, "keep it by HalfFilled, or say why not"
    assert all("HalfFilled(" in there[name] for name in KEPT)
