"""What every list goes through: reviewed whole, judged again before it is written, written whole."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from app import demo
from app.exchange import KINDS, Kind, roster, teaching_list
from app.exchange.engine.asked import Asked
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.findings import Finding, Source
from app.exchange.engine.importer import Review
from app.file import journal
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress
from app.people import students
from tests.app.exchange.conftest import MakeBook


def test_nothing_found_and_nothing_to_write_is_no_import():
    review = Review(Source(Path("名册.xlsx"), "xlsx", ""), "表", 1, ())
    assert review.counts == {"new": 0, "same": 0, "changed": 0, "doubtful": 0, "error": 0}
    assert not review.can_import
    with pytest.raises(UserError, match="没有可以导入的内容"):
        review.refuse()
    doubt = Finding("doubt", "表", 2, "姓名", "A2", "张伟", "请选择")
    with pytest.raises(UserError, match="1 处需要确认"):
        Review(review.source, "表", 1, (doubt,)).refuse()


@pytest.mark.parametrize("one", KINDS, ids=lambda one: one.key)
def test_a_sheet_may_be_chosen(demo_session: Session, one: Kind) -> None:
    code = "2026-03" if one.into == "must" else ""
    path = demo.workbook(one.example)
    whole = demo_session.read(one.importer().review, path, code)
    sheet = whole.sheet.split("、")[-1]
    assert demo_session.read(one.importer().review, path, code, sheet=sheet).sheet == sheet


def test_a_workbook_of_neither_says_what_was_looked_for(school_session, make_book):
    review = school_session.read(teaching_list.review, make_book([["名次", "得分"], [1, 98]]))
    assert not review.can_import and not review.entries
    assert ["找不到师资" in f.text for f in review.findings] == [True]


def test_what_changed_since_the_review_is_noticed(school_session, make_book, number):
    rows = [["姓名", "身份证号"], ["张伟", number()]]
    review = school_session.read(roster.review, make_book(rows))
    school_session.run(students.create({"name": "张伟", "id_number": number()}))
    with pytest.raises(UserError, match="又有改动"):
        school_session.run(roster.write(review))
    assert school_session.read(students.count) == 1


@pytest.mark.parametrize("stop_at", [0, 20, 40])
def test_a_stop_in_the_middle_leaves_nothing(school_session, make_book, number, stop_at):
    rows = [["姓名", "单位", "身份证号"]]
    for n in range(50):
        rows.append([f"学员{'甲乙丙丁'[n % 4]}", "县财政局", number(serial=n)])
    review = school_session.read(roster.review, make_book(rows))
    progress: Progress

    def shown(done, total, text):
        if done >= stop_at:
            progress.cancel()

    progress = Progress(shown)
    with pytest.raises(Cancelled):
        school_session.run(roster.write(review), progress)
    assert school_session.read(students.count) == 0
    assert school_session.read(lambda db: db.execute("SELECT count(*) FROM unit").fetchone()) == (
        0,
    )
    assert "名册" not in str(school_session.read(journal.entries))


def test_a_review_says_how_far_it_is_and_stops_when_it_is_told(
    school_session: Session, make_book
) -> None:
    path = make_book(
        [["姓名", "单位"], *([f"张{chr(0x4E00 + n)}", "县财政局"] for n in range(1200))]
    )
    said: list[tuple[int, int, str]] = []
    progress = Progress(lambda *step: said.append(step))
    review = school_session.read(roster.review, path, progress=progress)
    assert review.counts["new"] == 1200
    assert list(dict.fromkeys(text for _, _, text in said)) == [
        *("正在打开工作簿", "正在读取工作簿", "正在逐行核对", "正在与学校文件比对"),
        "正在与学员档案比对",
    ]
    assert (1000, 1201, "正在逐行核对") in said
    for stop in (0, 2, len(said) - 2):
        with pytest.raises(Cancelled):
            school_session.read(roster.review, path, progress=stopping(stop))
    assert gc.isenabled()


def stopping(stop: int) -> Progress:
    """A progress that is cancelled at its step of this number."""
    said: list[str] = []

    def step(_done: int, _total: int, text: str) -> None:
        said.append(text)
        if len(said) > stop:
            progress.cancel()

    progress = Progress(step)
    return progress


def test_what_was_said_of_columns_holds_for_the_next_workbook_of_that_shape(
    school_session: Session, make_book: MakeBook
) -> None:
    first = make_book([["参加者", "单位", "简称"], ["张三", "甲局", "甲"]])
    reading = roster.IMPORTER.read(first)
    asked = Asked(columns={"汇总": Chosen({0: "name", 2: ""}, 1)})
    review = school_session.read(roster.IMPORTER.judged, reading, asked)
    assert review.can_import
    school_session.run(roster.write(review))
    again = make_book([["第二期"], ["单位", "简称", "参加者"], ["乙局", "乙", "李四"]], "xls")
    review = school_session.read(roster.review, again)
    assert [e.values for e in review.entries] == [{"name": "李四", "unit_name": "乙局"}]
    told = [f.text for f in review.findings if "以前导入过" in f.text]
    assert len(told) == 1 and "“简称”作“不导入”、“参加者”作“姓名”" in told[0]
    school_session.undo()
    assert not school_session.read(roster.review, again).can_import


@pytest.mark.parametrize(
    ("head", "row", "values"),
    [
        (
            ["工号", "姓名", "时任职务属性", "时任单位及职务", "参训人身份"],
            ["01", "冉某甲", "领导", "县财政局 副局长", "学员"],
            {
                "name": "冉某甲",
                "unit_name": "县财政局",
                "post": "副局长",
                "full_post": "县财政局 副局长",
            },
        ),
        (
            ["序号", "姓名", "部门"],
            [1, "冉某乙", "教务科"],
            {"name": "冉某乙", "unit_name": "教务科"},
        ),
        (
            ["参训人员", "推荐单位", "职务/职级", "手机电话"],
            ["冉某丙", "县委办", "科员", "19900000001"],
            {"name": "冉某丙", "unit_name": "县委办", "post": "科员", "phone": "19900000001"},
        ),
    ],
)
def test_lists_headed_as_offices_head_them_are_read(
    school_session: Session,
    make_book: MakeBook,
    head: list[object],
    row: list[object],
    values: dict[str, str],
) -> None:
    review = school_session.read(roster.review, make_book([head, row]))
    assert [e.values for e in review.entries] == [values] and review.can_import
