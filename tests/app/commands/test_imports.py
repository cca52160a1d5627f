"""import-roster, import-courses and import-plan, as a technician types them."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from app import demo


def test_import_dry_run_writes_nothing_and_errors_are_status_1(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path
) -> None:
    roster = demo.workbook("学员名册.xlsx")
    before = demo_path.read_bytes()
    told = run("import-roster", demo_path, roster, "--dry-run")
    assert told.status == 0 and "无变化 42" in told.out and "未写入任何数据" in told.out
    assert demo_path.read_bytes() == before
    marked = tmp_path / "标注.xlsx"
    wrong = demo.workbook("学员名册（有错）.xlsx")
    told = run("import-roster", demo_path, wrong, "--marked", marked)
    assert told.status == 1 and "第 " in told.out and marked.exists()
    told = run("import-roster", demo_path, roster, "--class", "没有")
    assert told.status == 1 and "没有编号为" in told.err
    told = run("import-courses", demo_path, demo.workbook("师资课程.xlsx"))
    assert told.status in (0, 1) and "师资课程.xlsx" in told.out


def test_a_plan_goes_into_a_draft(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plan = demo.workbook("课程安排.xlsx")
    assert run("sql", demo_path, "--write", "DELETE FROM lesson WHERE class_id IN"
               " (SELECT id FROM class WHERE code = '2026-03')").status == 0  # fmt: skip
    lessons = ("sql", demo_path, "SELECT count(*) AS n FROM lesson s JOIN class c"
               " ON c.id = s.class_id WHERE c.code = '2026-03'")  # fmt: skip
    told = run("import-plan", demo_path, "2026-03", plan, "--dry-run")
    assert told.status == 0 and "未写入任何数据" in told.out
    assert run(*lessons).out.strip() == '{"n": 0}'
    told = run("import-plan", demo_path, "2026-03", plan)
    assert told.status == 0 and "已导入课程安排 课程安排.xlsx" in told.out
    assert run(*lessons).out.strip() == '{"n": 22}'
    told = run("import-plan", demo_path, "2026-01", plan)
    assert told.status == 1 and "请先重开" in told.err
    marked = tmp_path / "标注.xlsx"
    roster = demo.workbook("学员名册.xlsx")
    told = run("import-plan", demo_path, "2026-03", roster, "--sheet", "没有", "--marked", marked)
    assert told.status == 1 and "没有工作表「没有」" in told.err and not marked.exists()


def test_a_table_below_is_left_out_by_its_heading(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    above = (["姓名", "工作单位", "职务"], ["欧某强", "县委办", "科员"])
    for row in (*above, ["职务", "姓名", "工作单位"], ["主任", "欧某华", "县财政局"]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    told = run("import-roster", demo_path, tmp_path / "a.xlsx")
    assert told.status == 1 and "第 3 行是另一个表头" in told.out
    told = run("import-roster", demo_path, tmp_path / "a.xlsx", "--leave-out", "3")
    assert told.status == 0 and "（1 人，略去下面另一张表）" in told.out
    told = run("import-roster", demo_path, tmp_path / "a.xlsx", "--set", "3.姓名=欧某")
    assert told.status == 1 and "没有可以改的" in told.err


def test_values_are_short_and_skipped_rows_are_told(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["姓名", "备注"], ["张某强", "备" * 3000], ["合计", "1 人"]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    told = run("import-roster", demo_path, tmp_path / "a.xlsx", "--dry-run")
    assert told.status == 1
    assert "已跳过　Sheet 第 3 行　合计" in told.out
    assert max(map(len, told.out.splitlines())) < 120


def test_what_the_window_mends_the_command_line_mends(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (
        ["姓名", "出生年月", "备注"],
        ["欧阳某", 2011.1, ""],
        ["测试", "1985.07", ""],
    ):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    given = ("import-roster", demo_path, tmp_path / "a.xlsx")
    told = run(*given, "--dry-run")
    assert told.status == 1 and "有错误　Sheet 第 2 行 欧阳某　出生年月　2011.1" in told.out
    mend = ("--set", "2.出生年月=1971.10", "Sheet!2.remark=补", "--leave-out", "3")
    told = run(*given, *mend)
    assert told.status == 0 and "不导入　Sheet 第 3 行 测试" in told.out
    assert "（1 人，改正 2 处，略去 1 行）" in told.out
    for wrong, why in (
        (("--set", "2.出生年月"), "应写成 行.栏目=内容"),
        (("--set", "2.星座=天秤"), "没有「星座」这一栏，只有姓名"),
        (("--set", "9.姓名=张三"), "第 9 行：这一行没有可以导入的内容"),
        (("--leave-out", "表!2"), "第 表!2 行：这一行没有"),
    ):
        told = run(*given, *wrong)
        assert told.status == 1 and why in told.err


def test_columns_are_said_on_the_command_line(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["参加者", "职级信息表", "手机", "A=B"], ["张某强", "一级主任科员", "", "乙"]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    roster = ("import-roster", demo_path, tmp_path / "a.xlsx", "--dry-run")
    told = run(*roster)
    assert told.status == 1 and "缺“姓名”一栏" in told.out + told.err
    said = (
        "--column",
        "参加者=name",
        "--column",
        "职级信息表=职级",
        "--column",
        "A=B=不导入",
    )
    told = run(*roster, *said)
    assert told.status == 0 and "新增 1" in told.out and "没有与" not in told.out
    told = run(*roster, "--column", "参加者=属相")
    assert told.status == 1 and "没有“属相”这个栏目，可用的有：姓名、性别" in told.err
    told = run(*roster, "--column", "参加=name")
    assert told.status == 1 and "表头里没有“参加”，有的是：“参加者”" in told.err
    told = run(*roster, "--column", "参加者")
    assert told.status == 2 and "应写成 表头=栏目" in told.err
    book.worksheets[0].delete_rows(1)
    book.save(tmp_path / "a.xlsx")
    told = run(*roster, "--column", "A列=姓名", "--column", "B 列=rank")
    assert told.status == 0 and "新增 1" in told.out
    told = run(*roster, "--column", "甲=姓名")
    assert told.status == 1 and "按 A列、B列……来写" in told.err
