"""The notice of 2026, copied by hand, is the oracle of what comes with the program, too."""

from __future__ import annotations

import pytest

from app.school import holiday_notice, holidays
from app.school.holidays import Calendar, Holiday

NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""


@pytest.fixture(scope="module")
def shipped() -> Calendar:
    return Calendar(tuple(holidays._shipped()))


def facts(lines: tuple[Holiday, ...] | list[Holiday]) -> set[tuple[str, str, str, int]]:
    return {(one.name, one.start_date, one.end_date, one.works) for one in lines}


def test_what_comes_with_the_program_is_what_the_notice_said(shipped: Calendar) -> None:
    read = holiday_notice.read(NOTICE_2026, 2030, shipped)
    assert facts(read.lines) == facts(shipped.of_year(2026))
    assert (read.doubts, read.unread) == ((), ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "10月1日至7日放假调休，共7天。9月20日（星期日）、10月10日（星期六）上班",
            {
                ("国庆节", "2026-10-01", "2026-10-07", 0),
                ("国庆节", "2026-09-20", "2026-09-20", 1),
                ("国庆节", "2026-10-10", "2026-10-10", 1),
            },
        ),
        (
            "五一：5月1日—5月5日放假，5月9日上班",
            {
                ("劳动节", "2026-05-01", "2026-05-05", 0),
                ("劳动节", "2026-05-09", "2026-05-09", 1),
            },
        ),
        ("一、元旦：2025年12月31日至2026年1月2日放假", {("元旦", "2025-12-31", "2026-01-02", 0)}),
        ("元旦：12月31日至1月2日放假调休，共3天。", {("元旦", "2025-12-31", "2026-01-02", 0)}),
        ("端午：６月19日放假，与周末连休。", {("端午节", "2026-06-19", "2026-06-19", 0)}),
        (
            "国庆节、中秋节：10.1～10.8放假调休",
            {("国庆节、中秋节", "2026-10-01", "2026-10-08", 0)},
        ),
        ("安排职工在除夕（2月16日）休息。", set()),
    ],
)
def test_parts_of_notices_are_understood(
    shipped: Calendar, text: str, wanted: set[tuple[str, str, str, int]]
) -> None:
    assert facts(holiday_notice.read(text, 2026, shipped).lines) == wanted


def test_what_does_not_agree_is_a_doubt_and_what_is_not_understood_is_told(
    shipped: Calendar,
) -> None:
    read = holiday_notice.read(
        "10月1日（星期四）至7日放假，共8天。九月底另行通知。鼓励在9月30日休假。", 2027, shipped
    )
    assert read.doubts == (
        "10月1日写的是星期四，2027年这一天是星期五：年份对吗？",
        "国庆节写的是共 8 天，10月1日—7日却是 7 天。",
    )
    assert read.unread == ("鼓励在9月30日休假",)
