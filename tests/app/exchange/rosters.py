"""What a roster has above its rows, and what its review and the file say of it."""

from __future__ import annotations

HEADINGS = [
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "身份证号",
    "政治面貌",
    "工作单位",
    "职务",
    "联系电话",
]


def told(review, severity):
    return [(f.cell, f.text) for f in review.findings if f.severity == severity]


def student_rows(session):
    return session.read(
        lambda db: db.execute(
            "SELECT s.name, sex, ethnic_group, birth_date, id_number, u.name, post, phone"
            " FROM student s LEFT JOIN unit u ON u.id = s.unit_id ORDER BY s.id"
        ).fetchall()
    )
