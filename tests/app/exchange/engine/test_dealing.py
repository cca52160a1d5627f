from __future__ import annotations

from app.exchange.engine import dealing
from app.exchange.engine.dealing import deal
from app.exchange.engine.headings import UNKNOWN, Meaning

NAME, UNIT, DEPARTMENT = Meaning(("name",), 0), Meaning(("unit",), 0), Meaning(("unit",), 1)


def test_each_field_has_the_column_with_the_usual_heading():
    dealt = deal({0: NAME, 1: DEPARTMENT, 2: UNIT, 3: UNKNOWN}, {})
    assert dealt.fields == {"name": 0, "unit": 2}
    assert (dealt.beaten, dealt.asked) == ({1: "unit"}, {})


def test_of_two_as_usual_as_each_other_somebody_is_asked():
    dealt = deal({0: NAME, 1: UNIT, 2: UNIT}, {})
    assert dealt.fields == {"name": 0, "unit": 1}
    assert dealt.asked == {1: ("unit",), 2: ("unit",)}
    assert deal({0: NAME, 1: UNIT, 2: UNIT}, {1: ""}).asked == {}
    assert deal({0: NAME, 1: UNIT, 2: UNIT}, {2: "unit"}).beaten == {1: "unit"}


def test_a_heading_of_two_fields_is_the_one_that_is_left():
    both = Meaning(("unit", "group"), 0)
    assert deal({0: UNIT, 1: both}, {}).fields == {"unit": 0, "group": 1}
    assert deal({1: both}, {}).asked == {1: ("unit", "group")}
    assert deal({0: UNIT, 1: Meaning(("group",)), 2: both}, {}).beaten == {2: "unit"}


def test_what_is_said_comes_first_and_nothing_is_two_columns():
    dealt = deal({0: NAME, 1: UNIT}, {1: "name", 0: ""})
    assert (dealt.fields, dealt.said) == ({"name": 1}, {0, 1})
    assert deal({0: NAME, 1: NAME}, {0: "unit", 1: "unit"}).asked == {0: ("unit",), 1: ("unit",)}


def test_a_shape_is_known_in_whatever_order():
    first, again = {0: "姓 名", 1: "单位*", 2: "姓名"}, {0: "单位", 3: "姓名", 4: "姓名："}
    assert dealing.shape(first) == dealing.shape(again)
    assert len(dealing.shape(first)) == 64
    assert dealing.names(first) == {0: "姓名", 1: "单位", 2: "姓名#2"}
    assert dealing.shape(first) != dealing.shape({0: "姓名", 1: "单位"})


def test_what_may_be_a_field_that_must_be_there_is_that():
    topic = Meaning(("topics", "title"), 1)
    assert deal({0: topic, 1: UNIT}, {}).asked == {0: ("topics", "title")}
    assert deal({0: topic, 1: UNIT}, {}, ("title",)).fields == {"unit": 1, "title": 0}
    whole = deal({0: topic, 1: Meaning(("title",))}, {}, ("title",))
    assert whole.fields == {"title": 1, "topics": 0}
