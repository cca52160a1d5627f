"""Verdicts in words: every one has some, and nothing of a strange code is obeyed by a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from app.certificates import checking, sealing, verdict_words
from app.certificates.sealing import Verdict

PUBLIC = sealing.public_key(bytes(range(32)))
GENUINE = checking.judge_page(1, ["https://example.invalid/\x1b[2J" + "长" * 99], None, PUBLIC)[0]


def finding(verdict: Verdict, **said: object) -> checking.Finding:
    return replace(GENUINE, judgement=replace(GENUINE.judgement, verdict=verdict), **said)


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_every_verdict_is_explained_in_sentences(verdict: Verdict) -> None:
    text = verdict_words.explained(finding(verdict), PUBLIC)
    assert text and text.isprintable()


def test_what_a_strange_code_says_is_shown_short_and_harmless() -> None:
    said = verdict_words.explained(GENUINE, PUBLIC)
    assert said.startswith("这里的二维码是别的内容：https://example.invalid/□[2J长")
    assert said.count("长") < 40
    assert verdict_words.facts(GENUINE) == []


def test_a_genuine_one_says_what_was_and_was_not_compared() -> None:
    assert "没有比对，请逐项对照" in verdict_words.explained(finding("genuine"), PUBLIC)
    compared = finding("genuine", compared=True)
    plain = verdict_words.explained(compared, PUBLIC)
    assert "与它一致" in plain and "注意" not in plain
    assert plain.endswith("请向学校核对。")
    more = replace(compared, unsigned="优秀\n学员", odd=("covered",))
    text = verdict_words.explained(more, PUBLIC)
    assert "「优秀□学员」" in text and "被盖住" in text


def test_what_was_changed_on_the_page_is_named() -> None:
    changed = tuple(checking.FACTS)[:2]
    text = verdict_words.explained(finding("altered", changed=changed), PUBLIC)
    assert "、".join(checking.FACTS[key] for key in changed) in text


def test_a_page_and_all_of_them_in_a_line() -> None:
    assert verdict_words.title(finding("genuine", compared=True)) == "第 1 页　真实"
    assert verdict_words.title(finding("genuine")) == "第 1 页　真实（纸面未比对）"
    one = finding("genuine", compared=True)
    several = [one, finding("altered"), one]
    assert verdict_words.summary(several) == "共 3 张：真实 2，纸面被改动 1。"
