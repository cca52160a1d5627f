from __future__ import annotations

import pytest

from app.ground.errors import UserError
from app.text import clock


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("8:30-11:30", "08:30", "11:30"),
        ("下午2:30-5:00", "14:30", "17:00"),
        ("晚上7:00-9:00", "19:00", "21:00"),
        ("晚7点半～9点", "19:30", "21:00"),
        ("中午12:30", "12:30", ""),
        ("中午12：30——1：30", "12:30", "13:30"),
        ("上午10:30-1:00", "10:30", "13:00"),
        ("上午8:30-12:30", "08:30", "12:30"),
        ("上午8:30—下午5:00", "08:30", "17:00"),
        ("上午11时30分至下午1时", "11:30", "13:00"),
        ("8：30～17：30", "08:30", "17:30"),
        ("8:30-5:00", "08:30", "17:00"),
        ("8:30-下午5:00", "08:30", "17:00"),
        ("十四点三十分—十七点", "14:30", "17:00"),
        ("下午两点半到五点", "14:30", "17:00"),
        ("上午九点一刻", "09:15", ""),
        ("下午2-5点", "14:00", "17:00"),
        ("14.30‑17.00", "14:30", "17:00"),
        ("0830－1130", "08:30", "11:30"),
        ("2:30-5:00 PM", "14:30", "17:00"),
        ("2:30-5:00（下午）", "14:30", "17:00"),
        ("下午5:00-8:00", "17:00", "20:00"),
        ("下午14:30", "14:30", ""),
        ("3月1日 8:30:00", "08:30", ""),
        ("2026-03-01 14:30", "14:30", ""),
        ("3.1 ８：３０－１１：３０", "08:30", "11:30"),
        ("上午（3学时）", "", ""),
        ("第1-2节", "", ""),
        ("2小时", "", ""),
        ("", "", ""),
    ],
)
def test_a_time_or_span_is_read_as_it_is_written(written: str, start: str, end: str) -> None:
    assert clock.read(written) == clock.Times(start, end, clock.read(written).half)


@pytest.mark.parametrize(
    ("written", "half", "fault"),
    [
        ("2:30-5:00", "", "上午还是下午"),
        ("02:30", "", "上午还是下午"),
        ("上午2:30", "", "上午没有 2:30"),
        ("上午14:30-17:00", "", "上午没有 14:30"),
        ("上午9:00-5:00", "", "上午还是下午"),
        ("下午8:30", "", "下午没有 8:30"),
        ("晚上12:00", "", "晚上没有 12:00"),
        ("9:00-11:00", "afternoon", "下午没有 9:00"),
        ("下午2:30", "morning", "不知以哪个为准"),
        ("8:30-10:00，10:20-11:50", "", "几段时间"),
        ("8:75", "", "没有 8:75"),
        ("25:00", "", "没有 25:00"),
        ("17:00-14:30", "", "晚于开始"),
    ],
)
def test_what_can_be_two_times_or_none_is_said(written: str, half: str, fault: str) -> None:
    read = clock.read(written, half)
    assert fault in read.fault
    assert (read.start, read.end) == ("", "")


def test_the_half_day_known_from_elsewhere_tells_which_half_past_two() -> None:
    assert clock.read("2:30-5:00", "afternoon") == clock.Times("14:30", "17:00", "afternoon")
    assert clock.read("7:00-9:00", "evening") == clock.Times("19:00", "21:00", "evening")
    assert clock.read("", "evening") == clock.Times(half="evening")


@pytest.mark.parametrize(
    ("written", "half"),
    [("上午", "morning"), ("19:00", "evening"), ("12:30", "afternoon"), ("晚自习", "evening")],
)
def test_words_and_starts_tell_the_half_day(written: str, half: str) -> None:
    assert clock.read(written).half == half


@pytest.mark.parametrize(
    ("typed", "half", "time"),
    [
        ("830", "", "08:30"),
        ("9", "", "09:00"),
        ("1430", "", "14:30"),
        ("14：30", "", "14:30"),
        ("14;30", "", "14:30"),
        ("8点半", "", "08:30"),
        ("2:30", "afternoon", "14:30"),
        ("230", "afternoon", "14:30"),
        ("下午3", "", "15:00"),
        (" ", "", ""),
    ],
)
def test_one_time_is_typed_in_many_ways(typed: str, half: str, time: str) -> None:
    assert clock.one(typed, half) == time


@pytest.mark.parametrize("typed", ["abc", "8:30-9:30", "2:30", "99"])
def test_what_is_no_one_time_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        clock.one(typed)
