"""A small school with one class, made by the public verbs, for all papers."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from app import opening
from app.classes import classes, enrolment, lessons
from app.file import session, vault
from app.ground.jobs import Inline
from app.people import students
from app.teaching import courses, teachers, venues

RARE = ("李㛃", "张䶮", "王𬎆", "欧阳𫖯")
NAMES = (
    *RARE,
    "买买提艾力·阿不都热依木江",
    *(
        f"{a}{b}"
        for a, b in itertools.product("赵钱孙李周吴郑王冯陈", ("国强", "敏", "建华", "丽娟"))
    ),
)
UNITS = (
    "县委组织部",
    "县人民政府办公室",
    "龙溪镇",
    "县住房和城乡建设局（县人民防空办公室）",
    "县教育局",
)
POSTS = ("副主任", "党委委员、副镇长", "四级调研员", "党组成员、副局长，机关党委书记", "科员")
TITLES = (
    ("开班式与入学教育", "other", "ceremony", 0),
    ("深入学习贯彻习近平新时代中国特色社会主义思想的世界观和方法论", "theory", "lecture", 1),
    ("党章与党的纪律", "party_spirit", "lecture", 2),
    ("红色家书里的初心", "party_spirit", "experience", 3),
    ("乡村振兴现场教学", "professional", "on_site", None),
    ("基层信访矛盾化解", "professional", "case", 2),
    ("突发事件应对推演", "professional", "simulation", 4),
    ("原著研读与研讨", "theory", "discussion", 1),
    ("党史中的自我革命", "party_spirit", "lecture", 2),
    ("数字政府建设", "knowledge", "lecture", 4),
)
TEACHERS = (
    ("张伟", "leading_cadre", "县委党校", "常务副校长"),
    ("陈立群", "full_time", "县委党校", "高级讲师"),
    ("何军", "leading_cadre", "县纪委监委", "县委常委、纪委书记、监委主任"),
    ("王芳", "full_time", "县委党校", "讲师"),
    ("赵𬎆", "expert", "省社会科学院政治学研究所", "研究员、博士生导师"),
)

Fill = Callable[..., int]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[session.Session]:
    """An open school without any class."""
    path = tmp_path / "试验.dxjw"
    cost = vault.Cost(memory=1024, passes=1, lanes=1)
    opening.create(path, name="中共××县委党校（××县行政学校）", password="correct horse", cost=cost)
    with opening.open_school(path, "correct horse", runner=Inline()) as opened:
        yield opened


@pytest.fixture
def fill(school: session.Session) -> Fill:
    """Make a class with people and days of lessons; gives its id."""

    numbers = itertools.count()

    def make(
        people: int = 42, days: int = 10, code: str = "2026-03", name: str = "", **values: object
    ) -> int:
        first = datetime.date(2026, 11, 2)
        dates = [first + datetime.timedelta(n + n // 5 * 2) for n in range(max(days, 1))]
        class_id = school.run(
            classes.create(
                {
                    "code": code,
                    "name": name or "2026年秋季科级干部进修班",
                    "issue": "3",
                    "kind": "main",
                    "host": "中共××县委组织部",
                    "organiser": "中共××县委党校",
                    "audience": "全县科级干部",
                    "contact": "李老师　0700-1234567",
                    "planned_count": 45,
                    "cost_fen": 12345678,
                    **values,
                },
                [classes.Span(dates[0].isoformat(), dates[-1].isoformat())],
            )
        ).value
        _plan(school, class_id, dates[:days])
        school.run(
            enrolment.enrol(class_id, [_student(school, next(numbers)) for _ in range(people)])
        )
        return class_id

    return make


def _student(school: session.Session, n: int) -> int:
    name = NAMES[n % len(NAMES)]
    values = {
        "name": name,
        "sex": "12"[n % 3 == 0],
        "ethnic_group": "01" if n % 4 else "15",
        "birth_date": f"19{70 + n % 25}-{n % 12 + 1:02}",
        "political_status": "01" if n % 7 else "13",
        "education": "大学本科" if n % 2 else "硕士研究生",
        "unit_name": UNITS[n % len(UNITS)],
        "post": POSTS[n % len(POSTS)],
        "phone": f"1380000{n:04}",
        "id_number": _id_number(n),
    }
    return school.run(students.create(values)).value


def _id_number(n: int) -> str:
    body = f"990000{1970 + n % 25}{n % 12 + 1:02}01{n % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def _plan(school: session.Session, class_id: int, dates: list[datetime.date]) -> None:
    who = [
        school.run(teachers.create({"name": n, "kind": k, "unit_name": u, "post": p})).value
        for n, k, u, p in TEACHERS
    ]
    place = school.run(venues.create({"name": f"第一教室{class_id}"})).value
    library = itertools.cycle(
        school.run(
            courses.create(
                {
                    "title": title,
                    "category": category,
                    "method": method,
                    "teacher_id": None if teacher is None else who[teacher],
                    "venue_id": place,
                    "counted": int(method != "ceremony"),
                }
            )
        ).value
        for title, category, method, teacher in TITLES
    )
    for date in dates:
        for half in ("morning", "afternoon"):
            school.run(lessons.add_course(class_id, next(library), date.isoformat(), half))


@pytest.fixture
def text_of() -> Callable[[Path], str]:
    """Give the text of a PDF without white space, as a reader would copy it."""

    def read(path: Path) -> str:
        with pypdfium2.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
        return "".join("".join(pages).split())

    return read
