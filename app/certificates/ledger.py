"""证书: the ledger. Numbers are never reused, rows never deleted; a wrong one is voided, reissued."""

from __future__ import annotations

import datetime
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from sqlite_utils import Database

from app.certificates import key_pair, sealing
from app.certificates.sealing import Statement
from app.file.facts import Facts, fact, record
from app.file.listing import Listing, Sort, by_student_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.school import school
from app.text import chinese, codes, plain, templates

_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_STATE = "CASE WHEN t.brought_in = 1 AND t.status = 'issued' THEN 'brought_in' ELSE t.status END"

LISTING = Listing(
    table="certificate",
    columns={
        "number": "t.number",
        "student_name": "t.student_name",
        "class_name": "t.class_name",
        "class_code": "t.class_code",
        "issue_date": "t.issue_date",
        "status": _STATE,
        "status_name": codes.case(_STATE, codes.CERTIFICATE_STATES),
        "brought_in": "t.brought_in",
        "void_reason": "t.void_reason",
        "void_date": "t.void_date",
        "verification_code": "t.verification_code",
        "class_id": "t.class_id",
        "student_id": "t.student_id",
        "start_date": "t.start_date",
        "end_date": "t.end_date",
        "quarter_hours": "t.quarter_hours",
        "replaces": "(SELECT r.number FROM certificate r WHERE r.id = t.replaces_id)",
        "replaces_id": "t.replaces_id",
        "replaced_by": "(SELECT r.number FROM certificate r WHERE r.replaces_id = t.id)",
        "replaced_by_id": "(SELECT r.id FROM certificate r WHERE r.replaces_id = t.id)",
    },
    sorts={
        "number": Sort("t.number"),
        "student_name": Sort("t.student_name"),
        "class_name": Sort("t.class_name"),
        "issue_date": Sort("t.issue_date"),
        "status_name": Sort(_STATE),
    },
    default_sort="number",
    chips={
        "": "1",
        "issued": "t.status = 'issued' AND t.brought_in = 0",
        "brought_in": "t.status = 'issued' AND t.brought_in = 1",
        "voided": "t.status = 'voided'",
    },
    scopes={
        "class_id": "t.class_id = :class_id",
        "class_code": "t.class_code = :class_code",
        "year": "t.issue_date >= :year || '-01-01' AND t.issue_date < (:year + 1) || '-01-01'",
    },
    search=lambda text: _find(text),
)


@record
class Certificate:
    """One row of the ledger, as it was printed."""

    id: int
    number: str = fact("证书编号", required=True, kept=True)
    class_id: int | None = fact("班次", "row", of="class", kept=True)
    student_id: int | None = fact("学员", "row", of="student", kept=True)
    class_code: str = fact("班次编号", required=True, kept=True)
    class_name: str = fact("班次名称", required=True, kept=True)
    student_name: str = fact("姓名", required=True, kept=True)
    start_date: str = fact("开始日期", "date", required=True, kept=True)
    end_date: str = fact("结束日期", "date", required=True, kept=True)
    quarter_hours: int = fact("学时", "hours", required=True, kept=True)
    wording: str = fact("证书文字", "lines", required=True, kept=True)
    school_name: str = fact("学校名称", required=True, kept=True)
    issue_date: str = fact("签发日期", "date", required=True, kept=True)
    verification_code: str = fact("验证码", required=True, kept=True)
    signature: str | None = field()
    key_fingerprint: str | None = field()
    photo_id: int | None = fact("照片", "row", of="photo", kept=True)
    status: str = fact(
        "状态", "code", codes=codes.CERTIFICATE_STATUSES, required=True, usual="issued", kept=True
    )
    void_date: str | None = fact("作废日期", "date", kept=True)
    void_reason: str = fact("作废原因", kept=True)
    replaces_id: int | None = fact("代替的证书", "row", of="certificate", kept=True)
    brought_in: int = fact("补录", "flag", required=True, usual=0, kept=True)


FACTS = Facts(
    Certificate,
    "certificate",
    "证书",
    label="number",
    beside="series serial signature key_fingerprint",
)
_SELECT = f"SELECT {', '.join(Certificate.__dataclass_fields__)} FROM certificate"


def get(db: Database, certificate_id: int) -> Certificate:
    """Return one certificate. Raises UserError where there is none."""
    row = db.execute(f"{_SELECT} WHERE id = ?", [certificate_id]).fetchone()
    if row is None:
        raise UserError("没有这张证书。")
    return Certificate(*row)


def of_class(db: Database, class_id: int) -> list[Certificate]:
    """Return the certificates of a class, voided ones too, by number."""
    rows = db.execute(
        f"{_SELECT} WHERE class_id = ? ORDER BY series, serial", [class_id]
    ).fetchall()
    return [Certificate(*row) for row in rows]


def of_student(db: Database, student_id: int) -> list[dict[str, object]]:
    """Return the lines of a person's certificates, voided ones too, the latest first."""
    rows = db.execute(
        "SELECT id FROM certificate WHERE student_id = ? ORDER BY issue_date DESC, id DESC",
        [student_id],
    ).fetchall()
    return _lines(db, [row_id for (row_id,) in rows])


def of_year(db: Database, year: int) -> list[dict[str, object]]:
    """Return the lines of what was issued in a year, voided ones too, in the order of issue."""
    return _lines(db, LISTING.ids(db, sort="issue_date", scope={"year": year}))


def years(db: Database) -> list[int]:
    """Return the years in which certificates were issued, the latest first."""
    rows = db.execute(
        "SELECT DISTINCT CAST(substr(issue_date, 1, 4) AS INTEGER) FROM certificate"
        " WHERE school_id = 1 ORDER BY 1 DESC"
    ).fetchall()
    return [year for (year,) in rows]


def issued_to(db: Database, year: int | None) -> list[tuple[str, str]]:
    """Return (code, name) of the classes that certificates of a year, or of all, were issued to."""
    rows = db.execute(
        "SELECT class_code, max(class_name) FROM certificate t WHERE school_id = 1"
        f" AND (:year IS NULL OR {LISTING.scopes['year']}) GROUP BY class_code ORDER BY class_code DESC",
        {"year": year},
    ).fetchall()
    return [(code, name) for code, name in rows]


def _lines(db: Database, ids: Sequence[int]) -> list[dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for start in range(0, len(ids), 500):
        found |= LISTING.rows(db, ids[start : start + 500])
    return [{"id": row_id, **found[row_id]} for row_id in ids]


def without(db: Database, class_id: int) -> list[int]:
    """Return the students of a class who have no valid certificate yet, by number."""
    rows = db.execute(
        "SELECT e.student_id FROM enrolment e WHERE e.class_id = ? AND e.status <> 'withdrawn'"
        " AND NOT EXISTS (SELECT 1 FROM certificate x WHERE x.class_id = e.class_id"
        "  AND x.student_id = e.student_id AND x.status = 'issued') ORDER BY e.number, e.id",
        [class_id],
    ).fetchall()
    return [student_id for (student_id,) in rows]


def statement(row: Certificate) -> Statement:
    """Return what a certificate states, as it is signed."""
    return Statement(**{name: getattr(row, name) for name in Statement.__dataclass_fields__})


def by_number(db: Database, number: str) -> Certificate | None:
    """Return the certificate of a number, or None."""
    row = db.execute(f"{_SELECT} WHERE school_id = 1 AND number = ?", [number.strip()]).fetchone()
    return None if row is None else Certificate(*row)


def same_code(row: Certificate, code: str) -> bool:
    """Whether somebody has given the 验证码 of a certificate, in capitals or not, with its hyphen or not."""
    given, right = (
        text.strip().upper().replace("-", "").encode() for text in (code, row.verification_code)
    )
    return hmac.compare_digest(given, right)


def verify(db: Database, number: str, code: str) -> Certificate | None:
    """Return the certificate that a number and its verification code name, or None."""
    found = by_number(db, number)
    if found is None or found.brought_in:  # which has none
        return None
    return found if same_code(found, code) else None


@operation("签发证书", undo="barrier", right="certificates")
def issue(
    tx: Transaction,
    class_id: int,
    student_ids: Sequence[int] | None = None,
    issue_date: str | None = None,
) -> list[int]:
    """Issue certificates to students of an approved class, by default to all who have none.

    The date is by default the last day of the class. Returns the ids in the order of the roster.
    Raises UserError where the class is a draft, has no students left, or one has a valid one already.
    """
    held = _held(tx, class_id)
    wanted = list(student_ids) if student_ids is not None else without(tx.db, class_id)
    if not wanted:
        raise UserError("没有需要签发证书的学员。")
    issued: list[int] = []
    marked = 0
    for place, student_id in enumerate(wanted):
        tx.progress.step(place, len(wanted), "正在签发证书")
        date = issue_date or str(held["end_date"])
        made, suffixed = _insert(tx, held, student_id, date, None)
        issued.append(made)
        marked += suffixed
    tx.name(f"签发证书 {held['name']}（{len(issued)} 张{_told(marked)}）")
    return issued


@operation("作废证书", undo="barrier", right="certificates")
def void(tx: Transaction, certificate_id: int, reason: str) -> None:
    """Void a certificate; its number is never used again. Raises UserError without a reason."""
    before = get(tx.db, certificate_id)
    if not reason.strip():
        raise UserError("请写明作废原因。没有写入任何数据。")
    plain.refuse("作废原因", reason)
    if before.status == "voided":
        raise UserError(f"证书 {before.number} 已经作废。")
    tx.name(f"作废证书 {before.number} {before.student_name}")
    tx.update(
        "certificate",
        certificate_id,
        {
            "status": "voided",
            "void_date": datetime.date.today().isoformat(),
            "void_reason": reason.strip(),
        },
    )


@operation("补发证书", undo="barrier", right="certificates")
def reissue(
    tx: Transaction, certificate_id: int, reason: str = "", issue_date: str | None = None
) -> int:
    """Issue a new certificate in place of one, which is voided first if it is not yet.

    Data are those of today; the old number stands in the ledger as replaced. Returns the new id.
    """
    before = get(tx.db, certificate_id)
    if before.brought_in:
        raise UserError(
            f"证书 {before.number} 是补录的，不是本程序签发的，不能补发；需要证明的请按原来的办法办理。"
            "没有写入任何数据。"
        )
    if before.class_id is None or before.student_id is None:
        raise UserError("原班次或学员档案已删除，不能补发。")
    if before.status == "issued":
        tx.call(void(certificate_id, reason or "补发"))
    held = _held(tx, before.class_id)
    today = datetime.date.today().isoformat()
    date = issue_date or today
    new_id, marked = _insert(tx, held, before.student_id, date, certificate_id)
    tx.name(f"补发证书 {before.student_name}（原 {before.number}{_told(int(marked))}）")
    return new_id


def _held(tx: Transaction, class_id: int) -> Mapping[str, object]:
    """The class as certificates need it. Raises UserError where it is a draft."""
    found = list(
        tx.db.query(
            "SELECT c.id, c.code, c.name, c.issue, c.status, c.brought_in, m.start_date, m.end_date,"
            " m.quarter_hours FROM class c JOIN class_summary m ON m.class_id = c.id WHERE c.id = ?",
            [class_id],
        )
    )
    if not found:
        raise UserError("这个班次已被删除。")
    if found[0]["status"] == "draft":
        raise UserError("班次审定后才能签发证书。没有写入任何数据。")
    if found[0]["brought_in"]:
        raise UserError(
            f"「{found[0]['name']}」是补录的班次，不能签发证书；当时发的证书可以补录。没有写入任何数据。"
        )
    return found[0]


def _insert(
    tx: Transaction,
    held: Mapping[str, object],
    student_id: int,
    issue_date: str,
    replaces_id: int | None,
) -> tuple[int, bool]:
    """Write a certificate; return its id, and whether its number got a suffix."""
    own = school.get(tx.db)
    person = _person(tx.db, student_id, int(str(held["id"])))
    year, class_code = int(issue_date[:4]), str(held["code"])
    series = templates.series(own.certificate_pattern, year=year, class_code=class_code)
    serial = _next(tx.db, own.certificate_pattern, year, class_code)
    wanted = templates.number(
        own.certificate_pattern, year=year, class_code=class_code, serial=serial
    )
    number = _free(tx.db, wanted)
    class_name = chinese.class_title(str(held["name"]), str(held["issue"]))
    values = {
        "number": number,
        "series": series,
        "serial": serial,
        "class_id": held["id"],
        "student_id": student_id,
        "class_code": class_code,
        "class_name": class_name,
        "student_name": str(person["name"]),
        "start_date": held["start_date"],
        "end_date": held["end_date"],
        "quarter_hours": held["quarter_hours"],
        "wording": _wording(own, held, person, class_name),
        "school_name": own.name,
        "issue_date": issue_date,
        "verification_code": _new_code(),
        "photo_id": person["photo_id"],
        "replaces_id": replaces_id,
    }
    return tx.insert("certificate", values | _signed(tx.db, values)), number != wanted


def _next(db: Database, pattern: str, year: int, class_code: str) -> int:
    """The next serial of a series: after its last, and after any number of before that reads like one."""
    series = templates.series(pattern, year=year, class_code=class_code)
    [last] = db.execute(
        "SELECT coalesce(max(serial), 0) FROM certificate WHERE school_id = 1 AND series = ?",
        [series],
    ).fetchone()
    head = series.partition("*")[0]
    brought = db.execute(
        "SELECT number FROM certificate WHERE school_id = 1 AND brought_in = 1"
        " AND substr(number, 1, ?) = ?",
        [len(head), head],
    ).fetchall()
    serials = (
        templates.serial_of(pattern, number, year=year, class_code=class_code)
        for (number,) in brought
    )
    return max([last, *(serial for serial in serials if serial is not None)]) + 1


def _told(marked: int) -> str:
    return f"；{marked} 张的编号台账里已有，加了后缀" if marked else ""


def _free(db: Database, number: str) -> str:
    """A number as it is, or with a suffix where the ledger has it from another series: 111-2.

    That happens by a pattern which is ambiguous, or was another before. The serial stays in its turn.
    """
    free, more = number, 2
    while by_number(db, free) is not None:
        free, more = f"{number}-{more}", more + 1
    return free


def _person(db: Database, student_id: int, class_id: int) -> Mapping[str, object]:
    found = list(
        db.query(
            "SELECT s.name, s.birth_date, s.photo_id, e.status,"
            " (SELECT name FROM sex WHERE code = s.sex AND code IN ('1', '2')) AS sex,"
            " (SELECT name FROM ethnic_group WHERE code = s.ethnic_group) AS ethnic_group"
            " FROM student s JOIN enrolment e ON e.student_id = s.id"
            " WHERE s.id = ? AND e.class_id = ?",
            [student_id, class_id],
        )
    )
    if not found:
        raise UserError("有学员不在本班，不能签发。没有写入任何数据。")
    if found[0]["status"] == "withdrawn":
        raise UserError(f"{found[0]['name']}已退学，不能签发证书。没有写入任何数据。")
    return found[0]


def _wording(
    own: school.School, held: Mapping[str, object], person: Mapping[str, object], class_name: str
) -> str:
    born = str(person["birth_date"] or "")
    birth = f"{born[:4]}年{int(born[5:7])}月" if born else ""
    sex, group = str(person["sex"] or ""), str(person["ethnic_group"] or "")
    known = [part for part in (sex, group, f"{birth}生" if birth else "") if part]
    start, end = str(held["start_date"]), str(held["end_date"])
    values = {
        "name": str(person["name"]),
        "person": f"（{'，'.join(known)}）" if known else "",
        "sex": sex,
        "ethnic_group": group,
        "birth": birth,
        "start": chinese.day(start),
        "end": chinese.month_day(end) if start[:4] == end[:4] else chinese.day(end),
        "class": class_name,
        "hours": chinese.hours(int(str(held["quarter_hours"]))),
        "school": own.name,
    }
    return templates.wording(own.certificate_wording, values)


def _new_code() -> str:
    """Eight characters that nobody can guess; the ledger keeps them."""
    letters = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _signed(db: Database, values: Mapping[str, Any]) -> dict[str, str]:
    """Sign what a row of the ledger states; its wording is signed with it."""
    statement = Statement(**{name: values[name] for name in Statement.__dataclass_fields__})
    return {
        "signature": sealing.sign(key_pair.private_key(db), statement, values["wording"]),
        "key_fingerprint": key_pair.fingerprint(db),
    }


def _find(text: str) -> tuple[str, dict[str, str]]:
    """By student as everywhere, or by any part of the number."""
    condition, values = by_student_terms(text, "t.student_id")
    plain = text.strip().replace("%", "").replace("_", "")
    by_number = "".join(
        f" OR t.{column} LIKE :number_part"
        for column in ("number", "student_name", "class_name", "class_code")
    )
    return condition + by_number, {**values, "number_part": f"%{plain}%"}
