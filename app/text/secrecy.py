"""What has to be said of secrets wherever the program introduces itself or speaks of copying."""

from __future__ import annotations

NOTICE = "只用于非涉密计算机，严禁存储、处理国家秘密。"
MEDIA = "登记过的、从未接触过涉密计算机的移动存储介质"
CARRYING = f"往外拷贝只用{MEDIA}；接口已封闭的，请用光盘刻录或本单位允许的邮件。"
