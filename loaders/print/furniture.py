"""Lines that are no part of a paper: running heads, page numbers, rules, what websites print around a document."""

from __future__ import annotations

import regex

_FURNITURE = (
    # running head with issue, a page number on either side
    regex.compile(r"^\d{0,4}\p{Han}{0,24}公报\d{4}年?第?\d{1,3}期(?:[（(]总第?\d+期[）)])?\d{0,4}$"),
    regex.compile(r"^\d{4}年?第?\d{1,3}期\p{Han}{0,24}公报\d{0,4}$"),
    # a rubric as running head
    regex.compile(
        r"^\d{0,4}\[?(?:[省市区县州旗]|自治[州区县])?(?:委|人民)?(?:政府|部门)(?:办公室|办公厅)?(?:规范性)?(?:文件|令|工作)[一二三—\-]?\]?\d{0,4}$"
    ),
    regex.compile(r"^\[?(?:人事任免|人事信息|人事|政策解读|大事记|部门文件|文件选登|领导讲话|机构人事)\]?$"),
    # page numbers and rules
    regex.compile(r"^[—–\-·•]{0,3}\d{1,4}[—–\-·•]{0,3}$"),
    regex.compile(r"^第?\d{1,4}页(?:共\d{1,4}页)?$"),
    regex.compile(r"^[-=_*—–~·…]{3,}$|^[>|]+$"),
    # what websites print around a document
    regex.compile(
        r"^[【\[•·]?(?:发布时间|发表时间|发布日期|信息来源|浏览(?:量|次数)|阅读(?:量|次数)|字体|视力保护色|当前位置|投稿邮箱|返回顶部|打印本页|分享到?|朗读|索引号|主题分类|公开方式|有效性|公开属性|信息索引号)(?:[：:|].{0,80})?[】\]]?$"
        r"|^(?:发布时间|发表时间|发布日期)\d{4}-\d{1,2}-\d{1,2}.{0,20}$"
        r"|^您(?:现在|当前|目前)?(?:所在)?的?位置(?:[：:]|是[：:]?|首页).{0,80}$"
        r"|^(?:(?:当前|所在)位置[：:]?|网站)?首页(?:[>＞»›/|→]+[^>＞»›/|→。；]{1,30})+$"
    ),
)


def is_furniture(text: str) -> bool:
    """Whether a line is a running head, a page number or a rule, and no part of the text."""
    return any(pattern.match(text) for pattern in _FURNITURE)
