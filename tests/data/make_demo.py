"""Makes the workbooks of resources/demo: run it from the project's folder after changing it.

    .venv/bin/python tests/data/make_demo.py

Every name, unit and number in them is invented; identity numbers are of area 990000, which no place has.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.text import identity  # noqa: E402

OUT = ROOT / "resources" / "demo"
CLASS = "2026年秋季科级干部进修班（第3期）"
_LINE = Side("thin", color="FF999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

# 单位 · 姓名 · 性别 · 民族 · 出生 · 政治面貌 · 职务 · 职务层次 · 学历
PEOPLE = (
    ("县委办公室", "张伟", "男", "汉族", "1981-03-12", "中共党员", "副主任", "乡科级副职", "大学"),
    ("县委办公室", "林晓燕", "女", "汉", "1988-07-25", "中共党员", "综合科科长", "副科级", "研究生"),
    ("县委组织部", "王㛃", "女", "汉族", "1986-11-02", "中共党员", "干部科科长", "乡科级副职", "大学"),
    ("县委组织部", "覃志远", "男", "壮族", "1983-05-18", "中共党员", "副部长", "乡科级正职", "研究生"),
    ("县委宣传部", "陈䶮", "男", "汉族", "1985-09-09", "中共党员", "副部长", "乡科级副职", "大学"),
    ("县委统战部", "马海峰", "男", "回族", "1979-12-21", "中共党员", "副部长", "乡科级正职", "大学"),
    ("县政府办公室", "李𬎆", "男", "汉族", "1984-02-14", "中共党员", "副主任", "乡科级副职", "大学"),
    ("县发展和改革局", "吴𫖯", "男", "汉族", "1980-06-30", "中共党员", "党组成员、副局长", "乡科级副职", "大学"),
    ("县发展和改革局", "赵慧敏", "女", "汉族", "1987-04-05", "中共党员", "办公室主任", "科员级", "大学"),
    ("县财政局", "阿依古丽·买买提江", "女", "维吾尔族", "1989-08-16", "中共党员", "国库股股长", "科员级", "大学"),
    ("县财政局", "周建国", "男", "汉族", "1976-08-08", "中共党员", "党组书记、局长", "乡科级正职", "大学"),
    ("县财政局", "田小满", "女", "土家族", "1990-05-21", "中共党员", "预算股股长", "科员级", "研究生"),
    ("县人力资源和社会保障局", "石秀英", "女", "苗族", "1982-12-03", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县自然资源局", "黄立军", "男", "汉族", "1978-05-27", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县住房和城乡建设局", "何永康", "男", "汉族", "1977-09-15", "中共党员", "总工程师", "乡科级副职", "大学"),
    ("县交通运输局", "彭海涛", "男", "土家族", "1984-04-17", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县农业农村局", "扎西·次仁", "男", "藏族", "1986-03-29", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县农业农村局", "龙春梅", "女", "侗族", "1991-02-11", "中共预备党员", "产业股副股长", "科员级", "大学"),
    ("县水利局", "邓国平", "男", "汉族", "1975-07-19", "中共党员", "党组书记、局长", "乡科级正职", "大专"),
    ("县教育局", "曾玉兰", "女", "汉族", "1983-08-08", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县第一中学", "欧阳文静", "女", "汉族", "1980-09-23", "民进会员", "副校长", "乡科级副职", "研究生"),
    ("县卫生健康局", "古丽娜尔·艾力", "女", "维吾尔族", "1985-06-06", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县人民医院", "尹正刚", "男", "汉族", "1979-03-03", "九三学社社员", "副院长", "乡科级副职", "研究生"),
    ("县应急管理局", "张伟", "男", "汉族", "1987-12-12", "中共党员", "综合行政执法大队大队长", "科员级", "大学"),
    ("县市场监督管理局", "蒋丽华", "女", "汉族", "1981-07-07", "中共党员", "副局长", "乡科级副职", "大学"),
    ("县审计局", "罗思远", "男", "汉族", "1988-05-14", "中共党员", "经济责任审计股股长", "科员级", "大学"),
    ("县司法局", "向天明", "男", "土家族", "1976-04-26", "中共党员", "党组成员、副局长", "乡科级副职", "大学"),
    ("县公安局", "盘金龙", "男", "瑶族", "1982-08-31", "中共党员", "政治处主任", "乡科级副职", "大学"),
    ("县人民法院", "许文博", "男", "汉族", "1984-11-11", "中共党员", "审判管理办公室主任", "乡科级副职", "研究生"),
    ("县人民检察院", "谢雨桐", "女", "汉族", "1989-09-09", "中共党员", "办公室主任", "科员级", "研究生"),
    ("县总工会", "唐桂花", "女", "汉族", "1978-02-18", "中共党员", "副主席", "乡科级副职", "大学"),
    ("团县委", "白若溪", "女", "白族", "1994-06-15", "中共党员", "副书记", "乡科级副职", "研究生"),
    ("县妇联", "姚玉珍", "女", "汉族", "1980-12-29", "中共党员", "副主席", "乡科级副职", "大学"),
    ("县工商联", "郭明远", "男", "汉族", "1977-05-05", "无党派人士", "副主席", "乡科级副职", "大学"),
    ("清溪镇", "杨胜利", "男", "侗族", "1983-09-17", "中共党员", "党委副书记、镇长", "乡科级正职", "大学"),
    ("清溪镇", "刘诗涵", "女", "汉族", "1993-04-08", "中共党员", "党委委员、组织委员", "乡科级副职", "大学"),
    ("白沙乡", "吾买尔·托合提", "男", "维吾尔族", "1987-03-21", "中共党员", "副乡长", "乡科级副职", "大学"),
    ("白沙乡", "梁永福", "男", "壮族", "1979-08-24", "中共党员", "党委书记", "乡科级正职", "大学"),
    ("东山镇", "孙海燕", "女", "汉族", "1985-12-19", "中共党员", "党委委员、宣传委员", "乡科级副职", "大学"),
    ("石桥镇", "巴特尔", "男", "蒙古族", "1984-07-13", "中共党员", "副镇长", "乡科级副职", "大学"),
    ("城关街道", "郑晓东", "男", "汉族", "1982-05-09", "中共党员", "党工委委员、武装部部长", "乡科级副职", "大学"),
    ("城关街道", "沈佳宁", "女", "汉族", "1992-09-28", "中共党员", "党政综合办公室主任", "科员级", "研究生"),
)  # fmt: skip

# 姓名 · 类别 · 单位 · 职务 · 职称 · 研究方向
TEACHERS = (
    ("周雅琴", "专职教师", "县委党校", "教研室主任", "高级讲师", "党的创新理论"),
    ("许德厚", "专职教师", "县委党校", "副校长", "副教授", "党史党建"),
    ("丁晓峰", "专职教师", "县委党校", "教务科科长", "讲师", "法治与公共管理"),
    ("苏文娟", "专职教师", "县委党校", "教师", "讲师", "基层治理、案例教学"),
    ("贺长春", "领导干部", "县委", "书记", "", "理想信念、县域发展"),
    ("江一鸣", "领导干部", "县委", "副书记、县长", "", "县域经济"),
    ("闫守正", "领导干部", "县纪委监委", "县委常委、纪委书记、监委主任", "", "党规党纪"),
    ("宋佩兰", "领导干部", "县委组织部", "县委常委、部长", "", "干部队伍建设"),
    ("熊志强", "领导干部", "县政府", "副县长", "", "乡村振兴"),
    ("方瑞", "兼职教师", "县应急管理局", "局长", "", "应急管理"),
    ("莫少华", "兼职教师", "县纪委监委", "宣传教育室主任", "", "作风建设、警示教育"),
    ("康宁", "兼职教师", "县数据局", "副局长", "", "数字政务"),
    ("白启文", "专家学者", "示范大学公共管理学院", "教授", "教授", "基层治理、舆情应对"),
    ("纪云舒", "专家学者", "示范省委党校", "教授", "教授", "经济学、人工智能与治理"),
)
SITE, BASE, HALL = "清溪革命旧址", "县警示教育基地", "党校体验教室"

# 课程名称 · 类别 · 教学方式 · 学时 · 授课人 · 场地 · 专题标记
XI = "习近平新时代中国特色社会主义思想"
COURSES = (
    ("习近平新时代中国特色社会主义思想的科学体系", "理论教育", "讲授式", 4, "周雅琴", "", XI),
    ("中国式现代化的理论与实践", "理论教育", "讲授式", 4, "许德厚", "", ""),
    ("习近平经济思想与县域高质量发展", "理论教育", "讲授式", 4, "纪云舒", "", XI),
    ("习近平法治思想与依法行政", "理论教育", "讲授式", 4, "丁晓峰", "", XI),
    ("马克思主义经典著作导读", "理论教育", "研讨式", 4, "周雅琴", "", ""),
    ("开班第一课：坚定理想信念，锤炼党性修养", "党性教育", "讲授式", 3, "贺长春", "", ""),
    ("党章党规党纪专题辅导", "党性教育", "讲授式", 4, "闫守正", "", ""),
    ("中央八项规定精神与作风建设", "党性教育", "讲授式", 4, "莫少华", "", ""),
    ("党性分析交流", "党性教育", "研讨式", 4, "许德厚", "", "党性分析"),
    ("重走红军路：革命旧址现场教学", "党性教育", "现场教学", 4, "许德厚", SITE, ""),
    ("重温入党誓词：情景党课", "党性教育", "体验式", 4, "苏文娟", HALL, ""),
    ("以案为鉴：警示教育", "党性教育", "案例式", 4, "莫少华", BASE, ""),
    ("新时代好干部标准与干部担当", "党性教育", "讲授式", 4, "宋佩兰", "", ""),
    ("当前县域经济形势与重点任务", "专业化能力", "讲授式", 4, "江一鸣", "", ""),
    ("乡村全面振兴的县域实践", "专业化能力", "讲授式", 4, "熊志强", "", ""),
    ("项目谋划与资金争取", "专业化能力", "案例式", 4, "江一鸣", "", ""),
    ("抓党建促基层治理", "专业化能力", "讲授式", 4, "宋佩兰", "", ""),
    ("基层治理现代化", "专业化能力", "讲授式", 4, "白启文", "", ""),
    ("突发事件应急处置桌面推演", "专业化能力", "模拟式", 4, "方瑞", "", ""),
    ("媒体沟通与舆情应对", "专业化能力", "模拟式", 4, "白启文", "", ""),
    ("信访矛盾化解案例", "专业化能力", "案例式", 4, "苏文娟", "", ""),
    ("结构化研讨：破解基层减负难题", "专业化能力", "研讨式", 4, "苏文娟", "", ""),
    ("优化营商环境：政府怎么做", "专业化能力", "辩论式", 4, "丁晓峰", "", ""),
    ("群众工作方法：与优秀支部书记面对面", "专业化能力", "访谈教学", 4, "周雅琴", "", ""),
    ("数字政务能力提升", "专业化能力", "讲授式", 4, "康宁", "", ""),
    ("人工智能与公共治理", "知识培训", "讲授式", 4, "纪云舒", "", ""),
    ("公文写作与规范", "知识培训", "讲授式", 4, "丁晓峰", "", ""),
    ("铸牢中华民族共同体意识", "知识培训", "讲授式", 4, "周雅琴", "", ""),
    ("学员论坛", "其他", "研讨式", 2, "", "", ""),
    ("自学：经典研读", "其他", "自学", 4, "", "", ""),
    ("开班式", "其他", "仪式、报到", 0, "", "", ""),
    ("结业式", "其他", "仪式、报到", 0, "", "", ""),
)  # fmt: skip

# 日 · 时段 · 起止时间 · 课程 · 主持人; the lecturer is the course's
PLAN = (
    (2, "上午", "08:30—09:10", "开班式", "宋佩兰"),
    (2, "上午", "09:20—11:50", "开班第一课：坚定理想信念，锤炼党性修养", "宋佩兰"),
    (2, "下午", "", "习近平新时代中国特色社会主义思想的科学体系", "许德厚"),
    (3, "上午", "", "中国式现代化的理论与实践", "丁晓峰"),
    (3, "下午", "", "结构化研讨：破解基层减负难题", "丁晓峰"),
    (4, "上午", "", "党章党规党纪专题辅导", "许德厚"),
    (4, "下午", "", "习近平经济思想与县域高质量发展", "丁晓峰"),
    (5, "上午", "", "当前县域经济形势与重点任务", "许德厚"),
    (5, "下午", "", "信访矛盾化解案例", "丁晓峰"),
    (6, "上午", "", "重走红军路：革命旧址现场教学", "苏文娟"),
    (6, "下午", "", "党性分析交流", "周雅琴"),
    (9, "上午", "", "习近平法治思想与依法行政", "苏文娟"),
    (9, "下午", "", "乡村全面振兴的县域实践", "许德厚"),
    (10, "上午", "", "基层治理现代化", "苏文娟"),
    (10, "下午", "", "突发事件应急处置桌面推演", "苏文娟"),
    (11, "上午", "", "抓党建促基层治理", "许德厚"),
    (11, "下午", "", "数字政务能力提升", "苏文娟"),
    (12, "上午", "", "中央八项规定精神与作风建设", "周雅琴"),
    (12, "下午", "", "人工智能与公共治理", "周雅琴"),
    (13, "上午", "", "公文写作与规范", "周雅琴"),
    (13, "下午", "14:30—16:30", "学员论坛", "许德厚"),
    (13, "下午", "16:40—17:30", "结业式", "许德厚"),
)  # fmt: skip


def number(born: str, sex: str, serial: int) -> str:
    """Return an identity number of area 990000 that agrees with birth and sex."""
    odd = 2 * serial + (1 if sex == "男" else 0)
    first17 = f"990000{born.replace('-', '')}{odd:03}"
    return first17 + identity.check_digit(first17)


# 补录: the classes of before, and how many of PEOPLE from which on were there
PAST = (
    ("2024年秋季科级干部进修班", "进修班", "2024年9月9日至9月20日", 60, 0, 26),
    ("2024年中青年干部培训班", "中青年干部培训班", "2024.10.14-11.8", 120, 8, 20),
)


def roster() -> Workbook:
    """The class's roster, as unit after unit sent it in: readable without an error."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "名册"
    headings = ["序号", "单位", "姓 名", "性别", "民族", "出生年月", "政治面貌", "职务", "职务层次",
                "身份证号码", "联系电话", "学历", "组别", "备注"]  # fmt: skip
    _title(page, f"{CLASS}学员名册", len(headings))
    page.append(["填报单位：县委组织部　　　　填报日期：2026年10月20日"])
    page.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(headings))
    page.append(headings[:3] + ["基本情况"] + [""] * 3 + headings[7:])
    page.append([""] * 3 + headings[3:7])
    page.merge_cells("D3:G3")
    for column in (1, 2, 3, *range(8, 15)):
        page.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    for place, person in enumerate(PEOPLE):
        unit, name, sex, group, born, status, post, level, education = person
        row = [place + 1, unit, _spaced(name, place), sex, group, _birth(born, place), status, post,
               level, _number_text(number(born, sex, place), place), _phone(place), education,
               f"第{place % 4 + 1}组", ""]  # fmt: skip
        page.append(row)
    _merge_units(page, 5)
    last = page.max_row
    page.append(["合计", "", f"{len(PEOPLE)} 人"])
    page.append(["备注：电话如有变动，请及时告知教务科。填表人：李老师"])
    page.merge_cells(start_row=last + 2, start_column=1, end_row=last + 2, end_column=14)
    for row in range(5, last + 1):
        page.cell(row, 10).number_format = page.cell(row, 11).number_format = "@"
    _dress(page, 3, 4, last, (6, 22, 18, 6, 9, 13, 13, 24, 13, 22, 15, 9, 8, 10))
    return book


def _spaced(name: str, place: int) -> str:
    """张　伟: names of two characters are often spread out with a wide space."""
    return "　".join(name) if len(name) == 2 and place % 3 == 0 else name


def _birth(born: str, place: int) -> str | float | datetime.date:
    year, month, _ = born.split("-")
    shapes = (
        f"{year}.{month}",
        f"{year}年{int(month)}月",
        born,
        datetime.date.fromisoformat(born),
        f"{year}{month}",
        f"{year}/{int(month)}",
        f"{year}.{month}".translate({ord(str(d)): 0xFF10 + d for d in range(10)}),
        # as a number, but never one that has lost its zero
        float(f"{year}.{month}") if month not in ("01", "10") else f"{year}-{month}",
    )
    return shapes[place % len(shapes)]


def _number_text(text: str, place: int) -> str:
    return text.lower() if place % 5 == 0 else text + " " if place % 7 == 0 else text


def _phone(place: int) -> str | int:
    plain = f"1990000{place + 1:04}"
    shapes = (plain, int(plain), f"{plain[:3]} {plain[3:7]} {plain[7:]}", plain)
    return shapes[place % len(shapes)]


def _merge_units(page: Worksheet, first: int) -> None:
    start = first
    for row in range(first, page.max_row + 2):
        if row > page.max_row or page.cell(row, 2).value != page.cell(start, 2).value:
            if row - start > 1:
                for below in range(start + 1, row):
                    page.cell(below, 2).value = None
                page.merge_cells(start_row=start, start_column=2, end_row=row - 1, end_column=2)
            start = row


def faulty_roster() -> Workbook:
    """A roster with every kind of mistake, to see the review at work."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "汇总"
    headings = ["序号", "姓名", "单位及职务", "性别", "民族", "出生年月", "身份证号", "政治面貌", "手机",
                "籍贯"]  # fmt: skip
    _title(page, "报名汇总表（有错，供练习）", len(headings))
    page.append(["报送单位：示范县"])
    page.append(headings)

    def add(name: str, post: str, sex: str, born: object, card: object, **other: object) -> None:
        page.append(
            [page.max_row - 2, name, post, sex, other.get("group", "汉族"), born, card,
             other.get("status", "中共党员"), other.get("phone", "19900009999"), "示范"]
        )  # fmt: skip

    good = number("1985-03-12", "男", 301)
    add("韩立新", "县发改局副局长", "男", "1985.03", good)
    add(
        "曹玉梅",
        "县财政局 科员",
        "女",
        "1985.03",
        float(number("1985-03-12", "女", 302)[:-1] + "0"),
    )
    add("秦大川", "县教育局科员", "男", 2001.1, number("2001-10-05", "男", 303))
    add("冯小军", "清溪镇副镇长", "男", "1985.07", number("1985-07-12", "男", 304)[:-1] + "?")
    wrong = number("1985-07-12", "男", 305)
    add(
        "邹丽娜", "县水利局副局长", "女", "1985.07", wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    )
    add("何平", "县司法局副局长", "男", "1970.05", "990000700503123")
    add("潘\ue863", "县委办公室副主任", "男", "1983.02", number("1983-02-02", "男", 306))
    add("丘\ue000", "县委办公室科员", "男", "1983.02", number("1983-02-02", "男", 307))
    add("许晴岚", "县妇联副主席", "男", "1984.06", number("1984-06-12", "女", 308))
    add("孟凡", "县审计局科员", "男", "1979.06", number("1984-06-12", "男", 309))
    add("韩立新", "县发展和改革局副局长", "男", "1985.03", good)
    add("", "县公安局科员", "男", "1985.03", number("1985-03-13", "男", 310))
    add(
        "章子涵", "县税务局科员", "不详", "1985.13", number("1985-03-14", "女", 311), group="大汉族"
    )
    add("贾方", "退休", "男", "85.3", number("1985-03-15", "男", 312), status="1999.07")
    add("余田", "县交通局科员", "男", 31118, number("1985-03-12", "男", 313), phone="1990000")
    add("关山", "县气象局科员", "男", "1985年", "")
    page.append(["合计", "16 人"])
    page.append(["填表人：李老师　审核人："])
    _dress(page, 3, 3, 19, (6, 12, 26, 8, 10, 13, 24, 13, 16, 10))
    other = book.create_sheet("备用")
    other.append(["姓名", "单位", "手机"])
    other.append(["钟声", "县融媒体中心", "19900008888"])
    return book


def sign_up_sheet() -> Workbook:
    """A list with headings that nobody knows, to see the columns asked about."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "报名汇总"
    headings = [
        "序号",
        "参加学习的同志",
        "性别",
        "时任单位",
        "任职情况",
        "联系手机",
        "办公电话",
        "是否住宿",
    ]
    _title(page, "示范县2026年秋季干部培训报名汇总表", len(headings))
    page.append(headings)
    for place, (name, sex, unit, post) in enumerate(
        (
            ("白晓彤", "女", "县卫生健康局", "疾控股股长"),
            ("岳书恒", "男", "县林业局", "党组成员、副局长"),
            ("蒲雨晴", "女", "青山镇", "党委委员、组织委员"),
            ("蔺国栋", "男", "石桥乡", "副乡长"),
            ("庄若兰", "女", "县市场监督管理局", "办公室主任"),
            ("符立新", "男", "县交通运输局", "执法大队大队长"),
        ),
        1,
    ):
        phones = (f"199000002{place:02}", f"0999-61002{place:02}")
        page.append([place, name, sex, unit, post, *phones, "是" if place % 2 else "否"])
    _dress(page, 2, 2, 8, (6, 16, 6, 22, 24, 16, 16, 10))
    book.create_sheet("填表说明").append(["每个单位报一至二人，十月二十日前报县委党校教务科。"])
    return book


def course_list() -> Workbook:
    """Teachers and courses."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "师资"
    _title(page, "师资库", 7)
    page.append(["姓名", "类别", "单位", "职务", "职称", "电话", "研究方向"])
    for place, (name, kind, unit, post, title, subject) in enumerate(TEACHERS):
        page.append([name, kind, unit, post, title, f"1990001{place + 1:04}", subject])
    _dress(page, 2, 2, page.max_row, (10, 12, 24, 30, 12, 15, 26))
    page = book.create_sheet("课程")
    _title(page, "课程库", 8)
    page.append(["课程名称", "类别", "教学方式", "学时", "授课人", "场地", "专题标记", "备注"])
    for course in COURSES:
        page.append([*course, ""])
    _dress(page, 2, 2, page.max_row, (46, 13, 12, 7, 10, 16, 40, 10))
    return book


def plan() -> Workbook:
    """Ten days as the teachers entered them: too little of it is interactive."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "课程安排"
    _title(page, f"{CLASS}课程安排", 8)
    page.append(["日期", "时段", "起止时间", "教学内容", "授课人", "地点", "主持人", "备注"])
    lecturer = {c[0]: (c[4], c[5]) for c in COURSES}
    for day, half, clock, title, chair in PLAN:
        who, where = lecturer[title]
        date = datetime.date(2026, 11, day)
        page.append([date, half, clock, title, who, where or "一号教室", chair, ""])
        page.cell(page.max_row, 1).number_format = 'm"月"d"日"'
    start = 3
    for row in range(3, page.max_row + 2):
        if row > page.max_row or page.cell(row, 1).value != page.cell(start, 1).value:
            for below in range(start + 1, row):
                page.cell(below, 1).value = None
            page.merge_cells(start_row=start, start_column=1, end_row=row - 1, end_column=1)
            start = row
    _dress(page, 2, 2, page.max_row, (11, 8, 14, 46, 10, 16, 10, 10))
    return book


def past_classes() -> Workbook:
    """Classes of before as an office keeps them: who was there with which certificate, and a list of classes."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "历年学员"
    _title(page, "历年培训学员及证书登记表", 9)
    headings = [
        "班次名称",
        "类别",
        "起止时间",
        "学时",
        "姓名",
        "身份证号码",
        "单位",
        "职务",
        "结业证书编号",
    ]
    page.append(headings)
    for turn, (name, kind, days, hours, first, size) in enumerate(PAST, 1):
        for place in range(first, first + size):
            unit, who, sex, _, born, _, post, *_ = PEOPLE[place]
            certificate = f"示党结字〔2024〕{turn}{place - first + 1:02}号"
            whose = number(born, sex, place)
            page.append([name, kind, days, hours, who, whose, unit, post, certificate])
    _dress(page, 2, 2, page.max_row, (28, 18, 26, 7, 18, 22, 28, 24, 22))
    page = book.create_sheet("办班清单")
    _title(page, "办班清单", 6)
    page.append(["班次名称", "类别", "开班日期", "结业日期", "学时", "培训人数"])
    days = datetime.date(2024, 12, 5), datetime.date(2024, 12, 6)
    page.append(["村级会计业务培训班", "专题班次", *days, 12, 63])
    _dress(page, 2, 2, page.max_row, (28, 12, 14, 14, 7, 10))
    return book


def _title(page: Worksheet, text: str, width: int) -> None:
    page.append([text])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    page.cell(1, 1).font = Font(name="宋体", size=16, bold=True)
    page.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 30


def _dress(page: Worksheet, top: int, header: int, last: int, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
        for row in range(top, last + 1):
            cell = page.cell(row, column)
            cell.border = _BOX
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if row <= header:
                cell.font = Font(name="宋体", bold=True)
                cell.fill = PatternFill("solid", fgColor="FFEFEFEF")
    page.freeze_panes = f"A{header + 1}"


def main() -> None:
    """Write all workbooks."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, book in (
        ("学员名册.xlsx", roster()),
        ("学员名册（有错）.xlsx", faulty_roster()),
        ("报名汇总表.xlsx", sign_up_sheet()),
        ("师资课程.xlsx", course_list()),
        ("课程安排.xlsx", plan()),
        ("以前的班次.xlsx", past_classes()),
    ):
        book.properties.creator = "党校教务"
        book.save(OUT / name)


if __name__ == "__main__":
    main()
