"""本校: its name and settings, its half-days, its users."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlite_utils import Database

from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.text import templates

LEVELS = {"county": "县级", "city": "市级", "province": "省级"}


@dataclass(frozen=True)
class School:
    """The school's one row; see db/schema.sql for the columns."""

    name: str
    level: str
    contact: str
    certificate_pattern: str
    certificate_wording: str
    certificate_code: int
    default_profile: str
    spring_from: str
    autumn_from: str


@dataclass(frozen=True)
class HalfDay:
    """A half-day's usual clock ('HH:MM') and hours."""

    id: int
    code: str
    name: str
    starts_at: str
    ends_at: str
    quarter_hours: int


@dataclass(frozen=True)
class User:
    """Who may open the file."""

    id: int
    name: str
    ring_entry: str


_COLUMNS = ", ".join(School.__dataclass_fields__)


def get(db: Database) -> School:
    """Return the school."""
    return School(*db.execute(f"SELECT {_COLUMNS} FROM school").fetchone())


def half_days(db: Database) -> list[HalfDay]:
    """Return the half-days in the order of the day."""
    rows = db.execute(
        "SELECT id, code, name, starts_at, ends_at, quarter_hours FROM half_day ORDER BY position"
    ).fetchall()
    return [HalfDay(*row) for row in rows]


def users(db: Database) -> list[User]:
    """Return the users, the first one first."""
    rows = db.execute("SELECT id, name, ring_entry FROM user ORDER BY id").fetchall()
    return [User(*row) for row in rows]


def found(tx: Transaction, name: str, level: str, public_key: bytes) -> None:
    """Write the school's row into a new file."""
    tx.insert("school", {"id": 1, "name": name, "level": level, "public_key": public_key.hex()})


@operation("修改学校资料")
def update(tx: Transaction, school: School) -> None:
    """Save the school's settings. Raises UserError where a pattern or template is not usable."""
    if not school.name.strip():
        raise UserError("请填写学校名称。没有写入任何数据。")
    templates.check(school.certificate_pattern, school.certificate_wording)
    tx.update("school", 1, asdict(school))


@operation("修改半天的时间和学时")
def update_half_day(tx: Transaction, half_day: HalfDay) -> None:
    """Save a half-day's clock and hours; lessons planned already keep theirs."""
    if not half_day.starts_at < half_day.ends_at:
        raise UserError(f"{half_day.name}的结束时间应晚于开始时间。没有写入任何数据。")
    values = asdict(half_day)
    tx.update("half_day", values.pop("id"), values)


@operation("添加用户", undo="apart")
def add_user(tx: Transaction, name: str, ring_entry: str) -> int:
    """Record a user whose wrapped key stands in the ring under ``ring_entry``; return the id."""
    tx.name(f"添加用户 {name.strip()}")
    return tx.insert("user", {"name": name.strip(), "ring_entry": ring_entry})


@operation("删除用户", undo="apart")
def remove_user(tx: Transaction, user_id: int) -> None:
    """Take a user off the list. Raises UserError for the last one: nobody could open the file."""
    if tx.db.execute("SELECT count(*) FROM user").fetchone()[0] <= 1:
        raise UserError("至少要留一个用户，否则没有人能打开学校文件。")
    tx.delete("user", user_id)
