"""A short slice of the attack, without a compiler: kills at statements, full disks, flips, a soak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.attack import table, verdict, workloads
from tests.attack.campaign import Field, Tally, Try, quick_place, run
from tests.attack.flips import AIMED, FILES, Flips
from tests.attack.forks import OWN, Forks, Strike
from tests.attack.shadow import Shadow, Unlawful
from tests.attack.soak import Soak
from tests.attack.workloads import ADMIN, SMALL, WORKLOADS, Script, Workload

KILLS = 3  # of a workload, spread over its statements
# operations, an undo, a redo, by one user, who alone opens it afterwards
WRITE = replace(
    next(work for work in WORKLOADS if work.name == "write"), passwords={ADMIN: SMALL[ADMIN]}
)


@pytest.fixture(scope="module")
def ground() -> Iterator[Field]:
    with TemporaryDirectory(prefix="attack-", dir=quick_place()) as work, Forks(OWN) as forks:
        yield Field(forks, Path(work), seed=8)


@pytest.fixture(scope="module")
def flips(ground: Field) -> Flips:
    return Flips(ground)


@pytest.fixture(scope="module")
def by(ground: Field) -> Script:
    return workloads.script(ground, WRITE, Strike("statement", 0))


@pytest.mark.parametrize("turn", range(KILLS))
def test_a_kill_at_any_statement_loses_nothing_and_leaves_nothing_half(
    ground: Field, by: Script, turn: int
) -> None:
    strike = Strike("statement", by.calls * (2 * turn + 1) // (2 * KILLS))
    outcome, wrong = struck(ground, WRITE, strike, by)
    assert outcome == 9 and not wrong


def test_a_full_disk_is_told_and_takes_nothing(ground: Field, by: Script) -> None:
    _, wrong = struck(ground, WRITE, Strike("size", 900 << 10), by)
    assert not wrong


def test_a_disk_that_takes_no_workbook_is_told_without_a_word_of_english(
    ground: Field, tmp_path: Path
) -> None:
    outcome = ground.run("write_workbook", tmp_path, Strike("size", 2000))
    assert outcome.kind == "StoreError" and not verdict.told(outcome)
    assert not list(tmp_path.glob("*.xlsx")) and not list(tmp_path.glob(".dx*"))


def struck(ground: Field, work: Workload, strike: Strike, by: Script) -> tuple[int, list[str]]:
    """The signal that ended a struck workload, and what is wrong with what it left."""
    folder = ground.copy(work.base(ground))
    outcome = ground.run(work.name, folder, strike, **work.given)
    wrong = [] if outcome.signal == 9 else verdict.told(outcome)
    return outcome.signal, wrong + workloads.judged(ground, work, folder, outcome.said, by)


def test_flips_are_told_as_damage(flips: Flips) -> None:
    assert [flips.attempt(number).wrong for number in (0, 2, 3)] == [[], [], []]


def test_a_flip_in_the_log_s_first_page_ends_no_school(flips: Flips) -> None:
    one = flips.attempt(len(FILES))
    assert (one.sort, one.wrong) == (AIMED[0], [])


def test_a_soaked_school_is_what_its_shadow_says(ground: Field) -> None:
    one = Soak(ground, sittings=1, kills=False).attempt(0)
    assert one.wrong == [] and one.size == 25


# ------------------------------------------------------------------------ the harness itself


def test_every_workload_has_its_deed(ground: Field) -> None:
    assert [work.name for work in workloads.known(ground)] == [work.name for work in WORKLOADS]


def test_a_deed_that_dies_is_told_and_takes_nothing_with_it(ground: Field, tmp_path: Path) -> None:
    outcome = ground.run("make", tmp_path, Strike("statement", 1))
    assert (outcome.signal, outcome.ended, outcome.said) == (9, False, [])
    assert ground.run("latest", tmp_path).ended


def test_what_was_acknowledged_must_be_there_and_what_was_not_may_be() -> None:
    script = [{"done": "a"}, {"done": "b"}, {"undone": "b"}]
    assert [sorted(verdict.after(script[:n])) for n in range(4)] == [[], ["a"], ["a", "b"], ["a"]]


def test_a_shadow_undoes_redoes_and_refuses() -> None:
    nouns = ("teacher", "course", "student", "class", "enrolment", "lesson", "hours", "certificate")
    shadow = Shadow({**{noun: {} for noun in nouns}, "user": {}})
    teacher = {"op": "teacher new", "name": "师", "values": ["单位", ""]}
    shadow.do(teacher)
    shadow.do({"op": "undo"})
    assert shadow.state["teacher"] == {}
    shadow.do({"op": "redo"})
    assert shadow.state["teacher"] == {"师": ["单位", ""]}
    with pytest.raises(Unlawful):
        shadow.do(teacher)
    with pytest.raises(Unlawful):
        shadow.do({"op": "redo"})


def test_english_and_a_few_signs_are_not_plain_chinese() -> None:
    assert verdict.chinese("disk I/O error") and verdict.chinese("磁盘满：no space left")
    assert not verdict.chinese("「党校.dxjw」已损坏，请从备份恢复。")


def test_an_area_is_counted_by_sorts_and_stops_when_its_time_is_over() -> None:
    class Two:
        count = 2

        def attempt(self, number: int) -> Try:
            return Try("odd" if number else "even", ["it fell"] if number else [])

    told: list[str] = []
    assert run("two", Two(), until=0, tell=told.append).tries == {} and "out of time" in told[0]
    tally = run("two", Two(), until=float("inf"), tell=told.append)
    assert (tally.tries, tally.failed) == ({"even": 1, "odd": 1}, {"odd": 1})
    assert told[-1] == "two 1 odd: it fell"


def test_few_failures_of_a_sort_are_kept_but_all_counted() -> None:
    tally = Tally("area")
    for number in range(9):
        tally.add(number, Try("sort", ["it fell"]))
    kept = tally.kept(whole=False)
    assert kept["failed"] == {"sort": 9} and len(kept["failures"]) == 2
    assert len(tally.kept(whole=True)["failures"]) == 9


def test_the_table_is_the_harness_s_own() -> None:
    assert table.text() in (table.HERE / "README.md").read_text("utf-8")
