"""补录: classes of before out of a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from app.certificates import ledger
from app.classes import classes, enrolment, past
from app.exchange import past_list
from app.exchange.engine.asked import Asked
from app.file.session import Session
from app.ground import paths
from app.ground.errors import UserError
from app.people import hours, students
from app.school import school

HEADINGS = ["班次", "培训时间", "学时", "姓名", "单位", "职务", "证书编号"]


@pytest.fixture
def session(school_session: Session) -> Session:
    school_session.run(school.change("own_from", "2026-01-01"))
    return school_session


def saved(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in [HEADINGS, *rows]:
        book.active.append(row)
    path = tmp_path / "以前.xlsx"
    book.save(path)
    return path


def person(name: str, number: str = "", **other: object) -> list[object]:
    row = {
        "班次": "春季班",
        "培训时间": "2025年3月3日—7日",
        "学时": 40,
        "单位": "县水利局",
        "职务": "科员",
    }
    row |= {"姓名": name, "证书编号": number, **other}
    return [row[heading] for heading in HEADINGS]


def texts(session: Session, path: Path) -> list[str]:
    return [f.text for f in session.read(past_list.review, path).findings if f.severity == "error"]


def test_people_classes_hours_and_certificates_come_in_one_step(
    session: Session, tmp_path: Path
) -> None:
    path = saved(
        tmp_path,
        [
            person("张伟", "党结1"),
            person("李娜", "党结2", 学时=32),
            person("张伟", 班次="秋季班", 培训时间="2025.12.29-12.31", 学时=18),
        ],
    )
    change = session.run(past_list.write(session.read(past_list.review, path)))
    assert change.name == "导入以前的班次 以前.xlsx（2 个班次、3 人次）"
    spring, autumn = session.read(classes.all)
    assert [(c.name, c.brought_in, c.status) for c in (spring, autumn)] == [
        ("春季班", 1, "closed"),
        ("秋季班", 1, "closed"),
    ]
    assert session.read(classes.summary, autumn.id).start_date == "2025-12-29"
    [zhang, li] = session.read(students.FACTS.read, "ORDER BY id")
    assert [h.quarter_hours for h in session.read(hours.of_student, zhang.id)] == [72, 160]
    assert [h.quarter_hours for h in session.read(hours.of_student, li.id)] == [128]
    assert [c.number for c in session.read(ledger.of_class, spring.id)] == ["党结1", "党结2"]
    again = session.read(past_list.review, path)
    assert {e.disposition for e in again.entries} == {"same"}
    session.run(past_list.write(again))
    assert session.read(lambda db: db.execute("SELECT count(*) FROM enrolment").fetchone()[0]) == 3
    session.undo()
    session.undo()
    assert session.read(classes.all) == [] and session.read(students.count) == 0


def test_a_second_certificate_of_a_class_is_told_before_anything_is_written(
    session: Session, tmp_path: Path
) -> None:
    session.run(
        past_list.write(session.read(past_list.review, saved(tmp_path, [person("张伟", "党结1")])))
    )
    again = session.read(
        past_list.review, saved(tmp_path, [person("张伟", "党结1"), person("李娜")])
    )
    assert again.can_import
    [text] = texts(session, saved(tmp_path, [person("张伟", "党结9")]))
    assert text.startswith("已有本班的证书 党结1；")


def test_a_class_written_once_holds_for_the_people_below(session: Session, tmp_path: Path) -> None:
    below = {"班次": "", "培训时间": "", "学时": ""}
    path = saved(tmp_path, [person("张伟"), person("何芳", **below), person("罗平", **below)])
    review = session.read(past_list.review, path)
    assert review.can_import
    assert [f.text for f in review.findings if f.severity == "warn"].count(
        "这一格是空的，按上面的“春季班”读入，请核对。"
    ) == 2
    session.run(past_list.write(review))
    (one,) = [c for c in session.read(classes.all) if c.brought_in]
    assert len(session.read(enrolment.student_ids, one.id)) == 3


def test_namesakes_of_one_unit_born_apart_are_two_people(session: Session, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for title, days, born in (
        ("春季班", "2025-03-03", "1980.01"),
        ("夏季班", "2025-06-03", ""),
        ("秋季班", "2025-09-03", "1980.01"),
        ("冬季班", "2025-12-03", "1990.02"),
    ):
        line = {"班次名称": title, "起止日期": days, "姓名": "王刚", "单位": "县水利局"}
        line["出生年月"] = born
        if title == "春季班":
            book.active.append([*line])
        book.active.append([*line.values()])
    path = tmp_path / "以前.xlsx"
    book.save(path)
    found = session.read(past_list.review, path)
    assert [f.row for f in found.findings if "按同一个人补录" in f.text] == [3, 4]
    session.run(past_list.write(found))
    first, other = session.read(students.FACTS.read, "ORDER BY id")
    assert (first.birth_date, other.birth_date) == ("1980-01", "1990-02")
    assert len(session.read(students.classes_of, first.id)) == 3


def test_what_the_archive_says_today_stays_and_the_enrolment_keeps_what_was(
    session: Session, tmp_path: Path
) -> None:
    now = {
        "name": "张伟",
        "id_number": "990000198505124216",
        "post": "局长",
        "unit_name": "县水利局",
    }
    student = session.run(students.create(now)).value
    path = saved(tmp_path, [person("张伟")])
    review = session.read(past_list.review, path)
    decided = Asked(decisions={2: student})
    reading = past_list.IMPORTER.read(path)
    review = session.read(past_list.IMPORTER.judged, reading, decided)
    session.run(past_list.write(review))
    assert session.read(students.get, student).post == "局长"
    assert session.read(enrolment.FACTS.read, "")[0].post == "科员"


def test_what_cannot_be_brought_in_is_said_of_whom(session: Session, tmp_path: Path) -> None:
    own = {"name": "已有班", "code": "9"}
    session.run(classes.create(own, [classes.Span("2025-03-03", "2025-03-07")]))
    told = texts(
        session,
        saved(
            tmp_path,
            [
                person("甲", "1", 班次=""),
                person("乙", "2", 班次="没有日期的班", 培训时间=""),
                person("丙", "3", 班次="还没结束的班", 培训时间="2026-01-05至2026-01-09"),
                person("丁", "4", 班次="已有班"),
                person("戊", "5"),
                person("己", "5"),
                person("庚", "6", 培训时间="去年三月"),
            ],
        ),
    )
    for words in (
        "缺班次名称", "「没有日期的班」没有起止日期", "「还没结束的班」2026-01-09 才结束",
        "「已有班」本程序里已有（编号 9）", "证书编号与第 6 行戊的相同", "起止日期应写成",
    ):  # fmt: skip
        assert any(words in text for text in told), words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025年3月3日至3月7日", "2025-03-03 2025-03-07"),
        ("2025.3.3-3.7", "2025-03-03 2025-03-07"),
        ("2025-03-03—2025-03-07", "2025-03-03 2025-03-07"),
        ("2025/3/3～7日", "2025-03-03 2025-03-07"),
        ("2024年12月30日—1月3日", "2024-12-30 2025-01-03"),
        ("2025年3月3日", "2025-03-03 2025-03-03"),
        ("2025年3月7日至3月3日以前", None),
    ],
)
def test_both_days_stand_in_one_cell_as_offices_write_them(written: str, read: str | None) -> None:
    assert past_list.span(written).value == read


def test_the_example_holds_people_and_a_list_of_classes(session: Session) -> None:
    path = paths.RESOURCES / "demo" / "以前的班次.xlsx"
    session.run(past_list.write(session.read(past_list.review, path)))
    found = {c.name: c for c in session.read(classes.all)}
    assert sorted(found) == [
        "2024年中青年干部培训班",
        "2024年秋季科级干部进修班",
        "村级会计业务培训班",
    ]
    village = found["村级会计业务培训班"]
    assert (village.kind, session.read(classes.summary, village.id).enrolled_count) == (
        "special",
        63,
    )
    assert session.read(students.count) == 28  # eighteen of whom were in both


def test_what_is_odd_about_people_and_days_is_told(session: Session, tmp_path: Path) -> None:
    path = Path(tmp_path / "以前.xlsx")
    book = Workbook()
    assert book.active is not None
    rows = [
        [*HEADINGS, "签发日期"],
        [*person("张伟", "党结1", 单位=""), "2099-01-01"],
        [*person("张伟", "党结2", 单位="", 班次="秋季班", 培训时间="2025年9月1日"), "2025-08-01"],
    ]
    for row in rows:
        book.active.append(row)
    book.save(path)
    found = session.read(past_list.review, path).findings
    told = [(f.row, f.column, f.text[:9]) for f in found if f.column in ("签发日期", "姓名")]
    assert set(told) == {
        (2, "签发日期", "签发日期 2099"),
        (3, "签发日期", "签发日期早于班次结"),
        (3, "姓名", "与第 2 行同名，"),
    }


def test_a_list_opened_for_a_class_of_before_goes_into_it(session: Session, tmp_path: Path) -> None:
    values = {"name": "春季班", "code": "2025-07", "typed_quarter_hours": 160}
    spans = [classes.Span("2025-03-03", "2025-03-07")]
    class_id = session.run(past.create(values, spans)).value
    book = Workbook()
    assert book.active is not None
    for row in (["姓名", "结业证号", "发证时间"], ["张伟", "党结1", "2025-03-08"]):
        book.active.append(row)
    book.save(path := tmp_path / "名册.xlsx")
    review = session.read(past_list.review, path, "2025-07")
    assert review.can_import, review.findings
    session.run(past_list.write(review))
    [held] = session.read(ledger.of_class, class_id)
    assert (held.number, held.issue_date, held.quarter_hours) == ("党结1", "2025-03-08", 160)
    session.run(classes.create({"name": "今年的班", "code": "9"}))
    with pytest.raises(UserError, match="不是补录的班次"):
        session.read(past_list.review, path, "9")


def test_a_class_written_once_holds_for_those_below_it(session: Session, tmp_path: Path) -> None:
    once = {"班次": "", "培训时间": "", "学时": ""}
    rows = [
        person("张伟"), person("李娜", **once), person("王芳", **once),
        person("赵敏", 班次="秋季班", 培训时间="2025年9月1日"), person("陈静", **once),
    ]  # fmt: skip
    review = session.read(past_list.review, saved(tmp_path, rows))
    assert review.can_import
    session.run(past_list.write(review))
    found = [(c.name, c.typed_quarter_hours) for c in session.read(classes.all)]
    assert found == [("春季班", 160), ("秋季班", 160)]
    spring, autumn = (session.read(classes.summary, c.id) for c in session.read(classes.all))
    assert (spring.enrolled_count, autumn.enrolled_count) == (3, 2)
    blank = person("吴刚", 班次="冬季班", 培训时间="", 学时="")
    review = session.read(past_list.review, saved(tmp_path, [*rows, blank]))
    assert "「冬季班」没有起止日期" in "".join(f.text for f in review.findings)
