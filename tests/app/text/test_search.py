"""Search words: characters, pinyin, initials, last digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.file.session import Session
from app.people import students
from app.teaching import teachers
from app.text import search

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "asked",
    ["欧阳春", "欧", "阳春", "春", "ouyangchun", "OuYang", "oyc", "oy", "yangc",
     "欧 春", "ｏｙｃ", " 欧阳　春 ", "13900001234", "1234", "139", "欧阳·春", "ou 1234"],
)  # fmt: skip
def test_a_student_is_found_by_any_of_it(school_session: Session, asked: str) -> None:
    wanted = school_session.run(students.create({"name": "欧阳春", "phone": "13900001234"})).value
    school_session.run(students.create({"name": "王伟", "phone": "13811119876"}))
    assert list(school_session.read(students.LISTING.ids, search=asked)) == [wanted]


@pytest.mark.parametrize("asked", ["欧春", "yangou", "9999", "ouyangx", "张"])
def test_and_not_by_what_it_is_not(school_session: Session, asked: str) -> None:
    school_session.run(students.create({"name": "欧阳春", "phone": "13900001234"}))
    assert list(school_session.read(students.LISTING.ids, search=asked)) == []


@pytest.mark.parametrize("name", ["刘㛃", "䶮龙", "𬎆某", "𫖯乙", "买买提·吐尔逊", "曾春", "单某"])
def test_rare_names_are_found_too(school_session: Session, name: str) -> None:
    wanted = school_session.run(students.create({"name": name})).value
    for asked in (name, *(c for c in name if c != "·")):
        assert list(school_session.read(students.LISTING.ids, search=asked)) == [wanted]


def test_both_readings_of_a_name_are_found(school_session: Session) -> None:
    wanted = school_session.run(students.create({"name": "曾春"})).value
    for asked in ("zengchun", "cengchun", "zc", "cc"):
        assert list(school_session.read(students.LISTING.ids, search=asked)) == [wanted]


@pytest.mark.parametrize(
    "asked",
    ["", " ", "·", "%", "_", "'", '"', "*", "AND", "a OR b", "terms:x", "(", "^", "-", "💥"],
)
def test_signs_are_no_syntax(school_session: Session, asked: str) -> None:
    school_session.run(students.create({"name": "张伟"}))
    school_session.run(teachers.create({"name": "何军", "kind": "expert"}))
    for listing in (students.LISTING, teachers.LISTING):
        found = school_session.read(listing.ids, search=asked)
        assert len(found) == (0 if search.fold(asked) else 1)


@given(name=chinese)
def test_a_name_begins_the_search_for_itself(name: str) -> None:
    words = " " + search.terms(name)
    for asked in (name, name[0]):
        for pattern in search.like(asked):
            assert pattern.strip("%") in words
    assert search.sort_key(name).endswith(name)
    assert search.match(name) is not None


@given(text=st.text())
def test_any_text_makes_words_and_patterns(text: str) -> None:
    assert search.terms(text, numbers=(text, None)) is not None
    assert all("%" not in p[1:-1] and "_" not in p for p in search.like(text))
    query = search.match(text)
    assert query is None or '""' not in query


def test_names_sort_by_their_pinyin() -> None:
    names = ["张伟", "李娜", "阿依", "赵敏", "李娟"]
    assert sorted(names, key=search.sort_key) == ["阿依", "李娟", "李娜", "张伟", "赵敏"]


SURNAMES = {
    "曾家强": "zeng", "翟家强": "zhai", "覃家明": "qin", "解家明": "xie", "单文平": "shan",
    "查家明": "zha", "仇家明": "qiu", "盖家明": "ge", "缪家明": "miao", "朴家明": "piao",
    "区家明": "ou", "牟家明": "mou", "乐家明": "yue", "尉迟明": "yuchi", "万俟明": "moqi",
    "令狐明": "linghu", "长孙明": "zhangsun", "单于明": "chanyu", "任家明": "ren", "华家明": "hua",
    "纪晓岚": "ji", "种家明": "chong", "员家明": "yun", "阚家明": "kan", "繁家明": "po",
    "折家明": "she", "召家明": "shao", "能家明": "nai", "幺家明": "yao", "澹台明": "tantai",
}  # fmt: skip


@pytest.mark.parametrize("name", SURNAMES)
def test_a_surname_is_found_and_sorted_by_its_own_reading(name: str) -> None:
    words = search.terms(people=[name])
    assert f" {SURNAMES[name]}" in f" {words}"
    syllables = search.sort_key(name, person=True).split()
    assert "".join(syllables).startswith(SURNAMES[name])


def test_people_sort_by_their_surnames_and_courses_do_not(school_session: Session) -> None:
    names = ["曾某", "翟某", "覃某", "单某", "解某", "安某", "陈某", "赵某", "尉迟某", "万俟某"]
    for name in names:
        school_session.run(students.create({"name": name}))
    ids = school_session.read(students.LISTING.ids)
    sorted_names = [school_session.read(students.get, i).name for i in ids]
    assert sorted_names == [
        "安某",
        "陈某",
        "万俟某",
        "覃某",
        "单某",
        "解某",
        "尉迟某",
        "曾某",
        "翟某",
        "赵某",
    ]
    assert search.sort_key("解放思想").startswith("jie fang")
    assert " jiefang" in f" {search.terms('解放思想')}"


@pytest.mark.parametrize("asked", ["lv", "lu", "lü", "lǚ", "lvlv", "lulu", "LÜ", "ll", "吕", "nv"])
def test_u_with_dots_is_typed_as_v_and_u(school_session: Session, asked: str) -> None:
    wanted = school_session.run(students.create({"name": "吕绿女"})).value
    if asked == "nv":
        asked = "nü"
    assert list(school_session.read(students.LISTING.ids, search=asked)) == [wanted]


def test_another_reading_never_pushes_the_surnames_out() -> None:
    words = f" {search.terms(people=['翟乐乐'])} "
    for asked in ("zhai", "zhaile", "dile", "zhaiyue"):
        assert f" {asked}" in words


def test_look_alikes_are_found_as_what_they_look_like(school_session: Session) -> None:
    wanted = school_session.run(students.create({"name": "⻢某⻰"})).value
    assert school_session.read(students.get, wanted).name == "马某龙"
    for asked in ("⻢", "马", "mamoulong"):
        assert list(school_session.read(students.LISTING.ids, search=asked)) == [wanted]
