# Types of the part of sqlcipher3 that we use. It is a build of Python's own sqlite3 module, so its
# connections are described as sqlite3's: that is what sqlite_utils.Database asks for, and it works.
# Two things differ when it runs: its exceptions are its own (an `except sqlite3.Error` misses them,
# hence new classes here), and its connections have no serialize, deserialize, blobopen or iterdump.
import sqlite3
from os import PathLike
from sqlite3 import PARSE_COLNAMES as PARSE_COLNAMES
from sqlite3 import PARSE_DECLTYPES as PARSE_DECLTYPES
from sqlite3 import SQLITE_DENY as SQLITE_DENY
from sqlite3 import SQLITE_IGNORE as SQLITE_IGNORE
from sqlite3 import SQLITE_OK as SQLITE_OK
from typing import Literal

class Warning(Exception): ...

class Error(Exception):
    sqlite_errorcode: int
    sqlite_errorname: str

class InterfaceError(Error): ...
class DatabaseError(Error): ...
class DataError(DatabaseError): ...
class OperationalError(DatabaseError): ...
class IntegrityError(DatabaseError): ...
class InternalError(DatabaseError): ...
class ProgrammingError(DatabaseError): ...
class NotSupportedError(DatabaseError): ...
class Cursor(sqlite3.Cursor): ...
class Row(sqlite3.Row): ...
class Connection(sqlite3.Connection): ...

sqlite_version: str
sqlite_version_info: tuple[int, int, int]

def connect(
    database: str | bytes | PathLike[str],
    timeout: float = 5.0,
    detect_types: int = 0,
    isolation_level: Literal["DEFERRED", "IMMEDIATE", "EXCLUSIVE"] | None = "DEFERRED",
    check_same_thread: bool = True,
    factory: type[Connection] = ...,
    cached_statements: int = 100,
    uri: bool = False,
) -> Connection: ...
