"""班次: from draft to closed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.kinds import CLASS_HOURS_LIMIT, cleaned
from app.file.listing import Listing, Sort
from app.file.operation import Transaction, operation
from app.ground.errors import BarredError, UserError
from app.people import hours
from app.rules import profiles, verdicts
from app.rules.advice import explain
from app.teaching import fresh
from app.text import codes

NAMES = "班次 培训班 培训班次 培训班名称 班名 班级 班级名称 培训班级 所在班次 参加班次 培训名称"
"""How workbooks head the name of a class."""


@record
class Class:
    """A class; see db/schema.sql for the columns."""

    id: int
    status: str = fact(
        "状态", "code", codes=codes.CLASS_STATUSES, required=True, usual="draft", kept=True
    )
    version: int = fact("版次", "count", required=True, usual=1, kept=True)
    approved_at: str | None = fact("审定时间", "moment", kept=True)
    approved_by: str = fact("审定机构", kept=True)
    approved_on: str | None = fact("审定日期", "date", kept=True)
    minutes: str = fact("会议纪要", kept=True)
    document_number: str = fact("组织部文号", kept=True)
    closed_at: str | None = fact("结业时间", "moment", kept=True)
    brought_in: int = fact("补录", "flag", required=True, usual=0, kept=True)
    archived: int = fact("已归档", "flag", required=True, usual=0, kept=True)
    code: str = fact("班次编号", required=True, words="code", headings="班次代码 班号")
    name: str = fact("班次名称", required=True, words="name", headings=NAMES)
    issue: str = fact("期次", headings="期数 班期")
    kind: str = fact(
        *("班次类别", "code"),
        codes="class_kind",
        required=True,
        usual="main",
        headings="类别 班次类型 班次种类 班次性质 班型",
    )
    kind_reason: str = fact("类别变更原因")
    study_length: int | None = fact("学制", "count", least=1)
    study_unit: str = fact("学制单位", "code", codes=codes.STUDY_UNITS, required=True, usual="day")
    host: str = fact("主办单位")
    organiser: str = fact("承办单位")
    audience: str = fact("培训对象")
    aim: str = fact("培训目标", "lines")
    class_teacher_id: int | None = fact("班主任", "row", of="teacher")
    venue_id: int | None = fact("主要场地", "row", of="venue")
    planned_count: int | None = fact("计划人数", "count")
    contact: str = fact("联系人、电话")
    cost_fen: int | None = fact("经费", "money")
    evaluation: str = fact("评估结果")
    profile_id: int = fact("政策指标", "row", of="policy_profile", required=True)
    typed_quarter_hours: int | None = fact(
        "学时", "hours", most=CLASS_HOURS_LIMIT, headings="培训学时 总学时 学时数 课时"
    )
    typed_days: int | None = fact("教学天数", "count", least=1, headings="天数 培训天数")
    typed_people: int | None = fact(
        "人数", "count", headings="培训人数 参训人数 学员人数 结业人数 班级人数"
    )
    typed_party_spirit: int | None = fact("党性教育学时", "hours", most=CLASS_HOURS_LIMIT)
    typed_interactive: int | None = fact("互动式教学学时", "hours", most=CLASS_HOURS_LIMIT)
    typed_leaders: int | None = fact("领导干部授课学时", "hours", most=CLASS_HOURS_LIMIT)
    remark: str = fact("备注")


FACTS = Facts(Class, "class", "班次")
_PROPOSED = re.compile(r"([0-9]{4})-[0-9]{2,}")
APPROVAL = ("approved_by", "approved_on", "minutes", "document_number")
"""What a school may ask when a class is approved."""


@record
class Span:
    """A stretch of days, both ends included, ISO dates."""

    start_date: str = fact("开始日期", "date", required=True)
    end_date: str = fact("结束日期", "date", required=True)


SPAN_FACTS = Facts(
    Span,
    "class_span",
    "起止日期",
    label="class_id",
    class_id=fact("班次", "row", of="class", required=True, kept=True),
)


_STATE = "CASE WHEN t.brought_in = 1 THEN 'brought_in' ELSE t.status END"
_DATES = " JOIN class_dates d ON d.class_id = t.id"

LISTING = Listing(
    table="class",
    joins="JOIN class_summary m ON m.class_id = t.id"
    " LEFT JOIN teacher h ON h.id = t.class_teacher_id",
    columns={
        "code": "t.code",
        "name": "t.name",
        "issue": "t.issue",
        "kind": "(SELECT name FROM class_kind WHERE code = t.kind)",
        "start_date": "m.start_date",
        "end_date": "m.end_date",
        "enrolled_count": "m.enrolled_count",
        "quarter_hours": "m.quarter_hours",
        # JSON: a rule's code -> 'part/total/verdict/minimum/base'; see rules() for the columns
        "shares": "(SELECT json_group_object(x.rule,"
        " concat_ws('/', x.part, x.total, x.verdict, x.minimum, x.base))"
        " FROM class_share x WHERE x.class_id = t.id)",
        "status": _STATE,
        "brought_in": "t.brought_in",
        "archived": "t.archived",
        "status_name": codes.case(_STATE, codes.CLASS_STATES),
        "class_teacher": "h.name",
    },
    sorts={
        "start_date": Sort("d.start_date", _DATES),
        "end_date": Sort("d.end_date", _DATES),
        "code": Sort("t.code"),
        "name": Sort("t.pinyin"),
        "kind": Sort("t.kind"),
        "enrolled_count": Sort(
            "((SELECT count(*) FROM enrolment e WHERE e.class_id = t.id AND e.status <> 'withdrawn')"
            " + CASE WHEN t.typed_people IS NULL THEN 0"
            " ELSE (SELECT u.people FROM class_unnamed u WHERE u.class_id = t.id) END)"
        ),
        "quarter_hours": Sort(
            "coalesce(t.typed_quarter_hours, (SELECT sum(s.quarter_hours) FROM lesson s"
            " WHERE s.class_id = t.id AND s.counted = 1))"
        ),
        "status_name": Sort(_STATE),
        "class_teacher": Sort("h.pinyin", " LEFT JOIN teacher h ON h.id = t.class_teacher_id"),
    },
    default_sort="start_date",
    chips={
        "": "1",
        **{s: f"t.status = '{s}' AND t.brought_in = 0" for s in codes.CLASS_STATUSES},
        "brought_in": "t.brought_in = 1",
    },
    scopes={
        # a class still without dates shows in every year, so that it is not lost from sight
        "year": "EXISTS (SELECT 1 FROM class_span p WHERE p.class_id = t.id AND"
        " p.start_date < (:year + 1) || '-01-01' AND p.end_date >= :year || '-01-01')"
        " OR NOT EXISTS (SELECT 1 FROM class_span p WHERE p.class_id = t.id)"
    },
    archives=True,
)


@dataclass(frozen=True)
class ClassSummary:
    """What a class comes to; see the view class_summary."""

    start_date: str | None
    end_date: str | None
    calendar_days: int
    teaching_days: int
    quarter_hours: int
    lesson_count: int
    enrolled_count: int
    completed_count: int
    on_site_count: int
    party_analysis: int


def get(db: Database, class_id: int) -> Class:
    """Return one class. Raises UserError where it is gone."""
    return FACTS.one(db, class_id, "这个班次已被删除。")


def by_code(db: Database, code: str) -> Class:
    """Return the class of this code. Raises UserError where there is none."""
    row = db.execute(
        "SELECT id FROM class WHERE school_id = 1 AND code = ?", [code.strip()]
    ).fetchone()
    if row is None:
        raise UserError(f"没有编号为「{code}」的班次。")
    return get(db, row[0])


def summary(db: Database, class_id: int) -> ClassSummary:
    """Return what a class comes to. Raises UserError where it is gone."""
    columns = ", ".join(ClassSummary.__dataclass_fields__)
    row = db.execute(
        f"SELECT {columns} FROM class_summary WHERE class_id = ?", [class_id]
    ).fetchone()
    if row is None:
        raise UserError("这个班次已被删除。")
    return ClassSummary(*row)


def spans(db: Database, class_id: int) -> list[Span]:
    """Return the date spans of a class in order."""
    rows = db.execute(
        "SELECT start_date, end_date FROM class_span WHERE class_id = ? ORDER BY start_date",
        [class_id],
    ).fetchall()
    return [Span(*row) for row in rows]


def all(db: Database, *, archived: bool = True) -> list[Class]:
    """Return every class by its code; ``archived``: those that are archived as well."""
    kept = "" if archived else " AND t.archived = 0"
    return FACTS.read(db, f"WHERE t.school_id = 1{kept} ORDER BY t.code")


def propose_code(db: Database, year: int) -> str:
    """Return the next free class code of a year: '2026-03' after '2026-02'."""
    taken = {c for (c,) in db.execute("SELECT code FROM class WHERE school_id = 1").fetchall()}
    return next(c for n in range(1, 10_000) if (c := f"{year}-{n:02}") not in taken)


def code_for(db: Database, code: str, spans: Sequence[Span]) -> str:
    """Return the code that a class should have by its dates: another only where this one is a proposed
    one, 2026-03, of a year in which the class has no day."""
    found = _PROPOSED.fullmatch(code)
    years = sorted({day[:4] for span in spans for day in (span.start_date, span.end_date)})
    if found is None or not years or found[1] in years:
        return code
    return propose_code(db, int(years[0]))


@operation("新建班次", right="classes")
def create(tx: Transaction, values: Mapping[str, object], spans: Sequence[Span] = ()) -> int:
    """Open a class as a draft and return its id.

    Without ``profile_id`` it takes the newest version of the school's usual profile.
    Raises UserError where code or name is missing or the code is taken.
    """
    if not values.get("profile_id"):
        code = tx.db.execute("SELECT default_profile FROM school WHERE id = 1").fetchone()[0]
        values = {**values, "profile_id": profiles.newest(tx.db, code)}
    row = FACTS.new(tx.db, fresh.settled(tx, values))
    tx.name(f"新建班次 {row['name']}")
    class_id = tx.insert("class", row)
    write_spans(tx, class_id, spans)
    return class_id


@operation("修改班次", right="classes")
def update(tx: Transaction, class_id: int, values: Mapping[str, object]) -> None:
    """Change columns of a class. Raises UserError; kind and profile only change in a draft."""
    tx.name(f"修改班次 {get(tx.db, class_id).name}")
    tx.update("class", class_id, FACTS.changed(tx.db, class_id, fresh.settled(tx, values)))


@operation("修改起止日期", right="classes")
def set_spans(tx: Transaction, class_id: int, spans: Sequence[Span]) -> None:
    """Replace the date spans of a draft, whose proposed code follows their year until it is approved.

    Raises UserError where they overlap or end too soon.
    """
    before = get(tx.db, class_id)
    tx.db.execute("DELETE FROM class_span WHERE class_id = ?", [class_id])
    write_spans(tx, class_id, spans)
    code = code_for(tx.db, before.code, spans) if deletable(before) else before.code
    if code != before.code:
        tx.update("class", class_id, FACTS.changed(tx.db, class_id, {"code": code}))
    followed = f"（编号随年份改为 {code}）" if code != before.code else ""
    tx.name(f"修改起止日期 {before.name}{followed}")


@operation("删除班次", right="classes")
def delete(tx: Transaction, class_id: int) -> None:
    """Delete a class that was never approved. Raises UserError for another."""
    before = get(tx.db, class_id)
    tx.name(f"删除班次 {before.name}")
    tx.delete("class", class_id)


def deletable(one: Class) -> bool:
    """Tell whether a class was never approved."""
    return (one.status, one.version) == ("draft", 1)


@operation("归档班次", right="classes")
def archive(tx: Transaction, class_id: int) -> None:
    """Take a class out of the lists; searches and statistics keep it. Raises UserError while it goes on."""
    before = get(tx.db, class_id)
    tx.name(f"归档班次 {before.name}")
    if before.status not in ("draft", "closed"):
        raise UserError(f"「{before.name}」还没有结业，不能归档；不办了的先重开。")
    tx.update("class", class_id, {"archived": 1})


@operation("取消归档", right="classes")
def restore(tx: Transaction, class_id: int) -> None:
    """Bring an archived class back into the lists."""
    tx.name(f"取消归档 {get(tx.db, class_id).name}")
    tx.update("class", class_id, {"archived": 0})


@operation("审定", right="approve")
def approve(tx: Transaction, class_id: int, said: Mapping[str, object] | None = None) -> None:
    """Approve a draft; ``said`` is who approved it and when, by the keys of APPROVAL.

    Raises BarredError with a sentence for every blocking problem.
    """
    before = get(tx.db, class_id)
    tx.name(f"审定 {before.name}")
    _in_state(before, "draft", "只有草案才能提交审定。")
    barring = [p for p in verdicts.class_problems(tx.db, class_id) if p.severity == "block"]
    if barring:
        texts = [explain(p).text for p in barring]
        raise BarredError(f"「{before.name}」还不能审定：\n" + "\n".join(texts), texts)
    tx.update("class", class_id, {"status": "approved", "archived": 0, **_approval(said or {})})


@operation("补记审定情况", right="approve")
def note_approval(tx: Transaction, class_id: int, said: Mapping[str, object]) -> None:
    """Write down, or mend, who approved a class and when. Raises UserError for a draft, and for one that
    was brought in (补录).
    """
    before = get(tx.db, class_id)
    tx.name(f"补记审定情况 {before.name}")
    if before.brought_in:
        raise UserError(f"「{before.name}」是补录的班次，不经审定。没有写入任何数据。")
    if before.status == "draft":
        raise UserError("班次还没有审定。没有写入任何数据。")
    tx.update("class", class_id, _approval(said))


@operation("重开", right="approve")
def reopen(tx: Transaction, class_id: int) -> None:
    """Make an approved or running class a draft again: a new version. Raises UserError."""
    before = get(tx.db, class_id)
    tx.name(f"重开 {before.name}")
    if before.status not in ("approved", "running"):
        raise UserError("只有已审定、未结业的班次可以重开。")
    tx.update("class", class_id, {"status": "draft"})


@operation("开班", right="classes")
def start(tx: Transaction, class_id: int) -> None:
    """Begin an approved class. Raises UserError."""
    before = get(tx.db, class_id)
    tx.name(f"开班 {before.name}")
    _in_state(before, "approved", "班次须先审定，才能开班。")
    tx.update("class", class_id, {"status": "running"})


@operation("结业", right="classes")
def close(tx: Transaction, class_id: int) -> None:
    """Close an approved or running class: whoever has not left completes it and gets its hours."""
    before = get(tx.db, class_id)
    tx.name(f"结业 {before.name}")
    if before.status not in ("approved", "running"):
        raise UserError("班次须先审定，才能结业。")
    tx.db.execute(
        "UPDATE enrolment SET status = 'completed' WHERE class_id = ? AND status = 'enrolled'",
        [class_id],
    )
    hours.withdraw_class(tx, class_id)  # there are none, unless a tool has left some
    hours.credit_class(tx, class_id)
    tx.update("class", class_id, {"status": "closed"})


@operation("取消结业", right="classes")
def cancel_close(tx: Transaction, class_id: int) -> None:
    """Take a closed class back to running; the hours it gave are taken back too."""
    before = get(tx.db, class_id)
    tx.name(f"取消结业 {before.name}")
    _in_state(before, "closed", "这个班次还没有结业。")
    tx.update("class", class_id, {"status": "running", "archived": 0})
    hours.withdraw_class(tx, class_id)
    tx.db.execute(
        "UPDATE enrolment SET status = 'enrolled' WHERE class_id = ? AND status = 'completed'",
        [class_id],
    )


def _approval(said: Mapping[str, object]) -> dict[str, object]:
    """The facts of an approval as they are kept. Raises UserError for what is no date."""
    return {
        key: cleaned(FACTS[key].kind, said[key], FACTS[key].name) for key in APPROVAL if key in said
    }


def _in_state(before: Class, status: str, otherwise: str) -> None:
    if before.status != status:
        raise UserError(otherwise)


def write_spans(tx: Transaction, class_id: int, spans: Sequence[Span]) -> None:
    """Write the date spans of a class that has none yet, inside a verb. Raises UserError."""
    ordered = sorted(spans, key=lambda s: s.start_date)
    for span in ordered:
        if span.end_date < span.start_date:
            raise UserError("结束日期不能早于开始日期。没有写入任何数据。")
    for one, following in pairwise(ordered):
        if following.start_date <= one.end_date:
            raise UserError("几段日期不能重叠。没有写入任何数据。")
    for span in ordered:
        tx.insert(
            "class_span",
            {"class_id": class_id, "start_date": span.start_date, "end_date": span.end_date},
        )
