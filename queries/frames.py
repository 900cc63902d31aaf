"""What a question asks for, told by its words: a table of named patterns, the first that fits wins."""

from __future__ import annotations

import regex

FRAMES: tuple[tuple[str, regex.Pattern[str]], ...] = tuple(
    (name, regex.compile(pattern))
    for name, pattern in (
        ("contact", r"电话|邮箱|联系方式|怎么联系|号码是"),
        ("seat", r"办公室设在|设在哪|设在什么|挂靠在|办公室在哪"),
        ("number", r"文号|发文字号|几号文|哪一号"),
        ("validity", r"有效期|(?:什么时候|何时|哪天|哪年|几时|多久)(?:到期|失效)|到期(?:时间|日期|了|吗)|有效到|还有效"),
        ("repeals", r"废止|作废|取代了|代替了"),
        ("basis", r"(?:根据|依据|按照|贯彻落实|落实)(?:的是)?(?:了)?(?:省里|市里|国家|上级|和|的|省|市)*(?:哪|什么|几)|依据(?:是|有|的)|(?:根据|依据).{0,8}(?:法规|规章|法律|文件).{0,4}(?:定|制定|编)|的依据"),
        ("date", r"(?:哪天|什么时候|何时|哪一天|几时|哪年|几月)(?:印发|发布|出台|下发|发的|公布|签发|成文)|(?:印发|发布|成文)(?:日期|时间)"),
        ("issuer", r"(?:谁|哪个(?:单位|部门|机关)|哪里|哪家)(?:印发|发布|出台|下发|发的|发文)|发文(?:机关|单位)"),
        ("chief", r"(?:谁|什么人|哪位).{0,6}(?:总指挥|指挥长|组长|主任|召集人)|(?:总指挥|指挥长|组长|主任|召集人)(?:是谁|由谁|是哪|由哪)"),
        ("participants", r"谁.{0,4}(?:负责|牵头).{0,8}(?:哪|谁|什么).{0,6}(?:配合|参与|参加|协助)|(?:除了|除).{2,24}(?:还有|另有|以外)?.{0,4}(?:哪|谁)"),
        ("count", r"(?:一共|总共|共|合计)?(?:有|列了|列出|是|涉及)?(?:多少|几)(?:个|项|家|件|条|份|处)?(?:责任)?(?:单位|部门|任务|文件|机构|职责|措施|工作(?!日)|通知)|(?:一共|总共|共有).{0,6}(?:多少|几)"),
        ("deadline", r"什么时候|何时|几月|哪天|哪一天|几号|期限|时限|多久|截止|几个工作日|哪年|多长时间"),
        ("members", r"(?:由|有|包括)(?:哪|什么|几).{0,6}(?:组成|构成|成员|单位参加)|成员(?:单位)?(?:有|是|包括|都有|由)|哪(?:几家|些单位|些部门|些)(?:组成|参加)"),
        ("solo_tasks", r"(?:只写了?|只有|仅有?).{2,16}(?:没有|无|没).{0,4}配合"),
        ("tasks", r"(?:牵头|配合|负责|参与|承担|参加|列为责任单位).{0,4}(?:哪|什么|几)(?:些|几|项|件|个)?(?:的)?(?:任务|工作|事项|行动|方面|事|项|件)|(?:哪些|哪几项|哪几件|什么)(?:任务|工作|事项|行动|事|实事)|任务有哪些|有(?:哪些|什么)任务|做(?:哪些|什么)事|共同负责"),
        ("duty", r"(?:负责|管|承担|做|干)(?:些)?(?:什么|啥|哪些)|职责|职能|各?管什么|干什么|做什么|什么责任|哪些责任"),
        ("participants", r"(?:哪些|哪几家|哪几个|哪个|什么|几家|几个).{0,2}(?:单位|部门).{0,8}(?:配合|参与|参加|协助)|责任(?:单位|部门)|涉及哪|(?:配合|协助|参与|参加)(?:单位|部门)|有?哪(?:几家|些)(?:配合|单位|部门)"),
        ("lead", r"谁(?:来)?(?:牵头|负责|主办|管|主管|落实|实施|制定|组织)|(?:哪个|哪家|什么|哪些|哪一个)(?:单位|部门|机构|局)|归谁|由谁|归(?:哪|什么)|找谁|牵头(?:单位|部门)|谁(?:是)?(?:主管|牵头)"),
    )
)  # fmt: skip
"""Frames in order of precedence. `lead` also answers who is responsible where nobody leads."""

ROLE_WORDS = (
    ("leads", regex.compile(r"牵头|主办")),
    ("supports", regex.compile(r"配合|协助|参与|协办|参加")),
    ("responsible_for", regex.compile(r"责任单位")),
)

_FILLER = regex.compile(
    r"请问|请|一下|平时|日常|通常|一般|打算|具体说|什么时候|何时|哪天|哪一天|几号|几月|哪年|什么|哪些|哪几家|哪几个|哪几项|哪几件|哪个|哪家|哪几|哪|几家|几个|多少|谁|怎么|如何|为何|是不是|有没有|"
    r"分别|具体|一共|总共|主要|到底|目前|现在|里面|里边|当中|其中|以及|还有|除了|出台|印发|发布|"
    r"负责|牵头|配合|参与|协助|参加|责任单位|责任部门|单位|部门|机构|任务|工作|事项|职责|职能|方面|成员|组成|电话|邮箱|号码|联系方式|"
    r"文号|依据|根据|有效期|到期|废止|期限|时限|要求|规定|归|管|由|被|列为|来|给出|是|的|了|吗|呢|吧|在|里|和|与|及|对|把|给|这件事|这项|那项|这个|那个|件事|事|有|要|需要|应该|应当|想|家|项|件|[？?。，,、；;：:！!“”\"（）()《》]"
)


def frame_of(question: str) -> str | None:
    """The frame of a question, None where it asks nothing that the graph knows of.

    Example: `区应急局负责什么？` -> `duty`.
    """
    return next((name for name, pattern in FRAMES if pattern.search(question)), None)


def role_of(question: str) -> str | None:
    """The role a question speaks of: leads, supports, responsible_for or None."""
    return next((role for role, pattern in ROLE_WORDS if pattern.search(question)), None)


def topic_words(text: str) -> str:
    """What a question is about, without its question words and the words of its frame."""
    return _FILLER.sub(" ", text)
