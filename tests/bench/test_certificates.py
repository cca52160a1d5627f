"""A thousand certificates against a plain reportlab loop that draws nothing but their text."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.papers import certificates
from app.papers.certificates import Certificate, Certificates
from app.papers.engine import fonts

COUNT = 1000
SIGNATURE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" * 3 + "0123456789ABCDEFGHJKMNPQRS"
MOST = 3.5  # a signed code has three times the text of one that is not: 0.17 ms instead of 0.08
WORDING = (
    "{}同志（男，土家族，1985年3月生）于2026年11月2日至11月13日参加我校举办的"
    "2026年秋季科级干部进修班（第3期），修完规定课程，计72学时，成绩合格，准予结业。"
)


def batch() -> Certificates:
    """Certificates with photographs, QR codes and rare names."""
    buffer = io.BytesIO()
    Image.effect_noise((295, 413), 12).convert("RGB").save(buffer, "JPEG", quality=75)
    photo = buffer.getvalue()
    items = []
    for number in range(COUNT):
        name = "李张王欧"[number % 4] + "䶮𬎆𫖯㛃国强建华丽娟"[number % 10]
        items.append(
            Certificate(
                number=f"2026-03-{number:04}",
                name=name,
                class_name="2026年秋季科级干部进修班（第3期）",
                start_date="2026-11-02",
                end_date="2026-11-13",
                wording=WORDING.format(name),
                school_name="中共××县委党校（××县行政学校）",
                issue_date="2026-11-13",
                verification_code="7QF2-M9DX",
                quarter_hours=288,
                signature=SIGNATURE,
                key_fingerprint="AS3N-N9TM-CD3M-R0M5",
                photo=photo,
            )
        )
    return Certificates("结业证书", tuple(items))


def plain(data: Certificates, path: Path) -> None:
    """What anybody would write first: the same text in the same fonts, line by line."""
    canvas = Canvas(str(path), pagesize=certificates.PAGE)
    for item in data.items:
        canvas.setFont("song-bold", 46)
        canvas.drawString(300, 459, "结业证书")
        canvas.setFont("kai", 20)
        for line in range(4):
            canvas.drawString(247, 380 - 37 * line, item.wording[line * 24 : line * 24 + 24])
        canvas.setFont("kai", 11)
        canvas.drawString(200, 130, f"证书编号：{item.number}")
        canvas.drawString(200, 110, f"验证码：{item.verification_code}")
        canvas.drawString(200, 90, "扫码见所签内容，可用本校公钥离线核验")
        canvas.setFont("song-bold", 17)
        canvas.drawString(500, 130, item.school_name)
        canvas.drawString(500, 110, "二〇二六年十一月十三日")
        canvas.showPage()
    canvas.save()


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_a_thousand_certificates_within_a_few_times_plain_text(tmp_path: Path) -> None:
    data = batch()
    for face in ("song-bold", "kai"):
        fonts.face(face)
    certificates.write(data, tmp_path / "warm.pdf")
    # By turns, and the quickest of each: what the work costs, not what else the machine did.
    runs = [
        (
            seconds(lambda: plain(data, tmp_path / "plain.pdf")),
            seconds(lambda: certificates.write(data, tmp_path / "certificates.pdf")),
        )
        for _ in range(6)
    ]
    base, ours = (min(times) for times in zip(*runs, strict=True))
    ratio = ours / base
    megabytes = (tmp_path / "certificates.pdf").stat().st_size / 1e6
    print(
        f"\n{COUNT} certificates: {ours:.2f} s ({megabytes:.1f} MB), "
        f"plain text {base:.2f} s, ratio {ratio:.2f} (at most {MOST})"
    )
    assert ratio <= MOST
