"""Nothing is taken away without a sentence that names what goes: every verb that takes away is here.

Either the window asks first, wherever it calls the verb, or one undo brings back all of it and no more than
the thing pointed at goes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_docs import ROOT

TAKES = re.compile("删除|移出|归档|重开|取消|作废|撤销|收回|丢弃|恢复|取回|清空|更换")
"""How a verb is called that takes something away, or gives a state up."""
ASKED = {
    "classes.delete": "what_goes.deleting: its lessons and people",
    "past.delete": "what_goes.deleting: its people and the certificates brought in",
    "classes.archive": "removal.ARCHIVING: where it is found again",
    "classes.reopen": "what_goes.reopening: the approval and what was printed",
    "classes.cancel_close": "what_goes.cancelling_close: hours",
    "classes.close": "what_goes.closing_early",
    "classes.set_spans": "what_goes.shortening: lessons that fall out",
    "enrolment.remove": "what_goes.leaving: unit and post of the day, groups, remarks",
    "enrolment.assign_groups": "what_goes.regrouping",
    "students.delete": "what_goes.students",
    "students.archive": "where they are found again",
    "versions.restore": "what changes, line by line",
    "opening.remove_user": "the access, and half-done work",
    "half_done.discard": "what was said to the review",
    "context.take_back": "which operation, of whom, how much",
    "ledger.void": "its dialog says it is for ever",
    "ledger.reissue": "its dialog says it is for ever",
    "archiving.archive": "its dialog says what can no longer be undone",
    "bringing.bring_back": "its dialog names the differences; to replace is a tick of its own",
    "rekeying.change": "its dialog says what opens nothing any more",
}
AT_ONCE = {
    "lessons.remove": "one lesson; one undo",
    "lessons.set_lecturers": "a part of a lesson's form",
    "courses.delete": "refused where it is used; one undo",
    "teachers.delete": "refused where it is used; one undo",
    "venues.delete": "refused where it is used; one undo",
    "topics.delete": "refused where it is used; one undo",
    "topics.delete_module": "refused where it is used; one undo",
    "class_kinds.delete": "refused where it is used; one undo",
    "holidays.remove": "one line of the school's own; one undo",
    "students.set_photo": "one photo; one undo",
    "classes.restore": "nothing goes",
    "students.restore": "nothing goes",
    "users.set_role": "chosen in a dialog; what he did stays",
    "users.remove": "a part of opening.remove_user",
    "school.key_changed": "a part of rekeying.change",
    "rehearsals.keep": "writes what a rehearsal found",
    "past.delete_certificate": "one line copied wrongly; one undo",
    "reversal.undo_last": "Ctrl+Z, whose entry names what goes",
    "reversal.take_back": "context.take_back",
}
BEYOND = {"ledger.reissue", "classes.close", "classes.set_spans", "enrolment.assign_groups"}
"""Verbs whose name does not say that something may go."""
OUTSIDE = {"opening.remove_user", "half_done.discard", "context.take_back", "rekeying.change"}
"""What takes away without being an operation, or calls one."""
DIALOGS = {
    "half_done.discard",  # half_done_list asks; what is finished is let go without a word
    "ledger.void",
    "ledger.reissue",
    "archiving.archive",
    "bringing.bring_back",
    "rekeying.change",
}
"""Whose question is a dialog of its own."""
PARTS = {  # called by what has asked, or for what is finished
    ("ui/classes/removal.py", "deleting"),
    ("ui/classes/class_info.py", "_write_spans"),
}


DECORATED = re.compile(r'[@ ]([oO])peration\(\s*f?"([^"{]+)')


def verbs() -> Iterator[tuple[str, str]]:
    """Every operation of the program: module.verb, and its Chinese name."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        text = path.read_text("utf-8")
        for found in DECORATED.finditer(text):
            near = text[found.end() :] if found[1] == "o" else text[: found.start()]
            named = re.findall(r"^def (\w+)", near, re.M)
            if named:
                yield f"{path.stem}.{named[0 if found[1] == 'o' else -1]}", found[2]


def silent_calls(path: Path, wanted: set[str]) -> Iterator[tuple[str, str, str]]:
    """The methods of a file that call one of these verbs and ask nothing: file, method, verb."""
    text = path.read_text("utf-8")
    if not any(f"{verb}(" in text for verb in wanted):
        return
    for outer in ast.parse(text).body:
        for method in outer.body if isinstance(outer, ast.ClassDef) else [outer]:
            if not isinstance(method, ast.FunctionDef):
                continue
            said = ast.unparse(method)
            asks = re.search(r"\bask\.(first|confirm|open_question)\(", said)
            for verb in wanted:
                if not asks and re.search(rf"\b{re.escape(verb)}\(", said):
                    yield path.relative_to(ROOT).as_posix(), method.name, verb


def test_every_verb_that_takes_away_is_asked_or_says_why_not() -> None:
    taking = {verb for verb, name in verbs() if TAKES.search(name)}
    parts = {verb for verb in taking if verb.startswith(("demo.", "keyholders.", "operation."))}
    known = (set(ASKED) | set(AT_ONCE)) - BEYOND - OUTSIDE
    assert taking - parts == known, "add the verb to ASKED, with its sentence, or to AT_ONCE"
    assert not set(ASKED) & set(AT_ONCE)


def test_wherever_the_window_calls_one_it_asks() -> None:
    wanted = set(ASKED) - DIALOGS
    files = [path for path in (ROOT / "ui").rglob("*.py") if not path.name.endswith("sights.py")]
    found = {one for path in files for one in silent_calls(path, wanted)}
    assert {(path, method) for path, method, _ in found} == PARTS, found
