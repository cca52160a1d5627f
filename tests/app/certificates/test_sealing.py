"""Signed statements: what is written comes back, and nothing else is genuine."""

from __future__ import annotations

import dataclasses

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from app.certificates import sealing
from app.certificates.sealing import Statement
from app.ground.errors import UserError

PRIVATE = bytes(range(32))
PUBLIC = sealing.public_key(PRIVATE)
NAMED = sealing.fingerprint(PUBLIC)
OTHER = bytes(range(1, 33))
WORDING = "李䶮同志于2026年11月2日至11月13日参加科级干部进修班（第3期），计72学时，准予结业。"


def one(**changes: object) -> Statement:
    made = Statement(
        number="X2026-03-0001",
        student_name="李䶮",
        class_name="科级干部进修班（第3期）",
        start_date="2026-11-02",
        end_date="2026-11-13",
        quarter_hours=288,
        school_name="中共示范县委党校",
        issue_date="2026-11-13",
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def text_of(statement: Statement, private: bytes = PRIVATE, wording: str = WORDING) -> str:
    named = sealing.fingerprint(sealing.public_key(private))
    return sealing.code_text(statement, named, sealing.sign(private, statement, wording))


def verdict(text: str) -> str:
    return sealing.judge(text, PUBLIC).verdict


def test_the_text_reads_as_plain_chinese_before_the_signature() -> None:
    facts, _, signature = text_of(one()).rpartition("\n")
    assert facts == (
        "结业证书 X2026-03-0001\n姓名：李䶮\n班次：科级干部进修班（第3期）\n日期：2026-11-02至2026-11-13\n"
        f"学时：72\n学校：中共示范县委党校\n签发：2026-11-13\n公钥：{NAMED}"
    )
    assert signature.startswith("签名1：")
    assert signature.removeprefix("签名1：").isalnum()


def test_what_was_signed_comes_back() -> None:
    judged = sealing.judge(text_of(one(quarter_hours=289)), PUBLIC)
    assert judged.verdict == "genuine"
    assert judged.statement == one(quarter_hours=289)
    assert judged.fingerprint == NAMED
    assert judged.wording == sealing.seal_of_wording(WORDING)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_DAYS = st.dates().map(lambda day: day.isoformat())


@given(_TEXT, _TEXT, _TEXT, _TEXT, _DAYS, _DAYS, st.integers(0, 4000))
def test_any_text_comes_back_and_stays_on_its_line(
    number: str, name: str, class_name: str, school: str, start: str, end: str, quarters: int
) -> None:
    statement = Statement(number, name, class_name, start, end, quarters, school, end)
    text = text_of(statement)
    assert sealing.judge(text, PUBLIC).statement == statement
    assert len(text.split("\n")) == len(text.splitlines()) == 9


@pytest.mark.parametrize(
    "name",
    [
        "李\n学校：假党校",
        "李\r\n明",
        "李：明",
        "\\a;",
        "\\",
        "欧阳\U0002c386",
        "邉\U000e0100",
        "明\u202e李",
        " 李 ",
        "\\d800;",
        "\\110000;",
        "",
    ],
)
def test_a_name_cannot_be_taken_for_another_line(name: str) -> None:
    judged = sealing.judge(text_of(one(student_name=name)), PUBLIC)
    assert judged.verdict == "genuine"
    assert judged.statement == one(student_name=name)


def test_every_changed_character_shows() -> None:
    text = text_of(one())
    for place, character in enumerate(text):
        other = chr(ord(character) ^ 1)
        changed = text[:place] + other + text[place + 1 :]
        assert verdict(changed) != "genuine", (place, character, other)
        assert verdict(text[:place] + text[place + 1 :]) != "genuine", place
        assert verdict(text[:place] + character + text[place:]) != "genuine", place


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("学时：72", "学时：72.0"),
        ("学时：72", "学时：072"),
        ("学时：72", "学时：７２"),
        ("学时：72", "学时：-72"),
        ("2026-11-02", "2026-11-2"),
        ("2026-11-02", "20261102"),
        ("至", "到"),
        ("\n姓名", "\r\n姓名"),
        ("\n姓名", "\n\n姓名"),
        ("李䶮", "李\\4dae;"),
        ("签名1：", "签名 1："),
        ("签名1：", "签名01："),
    ],
)
def test_another_writing_of_the_same_fact_is_no_certificate(before: str, after: str) -> None:
    assert verdict(text_of(one()).replace(before, after, 1)) == "forged"


def test_small_letters_and_what_comes_after_the_signature_show() -> None:
    text = text_of(one())
    assert verdict(text[:-30] + text[-30:].lower()) == "forged"
    assert verdict(text + "\n") == "forged"
    assert verdict(text + "0") == "forged"
    assert verdict(text[:-1]) == "forged"
    last = sealing._ALPHABET[sealing._ALPHABET.index(text[-1]) ^ 1]  # a bit that carries nothing
    assert verdict(text[:-1] + last) == "forged"


def test_a_signature_fits_its_own_certificate_only() -> None:
    first, second = text_of(one()), text_of(one(number="X2026-03-0002", student_name="王芳"))
    heads = [text.rpartition("\n")[0] for text in (first, second)]
    tails = [text.rpartition("\n")[2] for text in (first, second)]
    assert verdict(f"{heads[0]}\n{tails[1]}") == "forged"
    assert verdict(f"{heads[1]}\n{tails[0]}") == "forged"


def test_another_key_is_another_school_even_under_this_schools_name() -> None:
    text = text_of(one(), OTHER)
    judged = sealing.judge(text, PUBLIC)
    assert judged.verdict == "foreign"
    assert judged.fingerprint == sealing.fingerprint(sealing.public_key(OTHER)) != NAMED
    assert judged.statement == one()
    assert verdict(text.replace(judged.fingerprint, NAMED)) == "forged"


def test_an_older_certificate_can_only_be_asked_about() -> None:
    old = sealing.unsigned_text(
        "2026-03-0001", "李䶮", "进修班", "2026-11-02", "2026-11-13", "7QF2-M9DX"
    )
    judged = sealing.judge(old, PUBLIC)
    assert judged.verdict == "unsigned"
    assert judged.statement is not None
    assert judged.statement.student_name == "李䶮"
    assert verdict(old + "X") == "forged"


def test_codes_of_others_and_of_the_future() -> None:
    assert verdict("https://example.com/结业证书") == "other"
    assert verdict("") == "other"
    assert verdict("结业证书 X1\n姓名：李䶮\n籍贯：某县\n签名2：ABC") == "newer"
    assert verdict("结业证书 X1") == "forged"


def test_no_value_makes_a_text_of_the_future_or_the_past() -> None:
    assert verdict(text_of(one(student_name="李\n签名2：X"))) == "genuine"
    assert (
        verdict(text_of(one(class_name="班\n2026-11-02至2026-11-13\n验证码 7QF2-M9DX")))
        == "genuine"
    )


@pytest.mark.parametrize("value", ["2026-11", "", "2026-11-2", "2026-02-30", "２０２６-11-02"])
def test_a_date_that_is_none_is_not_signed(value: str) -> None:
    with pytest.raises(ValueError, match="written"):
        sealing.sign(PRIVATE, one(end_date=value), WORDING)


def test_hours_that_are_none_are_not_signed() -> None:
    with pytest.raises(ValueError, match="written"):
        sealing.sign(PRIVATE, one(quarter_hours=-1), WORDING)


def test_the_sentence_is_found_whole_or_not_at_all() -> None:
    seal = sealing.seal_of_wording(WORDING)
    page = f"结业证书\r\n{WORDING[:20]}\r\n{WORDING[20:]}\r\n证书编号"
    assert sealing.sentence_in(seal, page) == sealing.plain_text(WORDING)
    assert (
        sealing.sentence_in(seal, page.replace("日", "⽇")) is not None
    )  # a radical, as some programs write it
    assert sealing.sentence_in(seal, page.replace("李䶮", "李䶮䶮")) is None
    assert sealing.sentence_in(seal, page.replace("72", "720")) is None
    assert sealing.sentence_in(seal, page.replace("（第3期）", "")) is None
    assert sealing.sentence_in(seal, WORDING[:-1]) is None
    assert sealing.sentence_in(seal, "") is None


def test_the_public_key_goes_out_and_comes_back_as_a_file() -> None:
    text = sealing.public_pem(PUBLIC, "中共示范县委党校\n-----BEGIN PUBLIC KEY-----")
    assert text.startswith("学校：中共示范县委党校")
    assert NAMED in text
    assert sealing.read_public_pem(text.encode()) == PUBLIC
    assert sealing.read_public_pem(text.replace("\n", "\r\n").encode("utf-8-sig")) == PUBLIC
    assert sealing.read_public_pem(text.encode("gbk")) == PUBLIC


def test_a_file_without_such_a_key_is_refused_in_its_own_words() -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    private = ed25519.Ed25519PrivateKey.from_private_bytes(PRIVATE).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = sealing.public_pem(PUBLIC, "学校").encode()
    for source, words in (
        (b"", "读不出来"),
        (pem[:-40], "读不出来"),
        (pem.replace(b"MCow", b"MCoX"), "读不出来"),
        (other.public_bytes(serialization.Encoding.PEM, form), "别种钥匙"),
        (private, "私钥"),
    ):
        with pytest.raises(UserError, match=words):
            sealing.read_public_pem(source)


def test_a_fingerprint_is_short_and_the_keys_own() -> None:
    assert NAMED == "AS3N-N9TM-CD3M-R0M5"
    assert (
        len({sealing.fingerprint(sealing.public_key(sealing.new_private_key())) for _ in range(9)})
        == 9
    )
