"""Which record of an older file does not fit the new schema, and why, in a registrar's words.

The words are here and not asked of the nouns: an upgrade knows none of them.
"""

from __future__ import annotations

import re
from typing import Any

from sqlcipher3.dbapi2 import IntegrityError
from sqlite_utils import Database

TABLES = {
    "half_day": "半天", "school": "学校", "package": "数据包", "user": "用户", "unit": "单位",
    "teacher": "教师", "venue": "场地", "course": "课程", "student": "学员", "photo": "照片",
    "policy_profile": "政策指标", "rule": "政策规则", "rule_tag": "政策规则的计入内容",
    "rule_class_kind": "政策规则的班次类别", "rule_level": "政策规则的学校级别",
    "rule_step": "政策规则的分档", "profile_label": "政策指标的称呼", "presence_rule": "必备环节",
    "lesson_topic": "课次的专题", "course_topic_of": "课程的专题", "course_module": "模块",
    "class": "班次", "class_span": "班次起止", "lesson": "课次",
    "lesson_lecturer": "授课人", "enrolment": "班内学员", "attendance": "考勤",
    "hour_entry": "学时记录", "certificate": "证书", "course_category": "教学内容类别",
    "teaching_method": "教学方式", "course_topic": "专题", "lecturer_kind": "师资类别",
    "class_kind": "班次类别", "sex": "性别", "ethnic_group": "民族", "political_status": "政治面貌",
    "post_level": "职务层次", "role": "角色", "user_right": "权限", "role_right": "角色的权限",
    "rehearsal": "恢复演练", "operation": "操作记录", "change": "操作记录的明细", "secret": "密钥",
    "unfinished": "未完成的工作", "mending": "导入时的改正", "holiday": "放假与调休",
    "known_heading": "认过的表头",
}  # fmt: skip
COLUMNS = {
    "name": "名称", "title": "名称", "code": "代码", "id": "编号", "number": "编号", "kind": "类别",
    "level": "级别", "status": "状态", "version": "版次", "position": "次序", "half": "半天",
    "date": "日期", "starts_at": "开始时间", "ends_at": "结束时间", "start_date": "开始日期",
    "end_date": "结束日期", "birth_date": "出生日期", "id_number": "身份证号", "sex": "性别",
    "ethnic_group": "民族", "political_status": "政治面貌", "post_level": "职务层次",
    "quarter_hours": "学时", "counted": "计入学时", "active": "在用", "category": "教学内容类别",
    "method": "教学方式", "topic": "专题", "capacity": "容纳人数", "planned_count": "计划人数",
    "cost_fen": "经费", "spring_from": "春季学期开始", "autumn_from": "秋季学期开始",
    "minimum": "下限", "maximum": "上限", "metric": "评定什么",
    "minimum_days": "最少天数", "severity": "轻重", "scope": "范围",
    "base": "基数", "base_category": "基数类别", "dimension": "标记种类", "form": "形式",
    "void_date": "作废日期", "serial": "序号", "ring_entry": "密钥", "class_id": "班次",
    "student_id": "学员", "teacher_id": "教师", "venue_id": "场地", "course_id": "课程",
    "unit_id": "单位", "lesson_id": "课次", "profile_id": "政策指标", "rule_id": "规则",
}  # fmt: skip
_PERSONS = ("student", "teacher", "user")
_LABELS = ("name", "title", "student_name", "code", "date", "start_date")


class Misfit(Exception):
    """Which record does not fit, and by what; the text is a clause without a full stop."""


def carry(db: Database, table: str, aside: str, columns: list[str]) -> None:
    """Carry the rows of ``aside`` over. Raises Misfit for the first that does not fit."""
    names = ", ".join(f'"{c}"' for c in columns)
    insert = f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{aside}"'
    try:
        db.execute(f"{insert} ORDER BY rowid")
    except IntegrityError as first:
        for (row_id,) in db.execute(f'SELECT rowid FROM "{aside}" ORDER BY rowid').fetchall():
            try:
                db.execute(f"{insert} WHERE rowid = ?", [row_id])
            except IntegrityError as error:
                raise Misfit(
                    f"{record(db, aside, row_id, table)}{_fault(str(error), table, columns)}"
                ) from error
        raise Misfit(because(str(first))) from first


def record(db: Database, held: str, row_id: int, table: str) -> str:
    """Name a row of the table ``held``, which is a ``table``: 学员「张伟」（编号 3）."""
    cursor = db.execute(f'SELECT * FROM "{held}" WHERE rowid = ?', [row_id])
    names = [d[0] for d in cursor.description]
    row: dict[str, Any] = dict(zip(names, cursor.fetchone(), strict=True))
    label = next((str(row[c]).strip() for c in _LABELS if str(row.get(c) or "").strip()), "")
    return f"{TABLES.get(table, '表 ' + table)}{f'「{label}」' if label else ''}（编号 {row_id}）"


def loose(db: Database, table: str, row_id: int | None, parent: str) -> str:
    """Tell of a row that refers to one that is not there."""
    what = TABLES.get(parent, f"表 {parent}")
    if row_id is None:
        return f"{TABLES.get(table, '表 ' + table)}有记录所指的{what}不存在"
    return f"{record(db, table, row_id, table)}所指的{what}不存在"


def because(text: str) -> str:
    """Tell what an error says of a table, where no record of it is known."""
    table = next((TABLES[w] for w in re.findall(r"[a-z_]+", text) if w in TABLES), "")
    return f"{table}有记录缺少内容、与别的重复或不合要求"


def _fault(text: str, table: str, columns: list[str]) -> str:
    words = [w for w in re.findall(r"[a-z_]+", text.partition(": ")[2] or text) if w in columns]
    if text.startswith(("UNIQUE", "cannot store")):
        words.reverse()
    what = COLUMNS.get(words[0], f"列 {words[0]}") if words else "一项内容"
    if words and words[0] == "name" and table in _PERSONS:
        what = "姓名"
    if text.startswith("UNIQUE"):
        return f"的{what}与别的记录重复"
    if text.startswith("NOT NULL"):
        return f"缺少{what}"
    return f"的{what}不合要求"
