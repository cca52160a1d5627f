"""补录: classes, hours and certificates of before the school kept its work here.

They are copied from what the school has on paper: over when they come, judged by no rule, counted in
statistics and in people's hours, and marked as what they are. What was copied wrongly is mended or
deleted; nothing of it is signed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.classes import classes, enrolment
from app.classes.classes import Span
from app.file.kinds import cleaned
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.rules import profiles
from app.school import school
from app.teaching import fresh
from app.text import chinese

MARK = "补录"
TYPED = (
    "typed_quarter_hours", "typed_days", "typed_people", "typed_party_spirit",
    "typed_interactive", "typed_leaders",
)  # fmt: skip
"""What is typed of such a class where others have lessons to reckon it from."""
_SAFE = "没有写入任何数据。"


@dataclass(frozen=True)
class Held:
    """A certificate that somebody had before: the number as it stands on it, and the day it was issued."""

    number: str
    issue_date: str


@operation("补录班次", right="classes")
def create(tx: Transaction, values: Mapping[str, object], spans: Sequence[Span]) -> int:
    """Bring in a class of before and return its id.

    Without ``code`` it takes the next free one of its year. Raises UserError where something is missing
    or wrong, or where it was not over before the day the school began to keep its work here.
    """
    check_dates(tx.db, spans)
    if not str(values.get("code") or "").strip():
        last = max(span.end_date for span in spans)
        values = {**values, "code": classes.propose_code(tx.db, int(last[:4]))}
    if not values.get("profile_id"):
        usual = school.get(tx.db).default_profile
        values = {**values, "profile_id": profiles.newest(tx.db, usual)}
    row = classes.FACTS.new(tx.db, fresh.settled(tx, values))
    _check_parts(row)
    tx.name(f"补录班次 {row['name']}")
    class_id = tx.insert("class", row | {"brought_in": 1, "status": "closed"})
    classes.write_spans(tx, class_id, spans)
    return class_id


@operation("修改补录的班次", right="classes")
def update(
    tx: Transaction, class_id: int, values: Mapping[str, object], spans: Sequence[Span]
) -> None:
    """Mend what was typed of a class brought in. Raises UserError."""
    before = _brought_in(tx.db, class_id)
    check_dates(tx.db, spans)
    row = classes.FACTS.changed(tx.db, class_id, fresh.settled(tx, values))
    _check_parts(vars(before) | row)
    tx.update("class", class_id, row)
    if list(spans) != classes.spans(tx.db, class_id):
        tx.db.execute("DELETE FROM class_span WHERE class_id = ?", [class_id])
        classes.write_spans(tx, class_id, spans)
    _follow(tx, class_id)
    tx.name(f"修改补录的班次 {classes.get(tx.db, class_id).name}")


@operation("修改入班信息", right="enrolment")
def mend_enrolment(tx: Transaction, enrolment_id: int, values: Mapping[str, object]) -> None:
    """Change what is written down of somebody in a class brought in; his certificate follows his hours."""
    tx.begin(enrolment.update(enrolment_id, values))
    [class_id] = tx.db.execute(
        "SELECT class_id FROM enrolment WHERE id = ?", [enrolment_id]
    ).fetchone()
    _follow(tx, class_id)


@operation("删除补录的班次", right="classes")
def delete(tx: Transaction, class_id: int) -> None:
    """Take a class brought in away with its people and certificates; the archive of people stays."""
    before = _brought_in(tx.db, class_id)
    tx.name(f"删除补录的班次 {before.name}")
    tx.db.execute("DELETE FROM certificate WHERE class_id = ? AND brought_in = 1", [class_id])
    tx.delete("class", class_id)


@operation("补录证书", right="certificates")
def bring_certificates(tx: Transaction, class_id: int, held: Mapping[int, Held]) -> int:
    """Write down what certificates students of a class brought in had; return how many.

    Raises UserError where a number is missing, in the ledger already or given twice, where somebody is
    not in the class, has left it, or has a certificate of it.
    """
    before = _brought_in(tx.db, class_id)
    stated = _stated(tx.db, before)
    own = school.get(tx.db)
    for place, (student_id, one) in enumerate(held.items(), 1):
        tx.progress.step(place, len(held), "正在补录证书")
        name, quarter_hours = _person(tx.db, class_id, student_id, before.name)
        number = cleaned("text", one.number, f"{name}的证书编号", required=True)
        _check_free(tx.db, number, name)
        issued = cleaned("date", one.issue_date, f"{name}的证书的签发日期", required=True)
        if issued > datetime.date.today().isoformat():
            raise UserError(f"{name}的证书的签发日期 {issued} 还没有到，请核对。{_SAFE}")
        row = {
            "number": number,
            "brought_in": 1,
            "class_id": class_id,
            "student_id": student_id,
            "student_name": name,
            "quarter_hours": quarter_hours,
            "wording": "",
            "school_name": own.name,
            "issue_date": issued,
            "verification_code": "",
        }
        tx.insert("certificate", row | stated)
    tx.name(f"补录证书 {before.name}（{len(held)} 张）")
    return len(held)


@operation("删除补录的证书", right="certificates")
def delete_certificate(tx: Transaction, certificate_id: int) -> None:
    """Take away a certificate brought in that was copied wrongly. Raises UserError for another."""
    row = tx.db.execute(
        "SELECT number, student_name, brought_in FROM certificate WHERE id = ?", [certificate_id]
    ).fetchone()
    if row is None or not row[2]:
        raise UserError(f"只有补录的证书可以删除；本程序签发的证书可以作废。{_SAFE}")
    tx.name(f"删除补录的证书 {row[0]} {row[1]}")
    tx.delete("certificate", certificate_id)


def check_dates(db: Database, spans: Sequence[Span]) -> None:
    """Raises UserError where a class has no dates, or was not over when the school began here."""
    if not spans:
        raise UserError(f"请填写起止日期，补录的班次按最后一天计入那一年。{_SAFE}")
    last, own_from = max(span.end_date for span in spans), school.get(db).own_from
    if last >= own_from:
        raise UserError(
            f"{chinese.day(last)}结束的班次不能补录：本校从{chinese.day(own_from)}起在本程序里办班，"
            f"只有这一天以前已经结束的才能补录。启用日期可以在「系统设置」的「学校资料」里改。{_SAFE}"
        )


def _brought_in(db: Database, class_id: int) -> classes.Class:
    one = classes.get(db, class_id)
    if not one.brought_in:
        raise UserError(f"「{one.name}」不是补录的班次。{_SAFE}")
    return one


def _stated(db: Database, one: classes.Class) -> dict[str, object]:
    """What every certificate of a class says of it."""
    summary = classes.summary(db, one.id)
    return {
        "class_code": one.code,
        "class_name": chinese.class_title(one.name, one.issue),
        "start_date": summary.start_date,
        "end_date": summary.end_date,
    }


def _follow(tx: Transaction, class_id: int) -> None:
    """Let the certificates brought in say what the class says now; the name on them is that of then."""
    stated = _stated(tx.db, classes.get(tx.db, class_id))
    for row_id, quarter_hours in tx.db.execute(
        "SELECT x.id, coalesce(e.quarter_hours, c.typed_quarter_hours, 0)"
        " FROM certificate x JOIN class c ON c.id = x.class_id"
        " JOIN enrolment e ON e.class_id = c.id AND e.student_id = x.student_id"
        " WHERE x.class_id = ? AND x.brought_in = 1",
        [class_id],
    ).fetchall():
        now = {**stated, "quarter_hours": quarter_hours}
        [before] = tx.db.query(f"SELECT {', '.join(now)} FROM certificate WHERE id = ?", [row_id])
        if before != now:
            tx.update("certificate", row_id, now)


def _check_parts(row: Mapping[str, object]) -> None:
    """Parts of the hours need the hours, and are no more of them."""
    whole = row.get("typed_quarter_hours")
    for key in ("typed_party_spirit", "typed_interactive", "typed_leaders"):
        part = row.get(key)
        if not isinstance(part, int):
            continue
        called = classes.FACTS[key].name
        if not isinstance(whole, int):
            raise UserError(f"填了{called}，请也填写全班的学时。{_SAFE}")
        if part > whole:
            raise UserError(
                f"{called} {chinese.hours(part)} 比全班的学时 {chinese.hours(whole)} 还多。{_SAFE}"
            )


def _person(db: Database, class_id: int, student_id: int, class_name: str) -> tuple[str, int]:
    """Name and hours of somebody in the class. Raises UserError where a certificate cannot be his."""
    row = db.execute(
        "SELECT s.name, e.status, coalesce(e.quarter_hours, c.typed_quarter_hours, 0),"
        " (SELECT x.number FROM certificate x WHERE x.class_id = c.id AND x.student_id = s.id"
        "  AND x.status = 'issued')"
        " FROM enrolment e JOIN student s ON s.id = e.student_id JOIN class c ON c.id = e.class_id"
        " WHERE e.class_id = ? AND e.student_id = ?",
        [class_id, student_id],
    ).fetchone()
    if row is None:
        raise UserError(f"有学员不在「{class_name}」，不能补录证书。{_SAFE}")
    name, status, quarter_hours, number = row
    if status == "withdrawn":
        raise UserError(f"{name}已退学，不能补录证书。{_SAFE}")
    if number:
        raise UserError(f"{name}已有本班的证书 {number}；写错的请先删除。{_SAFE}")
    return name, quarter_hours


def _check_free(db: Database, number: str, name: str) -> None:
    row = db.execute(
        "SELECT student_name, class_name FROM certificate WHERE school_id = 1 AND number = ?",
        [number],
    ).fetchone()
    if row is not None:
        raise UserError(
            f"{name}的证书编号 {number} 台账里已经有了（{row[0]}，{row[1]}），不能再用。{_SAFE}"
        )
