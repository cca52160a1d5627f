"""What goes with a step that takes something away, in a sentence that names it; "" where nothing of worth does."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence

from sqlite_utils import Database

from app.classes import classes, doubted_dates
from app.text import chinese

NAMED = 5  # people named in a sentence


def deleting(db: Database, class_id: int) -> str:
    """What a draft, or a class brought in, takes along when it is deleted."""
    one = classes.get(db, class_id)
    parts = [f"{n} {what}" for n, what in _counts(db, class_id) if n]
    if not parts:
        return f"将删去补录的班次「{one.name}」；可以撤销。" if one.brought_in else ""
    return (
        f"将删去「{one.name}」的 {'、'.join(parts)}，连同班次的基本信息。"
        "学员档案、课程库和师资库不变；可以撤销。"
    )


def _counts(db: Database, class_id: int) -> list[tuple[int, str]]:
    lessons, people, grouped, brought = db.execute(
        "SELECT (SELECT count(*) FROM lesson WHERE class_id = ?1),"
        " (SELECT count(*) FROM enrolment WHERE class_id = ?1),"
        " (SELECT count(*) FROM enrolment WHERE class_id = ?1"
        "  AND (group_name <> '' OR role <> '' OR remark <> '')),"
        " (SELECT count(*) FROM certificate WHERE class_id = ?1 AND brought_in = 1)",
        [class_id],
    ).fetchone()
    return [
        (lessons, "个课次"),
        (people, "名学员的编班"),
        (grouped, "人的分组、班内职务和备注"),
        (brought, "张补录的证书"),
    ]


def reopening(db: Database, class_id: int) -> str:
    """What an approved class loses when it is a draft again."""
    one = classes.get(db, class_id)
    facts = [one.approved_by, one.approved_on or "", one.minutes, one.document_number]
    said = "、".join(filter(None, facts))
    kept = f"（{said}）" if said else ""
    issued = db.execute(
        "SELECT count(*) FROM certificate WHERE class_id = ? AND status = 'issued'", [class_id]
    ).fetchone()[0]
    text = (
        f"「{one.name}」的审定{kept}作废，班次回到草案，成为第 {one.version + 1} 稿，须重新审定；"
        f"印发过的第 {one.version} 版课程表和报表不再有效。课程安排和学员都保留。"
    )
    return text + (f"已签发的 {issued} 张证书不变。" if issued else "")


def cancelling_close(db: Database, class_id: int) -> str:
    """What is taken back when a closed class goes on."""
    one = classes.get(db, class_id)
    people, hours = db.execute(
        "SELECT count(DISTINCT student_id), coalesce(sum(quarter_hours), 0) FROM hour_entry"
        " WHERE class_id = ?",
        [class_id],
    ).fetchone()
    if not people:
        return ""
    return (
        f"收回「{one.name}」记给 {people} 名学员的学时，共 {chinese.hours(hours)} 学时，"
        "他们不再是结业。证书不变；再次结业时重新记入。"
    )


def closing_early(db: Database, class_id: int) -> str:
    """What is odd about closing a class today: its last day has not come."""
    one, ends = classes.get(db, class_id), classes.summary(db, class_id).end_date
    if not doubted_dates.closed(db, class_id, datetime.date.today().isoformat()):
        return ""
    return (
        f"「{one.name}」的最后一天是 {ends}，还没有到。现在结业，在班的学员就记为结业，"
        "并记入全部学时；以后可以取消结业。"
    )


def shortening(db: Database, class_id: int, spans: Sequence[classes.Span]) -> str:
    """What falls out of a class's dates when they become these: its lessons stay, and stand outside."""
    days = json.dumps([[span.start_date, span.end_date] for span in spans])
    within = (
        "EXISTS (SELECT 1 FROM json_each(?2) j WHERE s.date"
        " BETWEEN json_extract(j.value, '$[0]') AND json_extract(j.value, '$[1]'))"
    )
    rows = db.execute(
        f"SELECT s.date, s.title FROM lesson s WHERE s.class_id = ?1 AND NOT {within} AND EXISTS"
        " (SELECT 1 FROM class_span p WHERE p.class_id = ?1"
        "  AND s.date BETWEEN p.start_date AND p.end_date) ORDER BY s.date, s.starts_at",
        [class_id, days],
    ).fetchall()
    if not rows:
        return ""
    named = "、".join(f"{chinese.month_day(date)}「{title}」" for date, title in rows[:NAMED])
    more = "等" if len(rows) > NAMED else ""
    return (
        f"{named}{more} {len(rows)} 个课次会落在新的起止日期之外。课次不删去，但要移到日期里面或者删掉，"
        "班次才能审定；可以撤销。"
    )


def leaving(db: Database, enrolment_ids: Sequence[int]) -> str:
    """What goes when students are taken out of a class."""
    rows = db.execute(
        "SELECT s.name, e.group_name <> '' OR e.role <> '' OR e.remark <> '',"
        " EXISTS (SELECT 1 FROM certificate x WHERE x.class_id = e.class_id"
        "  AND x.student_id = e.student_id AND x.status = 'issued')"
        " FROM json_each(?) j JOIN enrolment e ON e.id = j.value"
        " JOIN student s ON s.id = e.student_id ORDER BY j.key",
        [json.dumps(list(enrolment_ids))],
    ).fetchall()
    if not rows:
        return ""
    names = "、".join(name for name, *_ in rows[:NAMED])
    more = f"等 {len(rows)} 人" if len(rows) > NAMED else ""
    own = sum(bool(kept) for _, kept, _ in rows)
    told = f"其中 {own} 人的分组、班内职务或备注一并删去。" if own else ""
    issued = sum(bool(has) for *_, has in rows)
    told += f"其中 {issued} 人已有本班的证书，证书留在台账里。" if issued else ""
    return (
        f"将把{names}{more}移出本班，入班时的单位和职务一并删去。{told}"
        "学员档案不变；中途离开的，可以改为退学而不移出。可以撤销。"
    )


def regrouping(db: Database, class_id: int) -> str:
    """What is written over when a class is dealt into groups anew."""
    grouped = db.execute(
        "SELECT count(*) FROM enrolment WHERE class_id = ? AND group_name <> ''", [class_id]
    ).fetchone()[0]
    return f"{grouped} 名学员已经编好的组别将被改写；可以撤销。" if grouped else ""


def students(db: Database, student_ids: Sequence[int]) -> str:
    """What goes when students are deleted; one record alone, without a photo, comes back with an undo."""
    rows = db.execute(
        "SELECT s.name, s.photo_id IS NOT NULL FROM json_each(?) j"
        " JOIN student s ON s.id = j.value ORDER BY j.key",
        [json.dumps(list(student_ids))],
    ).fetchall()
    if len(rows) == 1:
        name, photo = rows[0]
        return f"将删去{name}的档案和照片；可以撤销。" if photo else ""
    names = "、".join(name for name, _ in rows[:NAMED])
    more = " 等" if len(rows) > NAMED else ""
    photos = sum(photo for _, photo in rows)
    told = f"，连同其中 {photos} 人的照片" if photos else ""
    return f"将删去{names}{more} {len(rows)} 名学员的档案{told}；可以撤销。"
