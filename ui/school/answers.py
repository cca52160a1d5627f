"""What the texts leave to the school: asked at its founding, and in 系统设置 · 政策指标 ever after."""

from __future__ import annotations

from ui.kit.forms import Field

ON_SITE = ((0, "不算"), (1, "算"))
BASES = (("hours", "按学时"), ("courses", "按课程门数"))
_NONE_YET = ((None, "请选定"),)


def answer_fields(*, anew: bool = False) -> list[Field]:
    """Return the two questions and the definition of a leading cadre.

    ``anew``: nobody has answered yet, and no answer is there unasked.
    """
    none_yet = _NONE_YET if anew else ()
    return [
        Field(
            "on_site_interactive",
            "现场教学算不算互动式教学",
            "choice",
            (*none_yet, *ON_SITE),
            required=True,
            note="规划一（三）4 没有列出，五（四）列有“现场式”；由学校定，报表上写明。",
        ),
        Field(
            "share_base",
            "互动式教学的比例按什么算",
            "choice",
            (*none_yet, *BASES),
            required=True,
            note="报表上两种数都列出。",
        ),
        Field(
            "leading_cadre",
            "哪些人算领导干部",
            "area",
            required=True,
            span=2,
            lines=3,
            note="按授课当天的职务认定，本校人员不算；印在报表下方。",
        ),
    ]
