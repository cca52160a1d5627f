"""本校: its name and settings, its half-days."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.text import plain, templates

SHARE_BASES = {"hours": "学时", "courses": "课程门数"}
LEADING_CADRE = (
    "县级领导班子成员，县直部门和乡镇（街道）党政主要负责人；按授课当天的职务认定，不含本校人员。"
)
"""Who counts as 领导干部 until the school says otherwise; as db/schema.sql has it."""
LEVELS = {"county": "县级", "city": "市级", "province": "省级"}


@record
class School:
    """The school's one row; see db/schema.sql for the columns."""

    name: str = fact("名称", required=True)
    level: str = fact("级别", "code", codes=LEVELS, required=True, usual="county")
    contact: str = fact("联系方式")
    certificate_pattern: str = fact("证书编号格式", usual=...)
    certificate_wording: str = fact("证书文字", "lines", usual=...)
    certificate_code: int = fact("证书印二维码", "flag", required=True, usual=1)
    default_profile: str = fact("默认政策指标", usual=...)
    approval_asks: str = fact("审定时问", usual=...)
    roster_columns: str = fact("花名册栏目", usual=...)
    on_site_interactive: int = fact("现场教学计入互动式教学", "flag", required=True, usual=0)
    share_base: str = fact(
        "互动式教学比例的基数", "code", codes=SHARE_BASES, required=True, usual="hours"
    )
    leading_cadre: str = fact("领导干部的认定", "lines", usual=...)
    own_from: str = fact("启用日期", "date", required=True, usual=...)
    spring_from: str = fact("春季学期开始", usual=...)
    autumn_from: str = fact("秋季学期开始", usual=...)


FACTS = Facts(School, "school", "学校", beside="public_key package_id key_changed_at created_at")


@record
class HalfDay:
    """A half-day's usual clock ('HH:MM') and hours."""

    id: int
    code: str = fact("代码", required=True)
    name: str = fact("名称", required=True)
    starts_at: str = fact("开始时间", "clock", required=True)
    ends_at: str = fact("结束时间", "clock", required=True)
    quarter_hours: int = fact("学时", "hours", required=True)


HALF_DAY_FACTS = Facts(HalfDay, "half_day", "半天", beside="position")


@record
class Package:
    """What another school has sent; its rows come, change and go while ``state`` is open."""

    id: int
    kind: str = fact("种类", required=True)
    sender: str = fact("来自")
    received_at: str = fact("收到时间", "moment", kept=True, usual=...)
    state: str = fact(
        "状态", "code", codes={"open": "正在读入", "closed": "已读入"}, usual="open", required=True
    )
    remark: str = fact("备注", "lines")


PACKAGE_FACTS = Facts(Package, "package", "数据包")


def get(db: Database) -> School:
    """Return the school."""
    return FACTS.read(db, "WHERE t.id = 1")[0]


def half_days(db: Database) -> list[HalfDay]:
    """Return the half-days in the order of the day."""
    return HALF_DAY_FACTS.read(db, "ORDER BY t.position")


def found(tx: Transaction, name: str, level: str, public_key: bytes) -> None:
    """Write the school's row into a new file."""
    plain.refuse("学校名称", name)
    tx.insert("school", {"id": 1, "name": name, "level": level, "public_key": public_key.hex()})


@operation("修改学校资料", right="school")
def update(tx: Transaction, school: School) -> None:
    """Save the school's settings. Raises UserError where a pattern or template is not usable."""
    row = FACTS.changed(tx.db, 1, asdict(school))
    if school.certificate_pattern != get(tx.db).certificate_pattern:  # one of before stays in use
        templates.check_number(school.certificate_pattern)
    templates.check_wording(school.certificate_wording)
    tx.update("school", 1, row)


@operation("修改学校资料", right="school")
def change(tx: Transaction, key: str, value: object) -> None:
    """Save one setting; what another edit has just written stays. Raises UserError as ``update`` does."""
    tx.begin(update(replace(get(tx.db), **{key: value})))


@operation("修改半天的时间和学时", right="school")
def change_half_day(tx: Transaction, half_day_id: int, key: str, value: object) -> None:
    """Save one thing of a half-day; what another edit has just written stays. Raises UserError."""
    now = next(half for half in half_days(tx.db) if half.id == half_day_id)
    tx.begin(update_half_day(replace(now, **{key: value})))


@operation("修改半天的时间和学时", right="school")
def update_half_day(tx: Transaction, half_day: HalfDay) -> None:
    """Save a half-day's clock and hours; lessons planned already keep theirs."""
    if not half_day.starts_at < half_day.ends_at:
        raise UserError(f"{half_day.name}的结束时间应晚于开始时间。没有写入任何数据。")
    values = asdict(half_day)
    half_day_id = values.pop("id")
    tx.update("half_day", half_day_id, HALF_DAY_FACTS.changed(tx.db, half_day_id, values))


def key_changed_at(db: Database) -> str:
    """Return when the file got the key it has, '2026-11-29 08:30'; "" for the one it was made with."""
    return db.execute("SELECT key_changed_at FROM school WHERE id = 1").fetchone()[0]


@operation("更换密钥", undo="apart", right="users")
def key_changed(tx: Transaction, at: str) -> None:
    """Note when the file got another key ('2026-11-29 08:30')."""
    tx.update("school", 1, {"key_changed_at": at})
