"""What the documents say can be done, can be done: commands, targets, files, names, words of the window."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from app.commands.main import main, parser
from app.ground.paths import ROOT
from tests.conftest import PASSWORD

DOCS = (
    *("README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"),
    *("installer/README.md", "installer/RELEASE-CHECKLIST.md", "resources/demo/README.md"),
)
MANUAL = sorted((ROOT / "resources/manual").glob("*.md"))
SOURCES = ("app", "ui", "db", "resources", "installer", "tests", ".github")
TEXTS = (".py", ".sql", ".toml", ".nsi", ".c", ".yml", ".md")
MADE = ("build/", "dist/", "licences/")  # by a command, not kept

# What stands in capitals in a command's line -> what it is in the demonstration school.
DEMO = ROOT / "resources/demo"
VALUES = {
    **{"FILE": "示范学校.dxjw", "DIR": "结果", "CLASS": "2026-01", "CODE": "2026-05"},
    **{"DRAFT": "2026-03", "PLAN": f"{DEMO}/课程安排.xlsx"},
    **{
        "ROSTER": f"{DEMO}/学员名册.xlsx",
        "WORKBOOK": f"{DEMO}/师资课程.xlsx",
        "PAST": f"{DEMO}/以前的班次.xlsx",
    },
    **{"PDF": "材料.pdf", "XLSX": "统计.xlsx", "COPY": "备份.dxjw", "PLAIN.db": "副本.db"},
    **{"PUBLIC.pem": "公钥.pem", "PAPER": "证书.pdf", "TXT": "恢复码.txt"},
    **{"ARCHIVE": "归档.dxlog", "DATE": "2020-01-01", "FOLDER": "归档"},
    **{"BACKUP": "备份.dxjw", "NEW": "新学校.dxjw", "NAME": "青山县委党校"},
    **{"BOARD": "校委会", "MINUTES": "5号", "NUMBER": "12号"},
    **{"SQL": "SELECT name FROM school", "[--write] SQL": "UPDATE school SET contact = ''"},
}
# What somebody has done before.
BEFORE = {
    "rehearse": ("backup FILE --out COPY",),
    "retrieve": ("backup FILE --out COPY",),
    "verify": (
        "public-key FILE --out PUBLIC.pem",
        "print FILE CLASS --kind certificates --out PAPER",
    ),
    "restore": ("backup FILE --out COPY",),
}
WINDOW = ("window", "tour")  # tests/ui has these
# status 1 here: a class of the demonstration is not yet as it should be; none of its operations is old
MENDING = ("check", "archive-journal")
DESCRIBED = ("—", "第几版", "第几稿")  # the manual's word for something, not the thing's own


def text_of(name: str | Path) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(text: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)


def spans(name: str) -> list[str]:
    """What stands between backticks in a document's prose."""
    prose = re.sub(r"^```\w*\n.*?^```", "", text_of(name), flags=re.M | re.S)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]


# --------------------------------------------------------------------------------- commands


def command_lines(synopsis: str) -> list[list[str]]:
    """The lines a synopsis stands for: without and with its [options], with each of a|b|c."""
    parts: list[list[list[str]]] = []
    for part in re.findall(r"\[[^]]*\]|\S+", synopsis)[1:]:
        words = [word.split("|") for word in part.strip("[]").split()]
        parts.append([*([[]] if part[0] == "[" else []), *(list(one) for one in product(*words))])
    return [[word for words in line for word in words] for line in product(*parts)]


def documented() -> list[str]:
    """Every line of every ``dangxiao …`` in a block, without the words that explain it."""
    lines = [
        line for name in DOCS for block in blocks(text_of(name)) for line in block.splitlines()
    ]
    wanted = [re.split(r"\s{2,}", line)[0] for line in lines if line.startswith("dangxiao ")]
    return sorted({" ".join(words) for synopsis in wanted for words in command_lines(synopsis)})


def filled(line: str, folder: Path) -> list[str]:
    """Put the demonstration's things for the capitals. Fails at capitals it does not know."""
    words = line.split(" ")
    for at, word in enumerate(words):
        if re.match(r"[A-Z]{2}", word):
            assert word in VALUES, f"say in VALUES of this test what {word} is"
            words[at] = VALUES["[--write] SQL" if word == "SQL" and "--write" in words else word]
            if word == "DIR" or re.search(r"^[^/]+\.[a-z]+$", words[at]):
                words[at] = str(folder / words[at])
    return words


@pytest.mark.parametrize("line", documented())
def test_a_command_does_what_is_said(
    line: str, demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = filled(line, demo_path.parent)
    if words[0] in WINDOW:
        assert parser().parse_args(words)
        return
    monkeypatch.setenv("DANGXIAO_PASSWORD", PASSWORD)
    for earlier in BEFORE.get(words[0], ()):
        assert main(filled(earlier, demo_path.parent)) == 0
    assert main(words) == (1 if words[0] in MENDING else 0)


def test_no_command_is_kept_from_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^ {4}([a-z-]+)", capsys.readouterr().out, re.M))
    assert known - {line.split()[0] for line in documented()} == {"window"}
    named = {s.split()[1] for name in DOCS for s in spans(name) if re.match(r"dangxiao [a-z]", s)}
    assert named <= known | {"certificate"}  # the first line of what is signed, no command


def test_every_target_is_in_the_makefile() -> None:
    targets = set(" ".join(re.findall(r"^([a-z -]+):", text_of("Makefile"), re.M)).split())
    asked = re.findall(r"^#.* make ([a-z-]+)  ", text_of("Makefile"), re.M)  # its own help
    for name in (*DOCS, ".ci/run", ".github/workflows/linux.yml"):
        code = [*spans(name), *blocks(text_of(name))] if name.endswith(".md") else [text_of(name)]
        asked += [t for each in code for t in re.findall(r"\bmake (?:[A-Z]+=\S+ )?([a-z-]+)", each)]
    assert asked and set(asked) <= targets


# ------------------------------------------------------------------------- files and names


@pytest.mark.parametrize("name", DOCS)
def test_every_file_named_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)", text_of(name))
    shape = re.compile(r"[\w.*-]+(?:/[\w.*-]*)+|[\w-]+\.(?:py|sql|toml|lock|c|nsi|svg|pem|ps1|md)")
    words = [word for span in spans(name) for word in span.split() if shape.fullmatch(word)]
    for path in (*links, *words):
        places = [ROOT, ROOT / "app", (ROOT / name).parent]
        if "/" not in path:  # a name of the room that is spoken of
            places += [ROOT / top for top in SOURCES]
            path = f"**/{path}"
        there = any(any(place.glob(path.rstrip("/"))) for place in places)
        assert there or path.startswith(MADE), path


@cache
def written() -> set[str]:
    """Every word of the sources."""
    found = [ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / "requirements.lock"]
    for top in SOURCES:
        found += [path for path in (ROOT / top).rglob("*.*") if path.suffix in TEXTS]
    told = {ROOT / name for name in DOCS}
    texts = (path.read_text("utf-8") for path in found if path not in told and path.is_file())
    return {word for text in texts for word in re.findall(r"\w+", text)}


@pytest.mark.parametrize("name", DOCS)
def test_every_name_of_the_program_is_written_in_it(name: str) -> None:
    shape = re.compile(r"(?:\w+\.)*\w+(?:\(.*\))?")
    names = [span for span in spans(name) if shape.fullmatch(span) and re.search("[._]", span)]
    words = {word for each in names for word in re.findall(r"\b[A-Za-z_]\w+", each)}
    assert words <= written()


# ------------------------------------------------------------------------------- the manual


@cache
def shown() -> str:
    """All that the program can say, in one text."""
    found = [path for top in ("app", "ui") for path in (ROOT / top).rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in found)


@pytest.mark.parametrize("path", MANUAL, ids=lambda path: path.stem)
def test_what_the_manual_quotes_is_a_word_of_the_window(path: Path) -> None:
    quoted = [q for quote in re.findall("“([^”]+)”", text_of(path)) for q in quote.split(" · ")]
    assert [q for q in quoted if q not in shown() and q not in DESCRIBED] == []


@pytest.mark.parametrize("path", MANUAL, ids=lambda path: path.stem)
def test_the_manual_leads_to_pages_of_its_own(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(path)):
        assert (path.parent / target).is_file(), target
