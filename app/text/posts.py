"""Parting 单位及职务 that stand in one cell: 县发改局副局长 is 县发改局 and 副局长.

Three signs are taken, in this order: a space after an organisation's name; a unit the file already
knows; an organisation's last character before the words of a post. Where none is there, nothing is
guessed: the whole stays as the post and the unit stays empty, so that no text is lost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

# how the names of organisations end; longer ones first
_ENDINGS = (
    "人民政府|管理委员会|工作委员会|居民委员会|村民委员会|委员会|常委会|人民法院|人民检察院|法院|检察院|"
    "办公室|联合会|联合社|管委会|居委会|村委会|服务中心|有限责任公司|有限公司|股份公司|"
    "派出所|司法所|卫生院|街道办事处|办事处|街道办|纪委监委|组织部|宣传部|统战部|"
    "集团|公司|中心|医院|学校|学院|大学|中学|小学|幼儿园|党校|银行|支行|分行|联社|"
    "街道|政府|政协|人大|团委|妇联|工会|工商联|科协|残联|文联|社科联|侨联|红十字会|协会|"
    "支队|大队|中队|总队|社区|林场|农场|园区|开发区|"
    "局|委|部|办|院|校|馆|站|所|处|乡|镇|村|厂|会|社|台|库|园|店|队"
)
_INNER = r"(?:[\u4e00-\u9fff0-9]{1,8}?(?:股|科|室|处|办|站|所|队|中心|支部|小组|工委|部))?"
_TITLES = (
    "书记|成员|大队长|中队长|支队长|总队长|场长|局长|主任|部长|科长|股长|处长|所长|站长|院长|校长|园长|馆长|台长|队长|厂长|会长|社长|组长|"
    "镇长|乡长|村长|县长|市长|区长|主席|常委|委员|经理|董事|监事|总监|干事|干部|科员|办事员|调研员|"
    "主任科员|秘书|秘书长|助理|政委|教导员|指导员|教师|教员|讲师|教授|医师|医生|护士|工程师|会计|出纳|"
    "法官|检察官|民警|司机|职工|职员|员工|专干|组织员|纪检|行长|庭长|督学|巡视员|主管|负责人|联络员|顾问"
)
_POST = re.compile(
    rf"^(?:党委|党组|党总支|党支部|党工委|纪委|纪检|机关|原|兼|常务|第一|专职|正|副|总|代|"
    rf"[一二三四]级|初级|中级|高级|挂职|挂任|\(|（)*{_INNER}(?:副|总|正)?(?:{_TITLES})"
)
_ANYWHERE = re.compile(rf"(?=({_ENDINGS}))")
_PARTY = re.compile(r"(?:党委|党工委|党支委|党组|党总支|支部|工委|常委|干部)$")
_BREAK = re.compile(r"[、，,；;/]")


def part(text: str, known: Collection[str] = ()) -> tuple[str, str]:
    """Return (unit, post) of a cell that holds both; ('', text) where nothing tells them apart.

    ``known`` are names of units. Joining both again gives the text, but for spaces between them.
    """
    text = text.strip(" ，,、：:")
    if text in known:
        return text, ""
    spaced = re.match(r"^(\S+?)[ ：:]+(.+)$", text)
    if spaced and (spaced.group(1) in known or ends_like_unit(spaced.group(1))):
        return spaced.group(1), spaced.group(2)
    whole = text.replace(" ", "")
    for end in range(len(whole) - 1, 1, -1):
        if whole[:end] in known:
            return whole[:end], whole[end:].lstrip("，,、：:")
    # two posts on two lines: the unit is that of the first
    lines = [len(text[: found.start()].replace(" ", "")) for found in re.finditer(" ", text)]
    places = (_boundary(whole[:stop]) for stop in (*lines, len(whole)))
    place = next((p for p in places if p), 0)
    if not place and ends_like_unit(whole) and not _BREAK.search(whole):
        return whole, ""
    return (whole[:place], whole[place:]) if place else ("", text)


def ends_like_unit(text: str) -> bool:
    """Whether a text ends as the names of organisations do."""
    return bool(re.search(rf"(?:{_ENDINGS})$", text)) and not _PARTY.search(text)


def _boundary(text: str) -> int:
    """Return where the post begins, 0 where it cannot be told."""
    stop = _BREAK.search(text)
    limit = stop.start() if stop else len(text)
    # 办公室 is not 办 and 公室; but 中学校长 is 中学 and 校长
    inside = {
        m
        for found in _ANYWHERE.finditer(text)
        if not text.startswith("学校长", found.start())
        for m in range(found.start() + 1, found.end(1))
    }
    places = [
        m
        for m in range(min(limit, len(text) - 1), 1, -1)
        if m not in inside and ends_like_unit(text[:m]) and _POST.match(text[m:])
    ]
    if not places:
        return 0
    # an inner office is part of the post: 县发改局|办公室主任, but 县委办公室|副主任
    return next((m for m in places if not _inner_office(text, m, places)), places[0])


def _inner_office(text: str, place: int, places: list[int]) -> bool:
    return any(
        shorter < place
        and re.fullmatch(r"[\u4e00-\u9fff]{0,8}(?:股|科|室|中心|站|所|队|处)", text[shorter:place])
        and re.search(r"(?:局|院|校|公司|中心|乡|镇|街道|馆|集团|银行|支行)$", text[:shorter])
        for shorter in places
    )


# ------------------------------------------------------------------------------------- 职务全称


def full(unit: str, post: str, full_post: str = "") -> str:
    """Return 职务全称: as it came, else composed of unit and post, the unit not said twice."""
    return full_post or (post if post.startswith(unit) else f"{unit}{post}")


def outdated(before: Mapping[str, Any], values: Mapping[str, object]) -> dict[str, str]:
    """Return what else changes with ``values``: a 职务全称 of before that is not true any more goes.

    ``before`` has unit_name, post and full_post. Who is promoted does not keep what his old cell said.
    """
    if "full_post" in values or not before["full_post"]:
        return {}
    was = before["unit_name"], before["post"]
    unit, post = (str(values.get(key, before[key]) or "").strip() for key in ("unit_name", "post"))
    said = before["full_post"].replace(" ", "")
    return (
        {} if (unit, post) == was or said == f"{unit}{post}".replace(" ", "") else {"full_post": ""}
    )
