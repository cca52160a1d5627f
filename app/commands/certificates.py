"""public-key, verify: a school's public key, and certificates checked with it, without the school."""

from __future__ import annotations

import json
import sys
from typing import Any

from app.commands.command import Command, Parser, file_path, open_file
from app.ground.jobs import Progress


def _public_key_arguments(one: Parser) -> None:
    one.add_argument(
        "--out", metavar="PUBLIC", type=file_path, required=True, help="公钥文件（.pem）"
    )


def _public_key(options: Any) -> int:
    from app.certificates import key_pair

    with open_file(options.file) as session:
        named = session.read(key_pair.write_public, options.out)
    print(f"{options.out}\n公钥指纹 {named}")
    return 0


def _verify_arguments(one: Parser) -> None:
    one.add_argument(
        "--key", metavar="PUBLIC", type=file_path, required=True, help="学校给的公钥文件（.pem）"
    )
    one.add_argument("--json", action="store_true", help="每个二维码输出一个 JSON 对象")
    one.add_argument("paper", metavar="PAPER", type=file_path, help="证书：PDF、扫描件或照片")


def _verify(options: Any) -> int:
    from app.certificates import checking, key_pair, verdict_words

    public = key_pair.read_public(options.key)
    findings = checking.check(options.paper, public, Progress(_shown))
    for finding in findings:
        if options.json:
            print(json.dumps(checking.as_json(finding), ensure_ascii=not _speaks_utf8()))
            continue
        print(verdict_words.title(finding))
        for label, value in verdict_words.facts(finding):
            print(f"  {label}　{value}")
        print(f"  {verdict_words.explained(finding, public)}")
    if len(findings) > 1 and not options.json:
        print(verdict_words.summary(findings))
    return 0 if all(finding.verdict == "genuine" for finding in findings) else 1


def _shown(done: int, total: int, text: str) -> None:
    """Show on a terminal how far long work is; where both streams share it, print nothing between."""
    if total > 1 and sys.stderr.isatty() and not sys.stdout.isatty():
        print(f"\r{text}", end="\n" if done == total else "", file=sys.stderr)


def _speaks_utf8() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


COMMANDS = (
    Command(
        "public-key",
        "导出学校的公钥，交给需要核验证书的人",
        _public_key,
        _public_key_arguments,
    ),
    Command(
        "verify",
        "用学校的公钥核验证书（PDF、扫描件、照片），不需要学校文件；全部真实返回 0，"
        "改动、伪造、要看纸面的（另有文字、作废、盖住）等返回 1",
        _verify,
        _verify_arguments,
        file=False,
    ),
)
