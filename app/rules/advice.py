"""What stands against a class, in words, and how to mend it; the judging is the file's views'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.rules import figures, verdicts
from app.rules.rule import DIMENSIONS
from app.rules.verdicts import Problem
from app.text import chinese, codes


@dataclass(frozen=True)
class Advice:
    """A problem in a registrar's words. ``lesson_ids`` are the lessons to look at."""

    rule: str
    severity: str
    text: str
    mend: str
    clause: str
    lesson_ids: tuple[int, ...] = ()


def amount_text(amount: int, base: str) -> str:
    """Return a part or total with its unit: 学时, or 门 where courses are counted."""
    return f"{amount} 门" if base == "courses" else f"{chinese.hours(amount)} 学时"


def explain(problem: Problem) -> Advice:
    """Return what a problem means and the general way to mend it.

    Raises KeyError for a kind of problem that has no words here: a bug.
    """
    return EXPLAINED[problem.data.get("metric", problem.rule)](problem)


def advise(db: Database, class_id: int) -> list[Advice]:
    """Return every problem of a class with advice that names lessons where one can be changed."""
    advices: list[Advice] = []
    for problem in verdicts.class_problems(db, class_id):
        advice = explain(problem)
        if problem.total and problem.missing and problem.data["verdict"] == "below":
            named = _candidates(db, class_id, problem)
            if named:
                titles = "".join(f"「{title}」" for _, title in named)
                advice = replace(
                    advice,
                    mend=f"{advice.mend.rstrip('。')}；或将{titles}{_change(db, class_id, problem)}。",
                    lesson_ids=tuple(lesson_id for lesson_id, _ in named),
                )
        elif problem.data.get("metric") == "presence":
            advice = replace(advice, mend=_arrange(db, class_id, problem))
        advices.append(advice)
    return advices


def _advice(problem: Problem, text: str, mend: str, lessons: tuple[int, ...] = ()) -> Advice:
    return Advice(problem.rule, problem.severity, text, mend, problem.clause, lessons)


def _explain_share(problem: Problem) -> Advice:
    base = problem.data["base"]
    assert problem.part is not None and problem.total is not None and problem.missing is not None
    most = problem.data.get("maximum")
    asked = [f"不低于 {problem.minimum}%"] if problem.minimum or most is None else []
    asked += [] if most is None else [f"不高于 {most}%"]
    minimum = "、".join(asked)
    if problem.total == 0:
        return _advice(
            problem,
            f"{problem.title}未评定：还没有计入学时的课次（要求{minimum}）。",
            "先把课程拖入课表。",
        )
    if problem.data.get("verdict") == "above":
        over = amount_text(problem.missing, base)
        share = chinese.percent(problem.part, problem.total, problem.minimum)
        text = (
            f"{problem.title}超过：{amount_text(problem.part, base)} / {amount_text(problem.total, base)}"
            f"，占 {share}，要求{minimum}，多出 {over}。"
        )
        return _advice(problem, text, f"在现有课程中把 {over}{problem.title}换成别的课程。")
    text = (
        f"{problem.title}不足：{amount_text(problem.part, base)} / {amount_text(problem.total, base)}"
        f"，占 {chinese.percent(problem.part, problem.total, problem.minimum)}，要求{minimum}"
        f"，还差 {amount_text(problem.missing, base)}。"
    )
    mend = f"在现有课程中调整 {amount_text(problem.missing, base)}为{problem.title}"
    added = problem.data.get("missing_added")
    if added:
        mend += f"，或另加 {amount_text(added, base)}"
    return _advice(problem, text, mend + "。")


def _explain_conflict(problem: Problem) -> Advice:
    data = problem.data
    who = {
        "lecturer": f"授课人{data['resource']}",
        "venue": f"场地“{data['resource']}”",
        "class": "本班",
    }[data["kind"]]
    text = (
        f"{data['date']} {who}时间冲突：「{data['lesson']}」{data['starts_at']}—{data['ends_at']}"
        f" 与{data['other_class']}「{data['other_lesson']}」"
        f"{data['other_starts_at']}—{data['other_ends_at']}重叠。"
    )
    mend = {
        "lecturer": "换一个时间，或另请授课人。",
        "venue": "换一个时间，或另选场地。",
        "class": "把其中一节移到别的半天，或改它的起止时间。",
    }[data["kind"]]
    return _advice(problem, text, mend, (data["lesson_id"], data["other_lesson_id"]))


def _explain_students(problem: Problem) -> Advice:
    data = problem.data
    many = f"等 {data['people']} 名学员" if data["people"] > 1 else ""
    days = data["date"] if data["date"] == data["last_date"] else f"{data['date']} 起"
    return _advice(
        problem,
        f"{data['resource']}{many}同时在「{data['other_class']}」，{days}上课时间冲突。",
        "与学员或送训单位核实，必要时移出一个班。",
    )


def _explain_figure(problem: Problem) -> Advice:
    data = problem.data
    metric, most = data["metric"], data["maximum"]
    assert problem.part is not None and problem.missing is not None
    asked = [] if problem.minimum is None else [f"不少于 {figures.amount(metric, problem.minimum)}"]
    asked += [] if most is None else [f"不超过 {figures.amount(metric, most)}"]
    difference = figures.amount(metric, problem.missing)
    above = data["verdict"] == "above"
    text = (
        f"{problem.title}{'超过' if above else '不足'}：{figures.amount(metric, problem.part)}"
        f"，要求{'、'.join(asked)}，{'多出' if above else '还差'} {difference}。"
    )
    kind = figures.KINDS[metric]
    return _advice(problem, text, (kind.eases if above else kind.mends)(difference, problem.title))


def _explain_profile(problem: Problem) -> Advice:
    since, until = problem.data["effective_from"], problem.data["effective_to"]
    when = f"{since} 起施行" if since else ""
    when += ("，" if when else "") + (f"{until} 截止" if until else "")
    text = f"班次的日期不在政策指标「{problem.data['profile']}」的时效之内（{when}）。"
    return _advice(problem, text, "在“基本信息”里换用当时有效的政策指标，或核对起止日期。")


def _explain_own_leader(problem: Problem) -> Advice:
    data = problem.data
    text = (
        f"{data['date']}「{data['lesson']}」的授课人{data['teacher']}（{data['unit']}）"
        "是本校人员，不能作为领导干部计入。"
    )
    mend = "在师资库里改正师资类别或单位，再在这节课上重新选定授课人。"
    return _advice(problem, text, mend, (data["lesson_id"],))


def _explain_presence(problem: Problem) -> Advice:
    days, months = problem.data["minimum_days"], problem.data["minimum_months"]
    long = [f"{months} 个月及以上"] if months else []
    long += [f"{days} 天及以上"] if days else []
    bound = f"{'、'.join(long)}的班次必须安排" if long else "必须安排"
    text = f"没有安排{problem.title}（{bound}）。"
    return _advice(problem, text, f"安排一节属于“{problem.title}”的课。")


def _explain_outside(problem: Problem) -> Advice:
    data = problem.data
    text = f"{data['date']}「{data['lesson']}」不在班次的起止日期之内。"
    mend = "把这节课移到班期之内，或修改班次的起止日期。"
    return _advice(problem, text, mend, (data["lesson_id"],))


def _explain_lecturer(problem: Problem) -> Advice:
    data = problem.data
    text = f"{data['date']}「{data['lesson']}」没有授课人。"
    return _advice(problem, text, "双击这节课，选定授课人。", (data["lesson_id"],))


def _explain_dates(problem: Problem) -> Advice:
    return _advice(problem, "班次尚未填写起止日期。", "在“基本信息”里填写起止日期。")


def _explain_no_students(problem: Problem) -> Advice:
    return _advice(problem, "班次尚无学员。", "在“学员”页导入名册，或从学员档案中添加。")


# by the metric of a rule, or by what class_problem finds besides the rules of a profile
EXPLAINED: Mapping[str, Callable[[Problem], Advice]] = {
    "share": _explain_share,
    "presence": _explain_presence,
    "hours": _explain_figure,
    "modules": _explain_figure,
    "outside_profile": _explain_profile,
    "own_leader": _explain_own_leader,
    "no_dates": _explain_dates,
    "outside_dates": _explain_outside,
    "conflict": _explain_conflict,
    "student_conflict": _explain_students,
    "no_lecturer": _explain_lecturer,
    "no_students": _explain_no_students,
}


def _candidates(db: Database, class_id: int, problem: Problem) -> list[tuple[int, str]]:
    """The lessons whose change would do: as few as possible, not those that carry another share."""
    rows = db.execute(
        "SELECT s.id, s.title, x.weight, x.course_key FROM lesson_share x"
        " JOIN lesson s ON s.id = x.lesson_id JOIN rule r ON r.id = x.rule_id"
        " WHERE x.class_id = ?1 AND r.code = ?2 AND NOT x.hit"
        " AND NOT EXISTS (SELECT 1 FROM lesson_share z WHERE z.class_id = x.class_id"
        "  AND z.rule_id = x.rule_id AND z.course_key = x.course_key AND z.hit)"
        " ORDER BY (SELECT count(*) FROM lesson_share y WHERE y.lesson_id = s.id AND y.hit),"
        " x.weight DESC, s.date DESC, s.starts_at DESC",
        [class_id, problem.rule],
    ).fetchall()
    chosen: list[tuple[int, str]] = []
    left = problem.missing or 0
    seen: set[str] = set()  # where courses are counted, one lesson of a course brings it in
    for lesson_id, title, weight, course_key in rows:
        if left <= 0:
            break
        if course_key is not None:
            if course_key in seen:
                continue
            seen.add(course_key)
        chosen.append((lesson_id, title))
        left -= weight
    return chosen if left <= 0 else []


def _arrange(db: Database, class_id: int, problem: Problem) -> str:
    """Say which lesson meets a presence rule, by the Chinese name of what it looks for."""
    dimension, tag = db.execute(
        "SELECT t.dimension, t.code FROM rule_tag t JOIN rule r ON r.id = t.rule_id"
        " JOIN class c ON c.profile_id = r.profile_id WHERE c.id = ? AND r.code = ? ORDER BY t.id",
        [class_id, problem.rule],
    ).fetchone()
    name = _called(db, class_id, dimension, tag)
    return {
        "method": f"安排一节课，教学方式选“{name}”。",
        "category": f"安排一节{name}课程。",
        "lecturer_kind": f"安排一节由{name}讲授的课。",
        "topic": f"安排一节课，并选上专题“{name}”。",
    }[dimension]


def _change(db: Database, class_id: int, problem: Problem) -> str:
    """Say which change brings a lesson into the part: its first tag, by its Chinese name."""
    row = db.execute(
        "SELECT t.dimension, t.code FROM rule_tag t JOIN rule r ON r.id = t.rule_id"
        " JOIN class c ON c.profile_id = r.profile_id WHERE c.id = ? AND r.code = ? ORDER BY t.id",
        [class_id, problem.rule],
    ).fetchone()
    name = _called(db, class_id, row[0], row[1])
    return {
        "method": f"改为{name}",
        "category": f"换成{name}课程",
        "lecturer_kind": f"请{name}来讲",
        "topic": f"标记为“{name}”",
    }[row[0]]


def _called(db: Database, class_id: int, dimension: str, tag: str) -> str:
    """What the class's profile calls a code."""
    profile = "(SELECT c.profile_id FROM class c WHERE c.id = :class)"
    sql = codes.called_sql(DIMENSIONS[dimension], ":tag", profile)
    return db.execute(f"SELECT {sql}", {"class": class_id, "tag": tag}).fetchone()[0]
