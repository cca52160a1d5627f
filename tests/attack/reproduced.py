"""Forgeries that once passed the judge, and their kind: by bare SQL upon the school of ``states``."""

from __future__ import annotations

from tests.attack.states import (
    APPROVED,
    ARCHIVED,
    CLOSED,
    FAILING,
    OTHER,
    PAST,
    REOPENED,
    RUNNING,
    SOUND,
)

CERTIFICATE = (
    "class_code, class_name, start_date, end_date, quarter_hours, wording, school_name, issue_date,"
    " verification_code, signature, key_fingerprint"
)
ISSUE = (
    f"INSERT OR REPLACE INTO certificate (number, series, serial, class_id, student_id, student_name,"
    f" {CERTIFICATE}) SELECT {{}}, {CERTIFICATE} FROM certificate WHERE id = 4"
)
HOURS = "INSERT INTO hour_entry (student_id, class_id, form, title, start_date, end_date, quarter_hours)"

COPY = (
    f"INSERT OR REPLACE INTO certificate (number, class_id, student_id, student_name, brought_in, {{}}"
    f" {CERTIFICATE}) SELECT {{}}, {CERTIFICATE} FROM certificate WHERE brought_in = 1"
)
CALLED = (
    "INSERT INTO certificate (number, class_id, student_id, student_name, brought_in, class_name, school_name,"
    " class_code, start_date, end_date, quarter_hours, wording, issue_date, verification_code)"
    f" SELECT '旧2', {PAST}, 2, '乙', 1, {{}}, class_code, start_date, end_date, quarter_hours, wording,"
    " issue_date, verification_code FROM certificate WHERE brought_in = 1"
)

FORGERIES = {
    "a class of before that is none": [
        "INSERT INTO class (code, name, profile_id, brought_in) VALUES ('9', '班', 5, 1)",
        "INSERT INTO class (code, name, profile_id, brought_in, status, approved_at)"
        " VALUES ('9', '班', 5, 1, 'closed', '2025-01-01 08:00:00')",
        "INSERT OR REPLACE INTO class (code, name, profile_id, brought_in, status)"
        f" VALUES ('2026-0{APPROVED}', '班', 5, 1, 'closed')",
        f"UPDATE class SET brought_in = 1 WHERE id = {SOUND}",
        f"UPDATE class SET brought_in = 1, status = 'closed', approved_at = NULL WHERE id = {FAILING}",
        f"UPDATE class SET brought_in = 1, approved_at = NULL, closed_at = NULL WHERE id = {CLOSED}",
        f"UPDATE class_span SET end_date = '2100-01-01' WHERE class_id = {PAST}",
        f"INSERT INTO class_span (class_id, start_date, end_date) VALUES ({PAST}, '2100-01-01', '2100-01-02')",
        f"UPDATE OR REPLACE class_span SET class_id = {PAST} WHERE class_id = {RUNNING}",
        "UPDATE school SET own_from = '2025-03-07'",
        "UPDATE OR REPLACE school SET own_from = NULL",
    ],
    "a class of before that is judged, or taught": [
        f"UPDATE class SET brought_in = 0 WHERE id = {PAST}",
        f"UPDATE OR REPLACE class SET brought_in = NULL WHERE id = {PAST}",
        f"UPDATE class SET status = 'draft' WHERE id = {PAST}",
        f"UPDATE class SET status = 'running' WHERE id = {PAST}",
        f"UPDATE class SET approved_at = '2025-01-01 08:00:00' WHERE id = {PAST}",
        f"UPDATE class SET closed_at = datetime('now', 'localtime') WHERE id = {PAST}",
        f"UPDATE class SET version = 2 WHERE id = {PAST}",
        f"UPDATE class SET approved_by = '校委会' WHERE id = {PAST}",
        f"UPDATE class SET approved_on = '2025-02-20' WHERE id = {PAST}",
        f"UPDATE OR REPLACE class SET minutes = '纪要' WHERE id = {PAST}",
        f"UPDATE class SET document_number = '组〔2025〕1号' WHERE id = {PAST}",
        "INSERT INTO class (code, name, profile_id, brought_in, status, approved_by)"
        " VALUES ('9', '班', 5, 1, 'closed', '校委会')",
        "INSERT INTO lesson (class_id, date, half, starts_at, ends_at, title, category, method,"
        f" quarter_hours) VALUES ({PAST}, '2025-03-03', 'morning', '08:00', '09:00', '课', 'theory',"
        " 'lecture', 4)",
        f"UPDATE lesson SET class_id = {PAST} WHERE class_id = {SOUND}",
        f"{HOURS} VALUES (1, {PAST}, 'offline', '班', '2025-03-03', '2025-03-07', 80)",
    ],
    "a certificate of before that is ours, or ours of before": [
        COPY.format("series, serial,", f"'旧9', {PAST}, 2, '乙', 1, '旧', 9"),
        COPY.format("", f"'旧1', {PAST}, 2, '乙', 1"),
        COPY.format("", f"'X2026-06-0001', {PAST}, 2, '乙', 1"),
        COPY.format("", f"'旧2', {PAST}, 3, '丙', 1"),  # not in the class
        COPY.format("", f"'旧2', {CLOSED}, 2, '乙', 1"),
        COPY.format("", f"'旧2', {PAST}, 2, '别人', 1"),
        COPY.format("", f"' ', {PAST}, 2, '乙', 1"),
        COPY.format("", f"'旧2', {PAST}, 1, '甲', 1"),  # has one
        COPY.format("photo_id,", f"'旧2', {PAST}, 2, '乙', 1, 1"),
        ISSUE.format(f"'新1', '新', 1, {PAST}, 2, '乙'"),
        "UPDATE certificate SET brought_in = 0 WHERE brought_in = 1",
        "UPDATE certificate SET brought_in = 1 WHERE id = 5",
        "UPDATE certificate SET number = '旧3' WHERE brought_in = 1",
        "UPDATE certificate SET quarter_hours = 800 WHERE brought_in = 1",
        "UPDATE certificate SET issue_date = '2099-01-01' WHERE brought_in = 1",
        "UPDATE certificate SET class_name = '别班' WHERE brought_in = 1",
        "UPDATE certificate SET class_name = class_name || '（）' WHERE brought_in = 1",
        "UPDATE certificate SET school_name = '别校' WHERE brought_in = 1",
        CALLED.format("'别班', school_name"),
        CALLED.format("class_name || '（）', school_name"),
        CALLED.format("class_name, '别校'"),
        f"UPDATE class SET typed_quarter_hours = NULL, typed_leaders = 9999 WHERE id = {PAST}",
        "UPDATE certificate SET signature = 'x', key_fingerprint = 'x' WHERE brought_in = 1",
        f"DELETE FROM class WHERE id = {PAST}",
        f"DELETE FROM enrolment WHERE class_id = {PAST}",
    ],
    "an approval through a kind that REPLACE fills": [
        f"UPDATE OR REPLACE class SET kind = NULL, status = 'approved' WHERE id = {OTHER}",
        f"UPDATE OR REPLACE class SET kind = NULL WHERE id IN ({APPROVED}, {OTHER})",
        f"UPDATE OR REPLACE class SET status = NULL WHERE id = {APPROVED}",
        "UPDATE OR REPLACE class SET kind = NULL, status = 'approved'",
    ],
    "a version that is not the paper's": [
        f"UPDATE OR REPLACE class SET version = NULL WHERE id = {REOPENED}",
        f"UPDATE OR REPLACE class SET version = NULL, status = 'draft' WHERE id = {APPROVED}",
        "INSERT INTO class (code, name, profile_id, version) VALUES ('9', '班', 1, 7)",
        "INSERT INTO class (code, name, profile_id, version) VALUES ('9', '班', 1, 9223372036854775807)",
    ],
    "a void without a reason, or a reason without a void": [
        "UPDATE OR REPLACE certificate SET void_reason = NULL WHERE id = 2",
        "UPDATE certificate SET void_reason = '改' WHERE id = 2",
        "UPDATE certificate SET void_reason = '先写' WHERE id = 5",
        "UPDATE OR REPLACE certificate SET status = NULL, void_date = NULL WHERE id = 2",
        "UPDATE certificate SET status = 'voided', void_date = '昨天' WHERE id = 5",
    ],
    "a certificate for somebody else": [
        "UPDATE certificate SET student_id = NULL WHERE id = 5",
        "UPDATE certificate SET class_id = NULL WHERE id = 5",
        "UPDATE certificate SET student_id = 6 WHERE id = 5",
        "DELETE FROM student WHERE id = 1",
        "INSERT OR REPLACE INTO student (id, name) VALUES (1, '换人')",
        "UPDATE OR REPLACE student SET id = 1 WHERE id = 6",
    ],
    "a certificate for a draft, or for nobody": [
        ISSUE.format(f"'新1', '新', 1, {SOUND}, 1, '甲'"),
        ISSUE.format(f"'新1', '新', 1, {REOPENED}, 1, '甲'"),
        ISSUE.format(f"'新1', '新', 1, {APPROVED}, 1, '甲'"),  # another class's dates
        ISSUE.format("'新1', '新', 1, NULL, NULL, '谁'"),
        ISSUE.format(f"'新1', '新', 1, {CLOSED}, 99, '谁'"),
        ISSUE.format(f"'新1', '新', 1, {CLOSED}, 6, '己'"),  # not in the class
        ISSUE.format(f"'新1', '新', 1, {CLOSED}, 4, '丁'"),  # has left it
        ISSUE.format(f"'新1', '新', 1, {CLOSED}, 2, '别名'"),
        ISSUE.format("'新1', '新', 1, 99, 2, '乙'"),
    ],
    "a number out of its turn": [
        ISSUE.format(f"'X2026-06-9', 'X2026-06-', 9223372036854775807, {CLOSED}, 2, '乙'"),
        ISSUE.format(f"'X2026-06-9', 'X2026-06-', 9, {CLOSED}, 2, '乙'"),
        ISSUE.format(f"'X2026-06-0', '又', 0, {CLOSED}, 2, '乙'"),
        ISSUE.format(f"'X2026-06-0004', '又', 1, {CLOSED}, 2, '乙'"),
        ISSUE.format(f"'没有序号', '又', 1, {CLOSED}, 2, '乙'"),
    ],
    "a certificate in the place of another": [
        ISSUE.format(f"'又1', '又', 1, {CLOSED}, 3, '丙'"),
        ISSUE.format(f"'X2026-06-0001', '又', 1, {CLOSED}, 2, '乙'"),
        ISSUE.replace("(number", "(id, number").format(f"2, '又1', '又', 1, {CLOSED}, 2, '乙'"),
        "UPDATE OR REPLACE certificate SET student_id = 3 WHERE id = 5",
        "DELETE FROM certificate WHERE id = 2",
    ],
    "a state that there is not": [
        "UPDATE certificate SET status = 'lost' WHERE id = 5",
        "UPDATE certificate SET status = 'voided' WHERE id = 5",
        f"UPDATE class SET status = 'sound' WHERE id IN ({SOUND}, {APPROVED})",
        f"UPDATE enrolment SET status = 'gone' WHERE class_id = {CLOSED}",
    ],
    "a journal that tells something else": [
        "DELETE FROM change",
        "UPDATE change SET before = NULL, after = NULL",
        "INSERT INTO change (operation_id, table_name, row_id, action) SELECT max(operation_id), 'class',"
        " 1, 'update' FROM change",
        "INSERT OR REPLACE INTO change (id, table_name, row_id, action) VALUES (1, 'class', 1, 'update')",
        "DELETE FROM operation",
        "UPDATE operation SET name = '别的', user_name = '别人'",
        "UPDATE operation SET state = 'dropped'",
        "INSERT INTO operation (name) VALUES ('没有的事')",
        "INSERT INTO journal_head SELECT max(id) FROM operation",
        "UPDATE baseline SET digest = ''",
        "DELETE FROM baseline",
    ],
    "a class in the place of an approved one": [
        f"INSERT OR REPLACE INTO class (code, name, profile_id) VALUES ('2026-0{APPROVED}', '新', 5)",
        f"INSERT OR REPLACE INTO class (id, code, name, profile_id) VALUES ({REOPENED}, '9', '新', 5)",
        f"UPDATE OR REPLACE class SET code = '2026-0{CLOSED}' WHERE id = {SOUND}",
        f"DELETE FROM class WHERE id IN ({REOPENED}, {CLOSED})",
        "DELETE FROM class",
    ],
    "a date of approval or closing that was not": [
        f"UPDATE class SET approved_at = '2020-01-01 08:00:00' WHERE id = {APPROVED}",
        f"UPDATE class SET approved_at = '2020-01-01 08:00:00', status = 'approved' WHERE id = {SOUND}",
        f"UPDATE class SET closed_at = '2020-01-01 08:00:00' WHERE id = {CLOSED}",
        f"UPDATE class SET closed_at = NULL WHERE id = {CLOSED}",
        f"UPDATE class SET closed_at = '2020-01-01 08:00:00' WHERE id = {APPROVED}",
        f"UPDATE class SET status = 'closed', closed_at = '2020-01-01 08:00:00' WHERE id = {APPROVED}",
        "INSERT INTO class (code, name, profile_id, closed_at) VALUES ('9', '班', 1, '2020-01-01')",
    ],
    "other people in a closed class": [
        f"INSERT INTO enrolment (class_id, student_id) VALUES ({CLOSED}, 6)",
        f"INSERT OR REPLACE INTO enrolment (class_id, student_id) VALUES ({CLOSED}, 2)",
        f"UPDATE enrolment SET student_id = 6 WHERE class_id = {CLOSED} AND student_id = 2",
        f"UPDATE enrolment SET status = 'completed' WHERE class_id = {CLOSED}",
        f"UPDATE enrolment SET status = 'withdrawn' WHERE class_id = {CLOSED}",
        f"UPDATE OR REPLACE enrolment SET status = NULL WHERE class_id = {CLOSED}",
        f"UPDATE OR REPLACE enrolment SET class_id = {CLOSED} WHERE class_id = {SOUND}",
        f"UPDATE enrolment SET class_id = {SOUND} WHERE class_id = {ARCHIVED} AND student_id = 2",
        f"DELETE FROM enrolment WHERE class_id = {CLOSED}",
        f"DELETE FROM enrolment WHERE class_id = {ARCHIVED}",
        "DELETE FROM enrolment WHERE class_id = 4",  # has a certificate
        "UPDATE enrolment SET status = 'withdrawn' WHERE class_id = 4",
    ],
    "other hours of a closed class": [
        f"{HOURS} VALUES (6, {CLOSED}, 'offline', '班', '2026-03-02', '2026-03-06', 400)",
        f"{HOURS} VALUES (1, {SOUND}, 'offline', '班', '2026-03-02', '2026-03-06', 400)",
        f"{HOURS} VALUES (1, {APPROVED}, 'offline', '班', '2026-03-02', '2026-03-06', 400)",
        f"UPDATE hour_entry SET quarter_hours = 400 WHERE class_id = {CLOSED}",
        f"UPDATE hour_entry SET class_id = NULL WHERE class_id = {CLOSED}",
        f"UPDATE hour_entry SET student_id = 6 WHERE class_id = {CLOSED} AND student_id = 1",
        f"UPDATE OR REPLACE hour_entry SET student_id = 1 WHERE class_id = {CLOSED}",
        f"DELETE FROM hour_entry WHERE class_id = {CLOSED}",
        f"INSERT OR REPLACE INTO hour_entry SELECT * FROM hour_entry WHERE class_id = {CLOSED}",
    ],
    "a rule escaped by the school": [
        "UPDATE school SET level = 'city' WHERE id = 1",
        "UPDATE OR REPLACE school SET level = NULL WHERE id = 1",
        "UPDATE OR IGNORE school SET level = 'province'",
        "UPDATE school SET autumn_from = '12-30'",
        "UPDATE school SET spring_from = '04-20'",
        "DELETE FROM school",
    ],
    "codes that classes were judged by": [
        "UPDATE lecturer_kind SET code = 'expert2' WHERE code = 'expert'",
        "UPDATE lecturer_kind SET name = '换' WHERE code = 'expert'",
        "DELETE FROM course_category",
        "DELETE FROM class_kind WHERE code = 'main'",
        "UPDATE class_kind SET parent = 'special' WHERE code = 'main'",
        "UPDATE OR REPLACE class_kind SET code = 'main' WHERE code = 'special'",
        "INSERT INTO class_kind (code, name, parent) VALUES ('new', '新', 'deputy_township')",
        "INSERT OR REPLACE INTO class_kind (code, name, parent) VALUES ('main', '换', 'special')",
        "UPDATE OR REPLACE teaching_method SET code = 'lecture' WHERE code = 'case'",
        "UPDATE lecturer_kind SET code = 'x'",
        "UPDATE half_day SET code = 'x' WHERE code = 'morning'",
        "DELETE FROM half_day WHERE code = 'morning'",
        "INSERT OR REPLACE INTO half_day (code, name, position, starts_at, ends_at, quarter_hours)"
        " VALUES ('morning', '早', 1, '08:00', '12:00', 16)",
        "INSERT OR REPLACE INTO role_right VALUES ('reader', 'users')",
    ],
    "what lessons and certificates name": [
        "DELETE FROM teacher WHERE id = 1",
        "DELETE FROM venue WHERE id = 1",
        "INSERT OR REPLACE INTO venue (name) VALUES ('一号教室')",
        "UPDATE OR REPLACE venue SET name = '一号教室' WHERE id = 2",
        "DELETE FROM course WHERE id = 1",
        "DELETE FROM photo",
        "UPDATE photo SET jpeg = x'00'",
        "DELETE FROM student WHERE id IN (2, 3)",
    ],
    "who signs as whom": [
        "UPDATE user SET ring_entry = 'x'",
        "INSERT OR REPLACE INTO user (name, role, ring_entry) SELECT name, role, 'x' FROM user",
        "INSERT OR REPLACE INTO user (name, role, ring_entry) SELECT '新', role, ring_entry FROM user",
        "DELETE FROM user",
    ],
}
