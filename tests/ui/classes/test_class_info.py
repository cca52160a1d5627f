from __future__ import annotations

from pytestqt.qtbot import QtBot

from app import history
from app.classes import classes
from app.classes.classes import Span
from app.file.session import Session
from app.rules import profiles
from tests.ui.asked import question, say
from tests.ui.planned import Planned, context_of, plan, put
from ui.classes.class_info import ClassInfo, outside
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.inputs import DateInput, LineInput


def made(qtbot: QtBot, session: Session) -> tuple[ClassInfo, Planned]:
    planned = plan(session)
    context = context_of(session)
    info = ClassInfo(context)
    context.setParent(info)
    qtbot.addWidget(info)
    context.changed.connect(lambda _: info.show_for(class_id=planned.class_id))
    info.show_for(class_id=planned.class_id)
    info.show()
    return info, planned


def typed(info: ClassInfo, key: str, text: str) -> None:
    field = info.form.field(key)
    assert isinstance(field, LineInput)
    field.setText(text)
    field.editingFinished.emit()


def test_showing_a_class_saves_nothing(qtbot: QtBot, school_session: Session) -> None:
    made(qtbot, school_session)
    assert school_session.undo_name() == "将 2 名学员编入 科级干部进修班"


def test_a_field_is_saved_when_it_is_left(qtbot: QtBot, school_session: Session) -> None:
    info, planned = made(qtbot, school_session)
    typed(info, "audience", "全县乡科级干部")
    typed(info, "cost", "42,000.50")
    qtbot.waitUntil(
        lambda: school_session.read(classes.get, planned.class_id).cost_fen == 4_200_050
    )
    assert school_session.read(classes.get, planned.class_id).audience == "全县乡科级干部"


def test_what_is_being_typed_elsewhere_survives_the_saving(
    qtbot: QtBot, school_session: Session
) -> None:
    info, planned = made(qtbot, school_session)
    contact = info.form.field("contact")
    assert isinstance(contact, LineInput)
    contact.setText("李老师 1380")
    typed(info, "audience", "全县乡科级干部")
    qtbot.waitUntil(
        lambda: school_session.read(classes.get, planned.class_id).audience == "全县乡科级干部"
    )
    assert contact.text() == "李老师 1380"


def test_what_cannot_be_saved_is_said_below_the_field(
    qtbot: QtBot, school_session: Session
) -> None:
    info, planned = made(qtbot, school_session)
    typed(info, "cost", "四万")
    assert "经费请填数字" in info.form._notes["cost"].text()
    assert school_session.read(classes.get, planned.class_id).cost_fen is None


def test_dates_are_saved_whole(qtbot: QtBot, school_session: Session) -> None:
    info, planned = made(qtbot, school_session)
    last = info.spans.findChildren(DateInput)[-1]
    last.setText("2026年11月13日")
    last.editingFinished.emit()
    wanted = [Span("2026-11-02", "2026-11-13")]
    qtbot.waitUntil(lambda: school_session.read(classes.spans, planned.class_id) == wanted)


def test_an_approved_class_keeps_what_it_was_judged_by(
    qtbot: QtBot, school_session: Session
) -> None:
    info, planned = made(qtbot, school_session)
    school_session.run(classes.update(planned.class_id, {"kind": "other"}))
    school_session.run(classes.approve(planned.class_id))
    info.show_for(class_id=planned.class_id)
    assert not info.form.field("kind").isEnabled()
    assert not info.form.field("profile_id").isEnabled()
    assert info.form.field("contact").isEnabled()
    assert "不能更改" in info.lock.text.text()


def test_another_kind_asks_why_and_the_history_says_so(context: Context, qtbot: QtBot) -> None:
    new = context.session.run(classes.create({"code": "9", "name": "班"})).value
    part = ClassInfo(context)
    qtbot.addWidget(part)
    part.show_for(class_id=new)
    part.form.edited.emit("kind", "special")
    [dialog] = [d for d in part.window().findChildren(FormDialog) if d.isVisible()]
    dialog.save()
    assert context.read(classes.get, new).kind == "main"  # not without a reason
    dialog.form.fill({"reason": "按组织部的通知改办专题班"})
    dialog.save()
    one = context.read(classes.get, new)
    assert (one.kind, one.kind_reason) == ("special", "按组织部的通知改办专题班")
    told = context.read(history.of_record, "class", new)
    assert "按组织部的通知改办专题班" in told[0].words


def test_dates_outside_the_profile_are_asked_about_by_its_name(context: Context) -> None:
    one = context.read(profiles.get, context.read(profiles.newest, "hunan-2019-county"))
    late, early, within = (
        [classes.Span(day, day)] for day in ("2026-03-02", "2018-03-02", "2020-03-02")
    )
    assert outside(one, late).startswith("「湖南规划 2019—2022 · 县级」施行到 2022-12-31 为止")
    assert "起施行" in outside(one, early)
    assert outside(one, within) == ""


def test_dates_that_leave_lessons_outside_are_asked_about(context: Context, qtbot: QtBot) -> None:
    planned = plan(context.session)
    put(context.session, planned, "新思想概论", "2026-11-06")
    info = ClassInfo(context)
    qtbot.addWidget(info)
    context.changed.connect(lambda _: info.reload())
    info.show_for(class_id=planned.class_id)
    info.show()

    def end(day: str) -> None:
        line = info.spans.lines[0]
        line.end.setText(day)
        line.end.finished.emit()

    end("2026-11-05")
    assert "「新思想概论」 1 个课次会落在新的起止日期之外" in say(yes=False)
    assert info.spans.lines[0].end.text() == "2026-11-06"  # as the file has it
    end("2026-11-05")
    say()
    assert context.session.read(classes.spans, planned.class_id)[0].end_date == "2026-11-05"
    end("2026-11-06")
    assert question() is None  # nothing falls out
