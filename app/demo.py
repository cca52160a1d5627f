"""The demonstration: the main job from workbooks to certificates, and the school one can try out."""

from __future__ import annotations

import datetime
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app import papers
from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.exchange import past_list, plan, roster, teaching_list
from app.file import backup, rehearsal, vault
from app.file.operation import Transaction, operation
from app.file.session import Session
from app.file.store import SUFFIX
from app.ground import paths, temporary
from app.ground.errors import BarredError, UserError
from app.ground.jobs import Progress
from app.opening import create, open_school
from app.rules import advice, verdicts
from app.school import holidays, rehearsals, school
from app.teaching import courses, teachers, venues
from app.text import codes

SCHOOL = "中共示范县委党校"
CONTACT = "教务科　李老师　0000-0000000"
CLASS_CODE = "2026-03"
CLASS = {
    "code": CLASS_CODE,
    "name": "2026年秋季科级干部进修班",
    "issue": "第3期",
    "kind": "main",
    "host": "中共示范县委组织部",
    "organiser": "中共示范县委党校",
    "audience": "全县乡科级干部",
    "planned_count": 42,
}
SPANS = (Span("2026-11-02", "2026-11-13"),)
MENDED = "discussion"  # what the demonstration turns lectures into, as the advice says


def place() -> Path:
    """Return where the demonstration school lies: beside the settings, else among temporary files.

    A stick may be read-only, and nobody is asked where a school to play with shall lie.
    """
    folder = paths.home() / "demo"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        folder = temporary.system() / "dangxiao-demo"
        folder.mkdir(exist_ok=True)
    return folder / f"演示学校{SUFFIX}"


def workbook(name: str) -> Path:
    """Return one of the shipped workbooks."""
    return paths.RESOURCES / "demo" / name


def run(out: Path, password: str | None, say: Callable[[str], object]) -> int:
    """Do the whole main job in ``out`` and tell each step with its time; return the exit status.

    Writes demo.dxjw (with its key ring), a backup of it, and the papers of the register: timetable.pdf,
    summary-2026.xlsx and so on. Raises UserError where demo.dxjw is there already.
    """
    out.mkdir(parents=True, exist_ok=True)
    told = _Teller(say)
    given = password or secrets.token_urlsafe(9)
    file = out / f"demo{SUFFIX}"
    code = create(file, name=SCHOOL, password=given)
    told(f"建立学校「{SCHOOL}」：{file.name}" + ("" if password else f"　密码 {given}"))
    told(f"恢复码 {code}")
    with open_school(file, given) as session:
        _import_all(session, told)
        class_id = _plan(session, told)
        _refuse_and_mend(session, class_id, told)
        session.run(classes.approve(class_id))
        told(f"审定通过：第 {session.read(classes.get, class_id).version} 版")
        issued = session.run(ledger.issue(class_id)).value
        told(f"签发证书 {len(issued)} 张")
        _papers(session, class_id, out, told)
        session.run(classes.close(class_id))
        told("结业：学员记入学时")
        _rehearse(session, out / f"demo-backup{SUFFIX}", told)
        _papers_of_year(session, out, told)
    told(f"完成，文件在 {out.resolve()}")
    return 0


def build(
    path: Path,
    password: str,
    progress: Progress | None = None,
    cost: vault.Cost | None = None,
) -> None:
    """Make the demonstration school at ``path``: years of classes, and one plan still to be mended.

    Raises UserError where the file is there already, Cancelled (then nothing is left).
    """
    progress = progress or Progress()
    create(path, name=SCHOOL, password=password, user_name="李敏", cost=cost)
    try:
        with open_school(path, password) as session:
            steps: list[tuple[str, Callable[[], object]]] = [
                ("导入师资课程", lambda: _import_courses(session)),
                ("登记场地", lambda: session.run(_venues())),
                ("导入名册", lambda: _import_roster(session)),
                ("编排往年班次", lambda: session.run(_past_classes())),
                ("编排本期班次", lambda: _plan(session, _Teller(lambda _: None))),
                ("补录以前的班次", lambda: session.run(_bring_in())),
            ]
            for place, (text, step) in enumerate(steps):
                progress.step(place, len(steps), text)
                step()
    except BaseException:
        for file in (path, vault.ring_path(path), path.with_name(path.name + ".lock")):
            file.unlink(missing_ok=True)
        raise


def open_or_build(path: Path, password: str, progress: Progress | None = None) -> Session:
    """Open the demonstration school, made where it is not there yet. Raises what these raise."""
    if not path.exists():
        build(path, password, progress)
    return open_school(path, password)


class _Teller:
    """Says each step with the time it took."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._since = time.perf_counter()

    def __call__(self, text: str) -> None:
        now = time.perf_counter()
        self._say(f"[{now - self._since:6.2f} 秒] {text}")
        self._since = now


def _import_courses(session: Session) -> str:
    review = session.read(teaching_list.review, workbook("师资课程.xlsx"))
    name = session.run(teaching_list.write(review)).name
    session.run(_marks())
    return name


def _import_roster(session: Session, code: str | None = None) -> str:
    review = session.read(roster.review, workbook("学员名册.xlsx"))
    if not review.can_import:
        raise UserError("演示名册不能导入：" + "；".join(f.text for f in review.findings))
    return session.run(roster.write(review, code)).name


def _import_all(session: Session, told: _Teller) -> None:
    told(_import_courses(session))
    session.run(_school_contact())
    session.run(classes.create(CLASS, SPANS))
    told(f"新建班次 {CLASS_CODE} {CLASS['name']}（{SPANS[0].start_date} 至 {SPANS[0].end_date}）")
    told(_import_roster(session, CLASS_CODE) + f"，入班 {CLASS_CODE}")


def _plan(session: Session, told: _Teller) -> int:
    """Enter the class and its plan as the workbook has it; return the class's id."""
    if CLASS_CODE not in {c.code for c in session.read(classes.all)}:
        session.run(classes.create(CLASS, SPANS))
        class_id = session.read(classes.by_code, CLASS_CODE).id
        session.run(enrolment.enrol(class_id, session.read(_roster_students)))
        session.run(_committee(class_id))
    class_id = session.read(classes.by_code, CLASS_CODE).id
    session.run(classes.update(class_id, {"class_teacher_id": session.read(_class_teacher)}))
    review = session.read(plan.review, workbook("课程安排.xlsx"), CLASS_CODE)
    told(session.run(plan.write(review, CLASS_CODE)).name)
    room = next(v.id for v in session.read(venues.all) if v.kind == "classroom")
    session.run(classes.update(class_id, {"venue_id": room}))
    for share in session.read(verdicts.class_shares, class_id):
        told(f"  {share.title} {_figures(share)} {verdicts.VERDICTS[share.verdict]}")
    return class_id


def _class_teacher(db: Database) -> int:
    return next(t.id for t in teachers.choices(db) if t.kind == "full_time")


def _figures(share: verdicts.Share) -> str:
    part, total = (advice.amount_text(n, share.base) for n in (share.part, share.total))
    return f"{part} / {total}（≥ {share.minimum}%，{share.clause}）"


def _refuse_and_mend(session: Session, class_id: int, told: _Teller) -> None:
    try:
        session.run(classes.approve(class_id))
    except BarredError as refused:
        told(f"审定被拒绝：{refused.text}")
    for _ in range(10):  # each round mends one share; a plan has few
        open_points = [a for a in session.read(advice.advise, class_id) if a.severity == "block"]
        if not open_points:
            return
        told(f"  改正办法：{open_points[0].mend}（{open_points[0].clause}）")
        for lesson_id in open_points[0].lesson_ids:
            title = session.read(lessons.get, lesson_id).title
            session.run(lessons.update(lesson_id, {"method": MENDED}))
            told(f"  已将「{title}」改为{_method_name(session, MENDED)}")
    raise UserError("演示课程安排没有能改正到达标。")


def _method_name(session: Session, code: str) -> str:
    return session.read(codes.names, "teaching_method")[code]


def _papers(session: Session, class_id: int, out: Path, told: _Teller) -> None:
    """Make every paper of the class, and of the first of its students."""
    person = session.read(enrolment.student_ids, class_id)[0]
    for kind in papers.kinds_of("class", "person"):
        subject = class_id if kind.of == "class" else person
        pages = kind.write(session.read, subject, out / f"{kind.key}.pdf")
        told(f"{kind.name} {kind.key}.pdf（{pages} 页）")


def _papers_of_year(session: Session, out: Path, told: _Teller) -> None:
    """Make every paper of the class's year and of the school, as workbooks where there are."""
    year = int(SPANS[-1].end_date[:4])
    for kind in papers.kinds_of("year", "school"):
        subject = year if kind.of == "year" else None
        make = kind.write_workbook if kind.workbook else kind.write
        name = f"{kind.key}-{year}" + (".xlsx" if kind.workbook else ".pdf")
        make(session.read, subject, out / name)
        told(f"{kind.name} {name}")


def _rehearse(session: Session, copy: Path, told: _Teller) -> None:
    """Make a backup, restore it on trial, and put that on record."""
    backup.snapshot(session, copy)
    key = session.with_key(lambda held: held.key)
    report = session.read(lambda db: rehearsal.rehearse(copy, key, db))
    session.run(rehearsals.keep(report, session.user_name))
    told(report.line)


@operation("填写联系方式", right="school")
def _school_contact(tx: Transaction) -> None:
    tx.update("school", 1, {"contact": CONTACT})


# ------------------------------------------------------------------ the years before, for the trial

_VENUES: Mapping[str, Mapping[str, object]] = {
    "一号教室": {"capacity": 60, "address": "教学楼二层"},
    "党校体验教室": {"capacity": 45, "address": "教学楼一层"},
    "县警示教育基地": {"kind": "base", "capacity": 80, "address": "示范县城东路 1 号"},
    "清溪革命旧址": {"capacity": 120, "address": "清溪镇红军村"},
}
_TOPICS: Mapping[str, str] = {
    "中国式现代化的理论与实践": "xi_thought",
    "开班第一课：坚定理想信念，锤炼党性修养": "xi_thought",
    "新时代好干部标准与干部担当": "xi_thought",
    "中央八项规定精神与作风建设": "xi_thought",
    "乡村全面振兴的县域实践": "xi_thought",
    "当前县域经济形势与重点任务": "statistics",
    "铸牢中华民族共同体意识": "ethnic united_front",
    "突发事件应急处置桌面推演": "emergency national_security",
    "媒体沟通与舆情应对": "national_security",
    "数字政务能力提升": "secrecy",
    "公文写作与规范": "secrecy",
    "群众工作方法：与优秀支部书记面对面": "united_front",
}
_MODULES = {
    **{"theory": "theory", "party_spirit": "party_spirit"},
    **{"professional": "duty", "knowledge": "situation"},
}
_COMMITTEE = ("班长", "副班长", "学习委员", "组织委员", "宣传委员", "生活委员")
_GROUP = 8  # students


@operation("标注课程的专题和模块", right="libraries")
def _marks(tx: Transaction) -> None:
    for card in courses.library(tx.db):
        values: dict[str, object] = {"module": _MODULES.get(card.category)}
        if card.title in _TOPICS:
            values["topics"] = _TOPICS[card.title]
        tx.call(courses.update(card.id, values))
    tx.name("标注课程的专题和模块")


@operation("登记场地", right="libraries")
def _venues(tx: Transaction) -> None:
    for one in venues.all(tx.db):
        if one.name in _VENUES:
            tx.call(venues.update(one.id, _VENUES[one.name]))


@operation("分组和推选班委", right="enrolment")
def _committee(tx: Transaction, class_id: int) -> None:
    """Part a class into groups, and give its first students an office each."""
    rows = tx.db.execute(
        "SELECT id FROM enrolment WHERE class_id = ? ORDER BY number, id", [class_id]
    ).fetchall()
    tx.call(enrolment.assign_groups(class_id, max(1, round(len(rows) / _GROUP))))
    for (number,), role in zip(rows, _COMMITTEE, strict=False):
        tx.call(enrolment.update(number, {"role": role}))
    tx.name("分组和推选班委")


@dataclass(frozen=True)
class _Past:
    """A class of the years before: how many half-days, and whether it stays a draft, runs, is closed."""

    code: str
    name: str
    issue: str
    kind: str
    audience: str
    start: str
    days: int
    status: str


_PAST = (
    _Past("2025-01", "2025年春季科级干部进修班", "第1期", "advanced", "全县乡科级干部", "2025-04-14", 10, "closed"),
    _Past("2025-02", "中青年干部培训班", "2025年", "young", "优秀中青年干部", "2025-10-13", 20, "closed"),
    _Past("2026-01", "2026年春季科级干部进修班", "第1期", "advanced", "全县乡科级干部", "2026-03-16", 10, "closed"),
    _Past("2026-02", "2026年夏季科级干部进修班", "第2期", "advanced", "全县乡科级干部", "2026-05-11", 10, "closed"),
    _Past("2026-11", "党支部书记轮训班", "第2期", "rotation", "机关企事业单位党支部书记", "2026-07-20", 5, "closed"),
    _Past("2026-12", "宣传思想文化干部专题班", "", "special", "宣传系统干部", "2026-06-15", 3, "closed"),
    _Past("2026-13", "妇女干部能力提升班", "", "special", "妇女干部", "2026-04-20", 3, "closed"),
    _Past("2026-14", "新录用公务员初任培训班", "", "special", "新录用公务员", "2026-08-17", 10, "closed"),
    _Past("2026-15", "乡镇（街道）班子成员专题班", "", "special", "乡镇班子成员", "2026-09-14", 5, "closed"),
    _Past("2026-16", "发展对象培训班", "下半年", "other", "发展对象", "2026-09-07", 3, "closed"),
    _Past("2026-04", "村（社区）党组织书记轮训班", "第5期", "rotation", "村（社区）书记", "2026-11-30", 5, "approved"),
    _Past("2026-05", "中青年干部培训班", "2026年", "young", "优秀中青年干部", "2026-11-16", 10, "running"),
)  # fmt: skip


_OWN_FROM = "2025-01-01"


@operation("补录往年班次", undo="apart", right="classes")
def _bring_in(tx: Transaction) -> None:
    """The classes of the year before, which the school kept on paper and in a workbook."""
    tx.call(school.change("own_from", _OWN_FROM))
    review = past_list.review(tx.db, workbook("以前的班次.xlsx"))
    tx.call(past_list.write(review))


@operation("编排往年班次", undo="apart", right="classes")
def _past_classes(tx: Transaction) -> None:
    people = _roster_students(tx.db)
    for place, one in enumerate(_PAST):
        tx.progress.step(place, len(_PAST), one.name)
        days = holidays.calendar(tx.db).workdays(one.start, one.days)
        values = {k: getattr(one, k) for k in ("code", "name", "issue", "kind", "audience")}
        values |= {"host": CLASS["host"], "organiser": CLASS["organiser"]}
        size = 18 + (place * 7) % (len(people) - 18)
        class_id = tx.call(
            classes.create(
                {**values, "planned_count": size, "class_teacher_id": _class_teacher(tx.db)},
                [Span(days[0], days[-1])],
            )
        )
        tx.call(enrolment.enrol(class_id, people[:size]))
        tx.call(_committee(class_id))
        _fill(tx, class_id, days, place)
        if one.status != "draft":
            tx.call(classes.approve(class_id, _said(one, place)))
        if one.status in ("running", "closed"):
            tx.call(classes.start(class_id))
        if one.status == "closed":
            tx.call(ledger.issue(class_id))
            tx.call(classes.close(class_id))


def _said(past: _Past, place: int) -> dict[str, object]:
    """Who approved a class, when, and by which papers."""
    year, met = past.start[:4], datetime.date.fromisoformat(past.start) - datetime.timedelta(12)
    return {
        "approved_by": "校委会",
        "approved_on": met.isoformat(),
        "minutes": f"校委会纪要〔{year}〕{place + 3}号",
        "document_number": f"组通〔{year}〕{place + 11}号"
        if past.kind not in ("special", "other")
        else "",
    }


def _fill(tx: Transaction, class_id: int, days: Sequence[str], turn: int) -> None:
    """Fill the half-days from the library, taking what the shares need most in turn."""
    cards = courses.library(tx.db)
    lists = (
        [c for c in cards if c.teacher_kind == "leading_cadre"],
        [c for c in cards if c.category == "party_spirit"],
        [
            c
            for c in cards
            if c.method in ("discussion", "case", "simulation", "experience", "debate")
        ],
        [c for c in cards if c.category in ("theory", "professional", "knowledge")],
    )
    slots = [(day, half) for day in days for half in ("morning", "afternoon")]
    for number, (day, half) in enumerate(slots):
        wanted = lists[number % len(lists)]
        free = [c for c in wanted if not _taken(tx.db, c.id, day, half)]
        if not free:
            continue
        card = free[(number // len(lists) + turn) % len(free)]
        tx.call(lessons.add_course(class_id, card.id, day, half))


def _taken(db: Database, course_id: int, day: str, half: str) -> bool:
    """Whether the course's usual lecturer or place is in use in that half-day."""
    return bool(
        db.execute(
            "SELECT 1 FROM lesson s LEFT JOIN lesson_lecturer l ON l.lesson_id = s.id"
            " JOIN course c ON c.id = ?"
            " WHERE s.date = ? AND s.half = ?"
            " AND (l.teacher_id = c.teacher_id OR s.venue_id = c.venue_id)",
            [course_id, day, half],
        ).fetchone()
    )


def _roster_students(db: Database) -> list[int]:
    """Everybody, in the order of the roster."""
    return [i for (i,) in db.execute("SELECT id FROM student ORDER BY id").fetchall()]
