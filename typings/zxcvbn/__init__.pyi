# Types of the part of zxcvbn that we use; it has none of its own.
from collections.abc import Sequence
from typing import NotRequired, TypedDict

class Part(TypedDict):
    pattern: str
    token: str
    dictionary_name: NotRequired[str]
    matched_word: NotRequired[str]

class Found(TypedDict):
    score: int
    sequence: list[Part]

def zxcvbn(password: str, user_inputs: Sequence[str] | None = ...) -> Found: ...
