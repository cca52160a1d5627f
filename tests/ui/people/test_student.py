from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.people import students
from app.text import identity
from ui.context import Context
from ui.kit.inputs import LineInput
from ui.kit.small_table import SmallTable
from ui.people.student import PHOTO_SIZE, StudentDialog, read_photo


def test_history_and_classes_of_a_student(demo_context: Context, qtbot: QtBot) -> None:
    student_id = demo_context.read(students.LISTING.ids)[0]
    before = demo_context.read(students.get, student_id)
    demo_context.session.run(students.update(student_id, {"phone": "19900000000", "sex": "1"}))
    dialog = StudentDialog(demo_context, student_id)
    qtbot.addWidget(dialog)
    dialog.show()
    attended, history = (dialog.tabs.widget(place).findChild(SmallTable) for place in (1, 3))
    assert isinstance(attended, SmallTable)
    assert isinstance(history, SmallTable)
    assert len(attended.texts()) == len(demo_context.read(students.classes_of, student_id))
    newest = history.texts()[0]
    assert newest[2] == f"修改学员 {before.name}"
    assert f"电话由“{before.phone}”改为“19900000000”" in newest[3]
    assert "性别由“女”改为“男”" in newest[3] or before.sex == "1"


def test_an_identity_number_with_a_wrong_digit_is_refused_in_the_field(
    context: Context, qtbot: QtBot
) -> None:
    dialog = StudentDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.fill({"name": "张伟", "id_number": "990000198507123333"})
    dialog.save()
    assert "校验" in dialog.form.field("id_number").accessibleDescription()
    assert context.read(students.count) == 0


def test_what_does_not_agree_with_the_number_only_warns(
    demo_context: Context, qtbot: QtBot
) -> None:
    student_id = demo_context.read(students.LISTING.ids)[0]
    one = demo_context.read(students.get, student_id)
    demo_context.session.run(students.update(student_id, {"sex": "2" if one.sex == "1" else "1"}))
    dialog = StudentDialog(demo_context, student_id)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "性别与身份证号" in dialog.hint.text.text()


def test_an_identity_number_fills_sex_and_birth_and_leaves_what_was_typed(
    context: Context, qtbot: QtBot
) -> None:
    numbers = [n + identity.check_digit(n) for n in ("99000019850712001", "99000019900305002")]
    dialog = StudentDialog(context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    line = dialog.form.field("id_number")
    assert isinstance(line, LineInput)

    def type_in(number: str) -> tuple[object, object]:
        line.selectAll()
        qtbot.keyClicks(line, number)
        qtbot.keyClick(line, Qt.Key.Key_Return)  # without a name nothing is saved
        values = dialog.form.values()
        return values["sex"], values["birth_date"]

    assert type_in(numbers[0]) == ("1", "1985-07-12")
    assert type_in(numbers[1]) == ("2", "1990-03-05")  # nobody typed what stood there
    dialog.form.fill({"sex": "1", "birth_date": "1989-03"})
    dialog.form.edited.emit("birth_date", "1989-03")
    assert type_in(numbers[0]) == ("1", "1989-03")
    assert "身份证号上是 1985-07-12" in dialog.hint.text.text()


def test_a_large_photo_is_made_small_and_stored(
    context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = QImage(3000, 4200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#336699"))
    file = tmp_path / "photo.jpg"
    assert picture.save(str(file))
    jpeg = read_photo(str(file))
    assert jpeg is not None
    assert jpeg.startswith(b"\xff\xd8\xff")
    assert QImage.fromData(jpeg).size() == PHOTO_SIZE
    student_id = context.session.run(students.create({"name": "张伟"})).value
    context.session.run(students.set_photo(student_id, jpeg))
    dialog = StudentDialog(context, student_id)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.photo.pixmap().isNull()
    assert dialog.remove_photo.isVisible()


def test_what_is_no_photo(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_text("not a picture")
    assert read_photo(str(file)) is None
