"""What a new column of a student costs, done in a copy of the program: the recipe of CONTRIBUTING.md.

A text is written at four places and a code at six; then rosters, the form, the list, the search, the
history, and files of before all know it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.ground.paths import ROOT

# (file, the line it stands before, what is written)
NEXT_VERSION = ("app/file/steps.py", "    }\n)\nLATEST", "        3: Step(),\n")
TEXT = (
    ("db/schema.sql", "  unit_id INTEGER REFERENCES unit (id),",
     "  native_place TEXT NOT NULL DEFAULT '',\n"),
    NEXT_VERSION,
    ("app/people/students.py", "    unit_name: str = fact(",
     '    native_place: str = fact("籍贯", words="name", headings="祖籍")\n'),
    ("ui/people/student.py", '        field("phone"),', '        field("native_place"),\n'),
)  # fmt: skip
CODED = (
    ("db/schema.sql", "-- 半天:", """\
CREATE TABLE degree (code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO degree VALUES ('3', '硕士学位'), ('4', '学士学位');
"""),
    ("db/schema.sql", "  unit_id INTEGER REFERENCES unit (id),",
     "  degree TEXT REFERENCES degree (code),\n"),
    ("app/file/recording.py", '        "course_category",', '        "degree",\n'),
    NEXT_VERSION,
    ("app/people/students.py", "    unit_name: str = fact(",
     '    degree: str | None = fact("学位", "code", codes="degree")\n'),
    ("ui/people/student.py", '        field("phone"),', '        field("degree"),\n'),
)  # fmt: skip

# run in the copy: KEY, NAME, HEADING, CELL (in a roster), STORED, SHOWN are given
PROOF = """
import sys
from pathlib import Path

import app
assert Path(app.__file__).is_relative_to(Path.cwd()), app.__file__
import openpyxl
from PySide6.QtWidgets import QApplication

from app import history
from app.exchange import roster
from app.file import vault
from app.ground import jobs, settings
from app.opening import create, open_school
from app.people import students
from ui.bridge import Bridge
from ui.context import Context
from ui.people.student import StudentDialog

KEY, NAME, HEADING, CELL, STORED, SHOWN = sys.argv[1:]
create(Path("new.dxjw"), name="示范党校", password="secret-word", cost=vault.Cost(64, 1, 1))
book = openpyxl.Workbook()
for row in (["姓名", HEADING, "单位"], ["张伟", CELL, "县水利局"], ["李娜", "", "县教育局"]):
    book.worksheets[0].append(row)
book.save("名册.xlsx")
with open_school(Path("new.dxjw"), "secret-word", runner=jobs.Inline()) as session:
    review = session.read(roster.review, Path("名册.xlsx"))
    assert [f.column for f in review.findings if f.column == HEADING] == [], review.findings
    session.run(roster.write(review))
    first, second = session.read(students.LISTING.ids)[::-1]
    assert getattr(session.read(students.get, first), KEY) == STORED
    row = session.read(students.LISTING.rows, [first])[first]
    assert row.get(f"{KEY}_name", row[KEY]) == SHOWN
    if students.FACTS[KEY].words:
        assert list(session.read(students.LISTING.ids, search=SHOWN)) == [first]

    application = QApplication([])
    context = Context(session, settings.Settings(), Bridge(), jobs.Inline())
    dialog = StudentDialog(context, second)
    assert dialog.form.field(KEY).accessibleName() == NAME
    dialog.form.fill({KEY: STORED})
    dialog.save()
    assert getattr(session.read(students.get, second), KEY) == STORED
    assert session.read(history.of_record, "student", second)[0].words == f"{NAME}填为“{SHOWN}”"
    again = session.read(roster.review, Path("名册.xlsx"))
    assert again.counts["same"] == 2
    session.undo()
    context.close()

with open_school(Path("old.dxjw"), "secret-word", runner=jobs.Inline()) as session:
    some = session.read(students.LISTING.ids)[0]
    session.run(students.update(some, {KEY: STORED}))
    assert getattr(session.read(students.get, some), KEY) == STORED
"""


@pytest.mark.parametrize(
    ("places", "most", "arguments"),
    [
        (TEXT, 4, ("native_place", "籍贯", "祖籍", "湖南浏阳", "湖南浏阳", "湖南浏阳")),
        (CODED, 6, ("degree", "学位", "学位", "硕士学位", "3", "硕士学位")),
    ],
    ids=["text", "code"],
)
def test_a_new_column_of_a_student_is_written_at_few_places(
    tmp_path: Path, places: tuple[tuple[str, str, str], ...], most: int, arguments: tuple[str, ...]
) -> None:
    assert len(places) <= most
    for folder in ("app", "ui", "db", "resources"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "fonts", "pictures"),
        )
    for name, before, written in places:
        text = (tmp_path / name).read_text("utf-8")
        assert text.count(before) == 1, (name, before)
        (tmp_path / name).write_text(text.replace(before, written + before), "utf-8")
    for suffix in ("dxjw", "dxkey"):
        shutil.copyfile(ROOT / f"tests/data/db/v1.{suffix}", tmp_path / f"old.{suffix}")
    done = subprocess.run(
        [sys.executable, "-c", PROOF, *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
