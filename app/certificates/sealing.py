"""What a certificate states, signed by the school: keys, the text of the code, and what it proves.

The text reads as plain Chinese in any telephone's scanner, one fact a line, and ends with the
signature. Whoever has the public key can check it, without the school's file and without a network.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.ground.errors import UserError
from app.text import chinese

KEY_BYTES = 32
VERSION = 1
TITLE = "结业证书"

Verdict = Literal[
    "genuine", "doubtful", "altered", "forged", "foreign", "unsigned", "newer", "other", "none"
]

VERDICTS: dict[Verdict, str] = {
    "genuine": "真实",
    "doubtful": "请看纸面",
    "altered": "纸面被改动",
    "forged": "伪造或改动",
    "foreign": "不是这所学校签发",
    "unsigned": "没有签名的旧证书",
    "newer": "由更新版本的程序签发",
    "other": "不是结业证书的二维码",
    "none": "没有读到二维码",
}

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LABELS = ("姓名：", "班次：", "日期：", "学时：", "学校：", "签发：", "公钥：")
_WORDING_BYTES = 12  # length of the wording, then ten bytes of its digest
_BLOCK_BYTES = _WORDING_BYTES + 64
_DATE = r"\d{4}-\d\d-\d\d"
_UNSIGNED = re.compile(rf"(.*)\n(.*)\n(.*)\n({_DATE})至({_DATE})\n验证码 \w{{4}}-\w{{4}}")
_NEWER = re.compile(r"^签名([1-9]\d{0,2})：", re.MULTILINE)
# What would break a line, or show something else than stands there. A fixed list: categories of
# Unicode grow with every Python, and the text must be the same in each.
_HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e007f"
)
_ESCAPED = re.compile(f"[{_HIDDEN}\\\\]")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6});")
_UNSEEN = re.compile(f"[{_HIDDEN}\\s\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----")


@dataclass(frozen=True)
class Statement:
    """What is signed, as the ledger has it; dates are ISO text."""

    number: str
    student_name: str
    class_name: str
    start_date: str
    end_date: str
    quarter_hours: int
    school_name: str
    issue_date: str


@dataclass(frozen=True)
class Judgement:
    """What the text of a code proves; ``wording`` is what ``seal_of_wording`` gave at the signing."""

    verdict: Verdict
    statement: Statement | None = None
    fingerprint: str = ""
    wording: bytes = b""


# ------------------------------------------------------------------------------------------- keys


def new_private_key() -> bytes:
    """Make a private key: KEY_BYTES bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """Return the public key of a private one: KEY_BYTES bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """Name a public key in four groups of four letters, to be compared by eye or aloud.

    The first eighty bits of the key's SHA-256, in the letters of Crockford's base32.
    """
    letters = _letters(hashlib.sha256(public).digest()[:10])
    return "-".join(letters[n : n + 4] for n in range(0, 16, 4))


def public_pem(public: bytes, school_name: str) -> str:
    """Write the public key as PEM, below whose it is and its fingerprint."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = Ed25519PublicKey.from_public_bytes(public).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    name = _UNSEEN.sub("", school_name).replace("-----", "")
    return f"学校：{name}\n公钥指纹：{fingerprint(public)}\n{pem.decode('ascii')}"


def read_public_pem(source: bytes) -> bytes:
    """Return the public key in a PEM file. Raises UserError where there is no such key."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    found = _PEM.search(source)
    if found and b"PRIVATE" in found[1]:
        raise UserError("这个文件里是私钥，不是公钥。请不要把私钥交给任何人；核验只用公钥。")
    try:
        key = load_pem_public_key(found[0] if found else b"")
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UserError(
            "公钥文件读不出来：不是学校导出的公钥，或没有复制完整。请向学校重新索取。"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise UserError("这个文件里是别种钥匙，不是学校签发证书用的公钥。请向学校索取公钥文件。")
    return key.public_bytes_raw()


# ---------------------------------------------------------------------------------------- signing


def sign(private: bytes, statement: Statement, wording: str) -> str:
    """Return the signature of a certificate and its wording, in capital letters and digits.

    Raises ValueError for dates or hours that no certificate can have.
    """
    head = _head(statement, fingerprint(public_key(private)))
    if _read_head(head.split("\n")) is None:
        raise ValueError("a date or the hours cannot be written")
    seal = seal_of_wording(wording)
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(_message(head, seal))
    return _letters(seal + signature)


def code_text(statement: Statement, key_fingerprint: str, signature: str) -> str:
    """Return the text of the QR code: facts in plain Chinese, then the signature."""
    return f"{_head(statement, key_fingerprint)}签名{VERSION}：{signature}"


def unsigned_text(number: str, name: str, class_name: str, start: str, end: str, code: str) -> str:
    """Return the text of the QR code of a certificate from before there were signatures."""
    return f"{TITLE} {number}\n{name}\n{class_name}\n{start}至{end}\n验证码 {code}"


def seal_of_wording(wording: str) -> bytes:
    """Return what is signed of the sentence on the paper: how long it is, and its digest."""
    plain = plain_text(wording)
    return len(plain).to_bytes(2, "big") + _digest(plain)


def sentence_in(seal: bytes, text: str) -> str | None:
    """Find in the text of a page the sentence whose seal this is, whole; return it as plain text."""
    plain, length = plain_text(text), int.from_bytes(seal[:2], "big")
    for start in range(len(plain) - length + 1):
        if _digest(plain[start : start + length]) == seal[2:]:
            return plain[start : start + length]
    return None


def plain_text(text: str) -> str:
    """Leave of a text what can be seen, alike for every program that made or copied it.

    No white space, no variation selectors; compatibility characters as the usual ones, for some
    programs write a radical's code for the character itself.
    """
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


# ---------------------------------------------------------------------------------------- judging


def judge(text: str, public: bytes) -> Judgement:
    """Say what the text of a code proves to whoever holds the school's public key.

    A single changed character, another order or another writing of the same fact is 'forged'.
    """
    if not text.startswith(f"{TITLE} "):
        return Judgement("other")
    old = _read_unsigned(text)
    if old is not None:
        return Judgement("unsigned", old)
    if any(int(number) > VERSION for number in _NEWER.findall(text)):
        return Judgement("newer")
    lines = text.split("\n")
    read = _read_head([*lines[:-1], ""])
    block = _bytes(lines[-1].removeprefix(f"签名{VERSION}："))
    if read is None or len(block) != _BLOCK_BYTES:
        return Judgement("forged")
    statement, named = read
    seal, signature = block[:_WORDING_BYTES], block[_WORDING_BYTES:]
    if code_text(statement, named, _letters(block)) != text:
        return Judgement("forged", statement, named)
    if named != fingerprint(public):
        return Judgement("foreign", statement, named)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            signature, _message(_head(statement, named), seal)
        )
    except InvalidSignature:
        return Judgement("forged", statement, named)
    return Judgement("genuine", statement, named, seal)


def _head(statement: Statement, key_fingerprint: str) -> str:
    values = (
        _escape(statement.student_name),
        _escape(statement.class_name),
        f"{statement.start_date}至{statement.end_date}",
        chinese.hours(statement.quarter_hours),
        _escape(statement.school_name),
        statement.issue_date,
        key_fingerprint,
    )
    facts = (label + value for label, value in zip(_LABELS, values, strict=True))
    return "\n".join((f"{TITLE} {_escape(statement.number)}", *facts, ""))


def _read_head(lines: list[str]) -> tuple[Statement, str] | None:
    """Return the facts and the key's name; None where a line is missing, strange or too many."""
    labels = (f"{TITLE} ", *_LABELS, "")
    if len(lines) != len(labels):
        return None
    if not all(line.startswith(label) for line, label in zip(lines, labels, strict=True)):
        return None
    number, name, class_name, dates, hours, school, issued, named, _ = (
        line[len(label) :] for line, label in zip(lines, labels, strict=True)
    )
    start, _, end = dates.partition("至")
    quarters = _quarters(hours)
    if quarters is None or not all(map(_is_date, (start, end, issued))):
        return None
    number, name, class_name, school = map(_unescape, (number, name, class_name, school))
    return Statement(number, name, class_name, start, end, quarters, school, issued), named


def _read_unsigned(text: str) -> Statement | None:
    found = _UNSIGNED.fullmatch(text.removeprefix(f"{TITLE} "))
    if found is None:
        return None
    number, name, class_name, start, end = found.groups()
    return Statement(number, name, class_name, start, end, 0, "", "")


def _message(head: str, seal: bytes) -> bytes:
    """What is signed; the first line keeps a signature from meaning anything elsewhere."""
    return f"dangxiao certificate {VERSION}\n{head}".encode() + seal


def _digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()[:10]


def _escape(value: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\{ord(found[0]):x};", value)


def _unescape(value: str) -> str:
    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return found[0] if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)

    return _ESCAPE.sub(character, value)


def _quarters(hours: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", hours):
        return None
    return round(float(hours) * 4)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _letters(source: bytes) -> str:
    """Write bytes in the letters of Crockford's base32, five bits each; missing bits are 0."""
    count = -(-len(source) * 8 // 5)
    value = int.from_bytes(source, "big") << (5 * count - 8 * len(source))
    return "".join(_ALPHABET[(value >> (5 * n)) & 31] for n in reversed(range(count)))


def _bytes(letters: str) -> bytes:
    """Read such letters; b'' where one is none."""
    if not all(letter in _ALPHABET for letter in letters):
        return b""
    value = 0
    for letter in letters:
        value = value << 5 | _ALPHABET.index(letter)
    size = len(letters) * 5 // 8
    return (value >> (5 * len(letters) - 8 * size)).to_bytes(size, "big")
