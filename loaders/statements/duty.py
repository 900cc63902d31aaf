"""Standing duties of agencies and bodies, in every form in which lists of duties are printed."""

from __future__ import annotations

import msgspec
import regex

from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.sentences import sentence_end
from zhize.graph.language.subjects import Subject, find_subject, may_be_name, owner_of, predicate_kind
from zhize.graph.language.vocabulary import list_cues
from zhize.loaders.claims import Claims, Ids, Scope
from zhize.loaders.clauses import Run, runs
from zhize.loaders.context import PARALLEL, Context, Instrument, contexts, instrument, parallel
from zhize.loaders.outline import Section
from zhize.loaders.print.split import Block

LONGEST_ACTOR = 30
SHORTEST_LIST = 3
SHORTEST_OPEN = 8
"""A duty that does not begin with a known verb says at least so many characters, up to a stop."""
SHORTEST = 5
"""A duty says at least so many characters."""


class Reading(msgspec.Struct):
    """One duty before it becomes claims: whose it is, its text, where it stands, and the rule that read it."""

    names: tuple[Mention, ...]
    text: str
    span: tuple[int, int]
    context: str
    section: tuple[str, ...]
    rule: str


class _Reader:
    """What the rules share while a document is read: contexts, instruments, and the sections that are done."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.contexts = contexts(scope)
        self.instruments: dict[str, Instrument] = {}
        self.done: set[int] = set()

    def instrument(self, section: Section) -> Instrument:
        if section.part not in self.instruments:
            self.instruments[section.part] = instrument(self.scope, section.part)
        return self.instruments[section.part]

    def children(self, section: Section) -> list[Section]:
        """The sections right under a section; under a title of an attachment those up to the next title."""
        if section.style != "title":
            return [self.scope.sections[c] for c in section.children]
        out: list[Section] = []
        for other in self.scope.sections[section.index + 1 :]:
            if other.style in ("title", "signature", "attachments"):
                break
            if other.parent < 0:
                out.append(other)
        return out

    def below(self, section: Section) -> list[Section]:
        """The sections under a section, in print order."""
        out: list[Section] = []
        for child in section.children:
            out += [self.scope.sections[child], *self.below(self.scope.sections[child])]
        return out


def duties(scope: Scope) -> Claims:
    """Duties of a document, each with its context.

    Reads lists of bodies (`A负责…`, `A：…`, `（1）A。…`, `A——…`), headings over what one body does (`A职责`, an agency's
    page of its own duties), run-in lists (`A主要职责：（一）…`), and in rules and plans sentences that say who is
    responsible (`A负责…`, `A应当…`).
    """
    found, ids = Claims(), Ids(scope.id)
    reader = _Reader(scope)
    seen: dict[tuple[str, tuple[str, ...], str], str] = {}
    for section in scope.sections:
        if section.index in reader.done or section.style in ("signature", "attachments"):
            continue
        for reading in _section(reader, section):
            _claim(scope, found, ids, reading, seen)
    return found


def _claim(
    scope: Scope, found: Claims, ids: Ids, reading: Reading, seen: dict[tuple[str, tuple[str, ...], str], str]
) -> None:
    text = _without_mark(reading.text.strip())
    if not reading.names:
        found.doubt("duty-of-nobody", text, "职责清单里这一条前面没有单位名称，未采用", reading.span)
        return
    if len(text) < SHORTEST:
        return
    printed = "、".join(name.printed for name in reading.names)
    key = (reading.context, reading.section, printed)
    if reading.rule == "duty-list" and seen.setdefault(key, text) != text:
        reason = "同一份职责清单里同一单位出现两次，可能是两份清单印在一起，两条都保留"
        found.doubt("duty-twice", f"{printed}：{text}", reason, reading.span)
    duty = ids.make("duty", reading.context, printed, text)
    for predicate, value in (("text", text), ("context", reading.context), ("duty_of", scope.id)):
        found.add(duty, predicate, value, reading.span, reading.rule, section=reading.section)
    for order, name in enumerate(reading.names):
        found.add(name, "has_duty", duty, reading.span, reading.rule, section=reading.section, order=order)


_MARK = regex.compile(
    r"[（(](?:责任|牵头|配合|落实|实施)(?:单位|部门|人)[：:][^（）()]*(?:（[^（）]*）[^（）()]*)*[）)](?=[。；]?$)"
)


def _without_mark(text: str) -> str:
    """A duty without the mark of responsibility at its end, which is read apart."""
    return _MARK.sub("", text) if text[-1:] in "）)。；" else text


def _section(reader: _Reader, section: Section) -> list[Reading]:
    context, paper = reader.contexts[section.index], reader.instrument(section)
    first = section.blocks[0] if section.blocks else None
    own = section.heading and context.heading == section.title.strip("：。: ") and context.duties
    if own and not context.listed:
        owner = context.owner or (paper.owner if paper.page else ())
        if owner:
            return _of_owner(reader, section, owner, context, paper)
    if context.duties and context.owner and not context.listed and section.number and section.parent < 0 and paper.page:
        return _items(reader, context.owner, [], [section], context, section.path)
    if first is None:
        return []
    text = first.text[section.offset :]
    subject = find_subject(text)
    if subject is not None and subject.form == "duties" and not first.table:
        return _run_in(reader, section, subject, context)
    if subject is not None and section.children and _leads_in(text) and not context.owner:
        return _below_lead(reader, section, subject, context, paper)
    leads = [c.blocks[0].text[c.offset :] for c in reader.children(section) if c.blocks]
    organised = not paper.plan or _organises((*section.path, section.label))
    if (
        organised
        and not context.listed
        and not context.owner
        and parallel(leads)
        and not any("：" in lead[:6] for lead in leads)
    ):
        for child in reader.children(section):
            reader.contexts[child.index] = Context(section.title.strip("：。: "), True, True)
    actor = _actor(text, leads)
    if actor and not first.table:
        return _items(
            reader,
            actor,
            [],
            reader.children(section),
            Context(text.strip("：。: "), True),
            (*section.path, section.label),
        )
    named = _names_only(text, context)
    if named is not None and not any(_is_list_heading(s.title) for s in reader.below(section) if s.heading):
        return _under_name(reader, section, named, context, paper)
    return _paragraphs(reader, section, context, paper)


def _of_owner(
    reader: _Reader, section: Section, owner: tuple[Mention, ...], context: Context, paper: Instrument
) -> list[Reading]:
    """What stands under a heading of one body's duties: item by item on an agency's own page, else as one duty."""
    children = reader.children(section)
    blocks = _content(section)
    leads = [c.blocks[0].text[c.offset :] for c in children if c.blocks] or [b.text for b in blocks]
    if parallel(leads) or any(_leads_in(lead) for lead in leads):
        listed = Context(context.heading, True, True)
        for child in [section, *children]:
            reader.contexts[child.index] = listed
        return _paragraphs(reader, section, listed, paper)
    if any(is_agency(c.title) or c.style in ("heading", "name") for c in children):
        children = []
    path = (*section.path, section.label)
    run_in = section.style in _LOW or (section.blocks[0].text[-1:] in "：:" and section.style != "heading")
    body = any(_BODY.search(n.printed) for n in owner)
    if (paper.page and (children or len(blocks) > 1)) or (children and not run_in and not body):
        return _items(reader, owner, blocks, children, context, path)
    for child in children:
        for inner in [child, *reader.below(child)]:
            reader.done.add(inner.index)
            blocks += [b for b in inner.blocks if not b.table]
    if not blocks:
        return []
    text = _strip_owner("".join(b.text for b in blocks), owner)
    span = (blocks[0].start, blocks[-1].end)
    return [Reading(owner, text, span, context.heading, path, "duty-heading")]


def _leads_in(text: str) -> bool:
    """Whether an item announces what somebody does below it: `各部门履行下列共同职责：`."""
    subject = find_subject(text)
    return subject is not None and bool(_BELOW.search(text[:120])) and len(text) <= 120


_BELOW = regex.compile(r"(?:下列|以下|如下)[^。；]{0,20}(?:[：:]$|$)|(?:职责|任务|工作)(?:是|为|有)?[：:]$")


_LOW = ("1.", "（1）", "1）", "①", "1")
"""Under numbers of such low levels the items that follow are one text."""


_BODY = regex.compile(r"(?:指挥部|领导小组|小组|组|防指|联席会议|专班|指挥部办公室|小组办公室|委员会)$")
"""The duties of a body that a document sets up are one text: they describe the body."""


def _content(section: Section) -> list[Block]:
    """The plain paragraphs under a heading; what runs on behind the heading itself is a paragraph too."""
    out: list[Block] = []
    for i, block in enumerate(section.blocks):
        if block.table or block.title:
            continue
        if i == 0 and section.style != "":
            rest = block.text[section.offset + len(section.title) :].lstrip("：。: ")
            if len(rest) >= SHORTEST:
                start = block.end - len(rest)
                out.append(msgspec.structs.replace(block, text=rest, start=start))
            continue
        out.append(block)
    return out


def _items(
    reader: _Reader,
    owner: tuple[Mention, ...],
    blocks: list[Block],
    children: list[Section],
    context: Context,
    path: tuple[str, ...],
) -> list[Reading]:
    """Each item of an agency's own page is a duty of it."""
    out: list[Reading] = []
    for block in blocks:
        if _says_work(block.text):
            text = _strip_owner(block.text, owner)
            out.append(Reading(owner, text, (block.start, block.end), context.heading, path, "duty-page"))
    for child in children:
        inner = [child, *reader.below(child)]
        plain = [b for s in inner for b in s.blocks if not b.table]
        if not plain:
            continue
        reader.done.update(s.index for s in inner)
        first = plain[0].text[child.offset :]
        rest = [b for b in plain[1:] if _says_work(b.text) or b.text[:1] in "（(①1２12"]
        text = first + "".join(b.text for b in rest)
        span = (plain[0].start + child.offset, (rest[-1] if rest else plain[0]).end)
        out.append(Reading(owner, _strip_owner(text, owner), span, context.heading, path, "duty-page"))
    return out


def _says_work(text: str) -> bool:
    """Whether a paragraph is a statement of work and no label, contact or caption."""
    return len(text) >= 8 and "：" not in text[:12] and (bool(predicate_kind(text, 0)) or text[-1] in "。；;")


def _strip_owner(text: str, owner: tuple[Mention, ...]) -> str:
    subject = find_subject(text)
    if subject is not None and subject.start == 0 and [n.printed for n in subject.names] == [n.printed for n in owner]:
        return text[subject.body :].lstrip("：，")
    return text


def _run_in(reader: _Reader, section: Section, subject: Subject, context: Context) -> list[Reading]:
    """`A主要职责：（一）…（二）…`: the text behind the colon and the items under it are one duty."""
    first = section.blocks[0]
    at = section.offset + subject.body
    if subject.form == "agent":
        at = first.text.find("：", section.offset) + 1 or at
    blocks = [b for b in section.blocks[1:] if not b.table]
    for child in reader.below(section):
        reader.done.add(child.index)
        blocks += [b for b in child.blocks if not b.table]
    paper = reader.instrument(section)
    heading = first.text[section.offset : at].rstrip("：: ")
    path = (*section.path, section.label) if section.number and section.heading else section.path
    if paper.page and len(section.children) > 1 and not first.text[at:].strip():
        for child in reader.below(section):
            reader.done.discard(child.index)
        children = [reader.scope.sections[c] for c in section.children]
        out = _items(reader, subject.names, [], children, Context(heading, True), path)
        before = regex.sub(
            r"，?(?:其|该)?[^，。；]{0,6}$",
            "",
            first.text[section.offset + (subject.end - section.offset) : at].rstrip("：:"),
        )
        if predicate_kind(before, 0) and len(before) >= SHORTEST:
            span = (first.start + section.offset, first.end)
            out.insert(0, Reading(subject.names, before, span, heading, path, "duty-page"))
        return out
    text = first.text[at:] + "".join(b.text for b in blocks)
    span = (first.start + section.offset, blocks[-1].end if blocks else first.end)
    return [Reading(subject.names, text, span, heading, path, "duty-run-in")]


def _below_lead(
    reader: _Reader, section: Section, subject: Subject, context: Context, paper: Instrument
) -> list[Reading]:
    """What stands below `A履行下列职责：`: a duty of A per item, unless the items name bodies of their own."""
    children = reader.children(section)
    leads = [c.blocks[0].text[c.offset :] for c in children if c.blocks]
    if parallel(leads):
        for child in children:
            reader.contexts[child.index] = Context(section.title.strip("：: "), True, True)
        return []
    if section.style == "条":
        return _run_in(reader, section, subject, context)
    return _items(reader, subject.names, [], children, Context(section.title.strip("：: "), True), section.path)


def _actor(text: str, leads: list[str]) -> tuple[Mention, ...]:
    """The names that a heading consists of, where the items under it say what they do: `（二）各镇（街道）。1.排查…`."""
    plain = text.strip("：。: ")
    subject = find_subject(plain + "：x") if leads and len(plain) <= LONGEST_ACTOR else None
    if subject is None or subject.form != "label" or subject.end != len(plain):
        return ()
    if any(_BODY.search(n.printed) or n.printed in list_cues().people for n in subject.names):
        return ()
    certain = all(_is_public(n) for n in subject.names)
    work = sum(1 for lead in leads if predicate_kind(lead, 0) in ("act", "duty", "manner", "modal"))
    return subject.names if certain and work >= PARALLEL * len(leads) else ()


def _names_only(text: str, context: Context) -> tuple[Mention, ...] | None:
    """The names that are all a part says, where its list gives each name its duties."""
    plain = text.strip("：。: ")
    if not (context.listed and context.duties) or len(plain) > 60 or _is_list_heading(plain):
        return None
    subject = find_subject(plain + "：x", listed=True)
    whole = subject is not None and subject.form == "label" and subject.end == len(plain)
    if subject is None or any(n.printed in list_cues().people for n in subject.names):
        return None
    return (
        subject.names if whole and subject is not None and all(may_be_name(n.printed) for n in subject.names) else None
    )


def _is_list_heading(text: str) -> bool:
    """Whether a heading announces duties: of one body, or of many."""
    return owner_of(text) is not None or any(word in text for word in list_cues().many)


def _under_name(
    reader: _Reader, section: Section, names: tuple[Mention, ...], context: Context, paper: Instrument
) -> list[Reading]:
    """A name on a line of its own over what it does."""
    blocks = [b for b in section.blocks[1:] if not b.table]
    inner = reader.below(section)
    if any(find_subject(b.text) is not None and find_subject(b.text).form == "duties" for b in blocks):  # type: ignore[union-attr]
        return _paragraphs(reader, section, context, paper)
    said = find_subject(blocks[0].text) if blocks else None
    if said is not None and said.form == "predicate" and [n.printed for n in said.names] != [n.printed for n in names]:
        return _paragraphs(reader, section, context, paper)
    reader.done.update(s.index for s in inner)
    blocks += [b for s in inner for b in s.blocks if not b.table]
    if not blocks:
        return []
    text = "".join(b.text for b in blocks)
    span = (section.blocks[0].start + section.offset, blocks[-1].end)
    return [Reading(names, _strip_owner(text, names), span, context.heading, section.path, "duty-item")]


def _paragraphs(reader: _Reader, section: Section, context: Context, paper: Instrument) -> list[Reading]:
    plain = [b for b in section.blocks if not b.table and not b.title]
    listed = context.listed and context.duties
    if not listed and len(plain) > 3:
        listed = parallel([b.text for b in plain[1:]])
    out: list[Reading] = []
    for i, block in enumerate(plain):
        at = section.offset if block is section.blocks[0] and section.number else 0
        if (
            i == 0
            and section.heading
            and section.number
            and len(block.text) - at <= len(section.title) + 1
            and not listed
            and not _is_sentence(section)
        ):
            continue
        if at and section.heading and not listed and "：" not in section.title and not _is_sentence(section):
            at += len(section.title)
            while at < len(block.text) and block.text[at] in "。：":
                at += 1
        readings = _paragraph(block, at, section, context, paper, listed or _holds_list(block.text, at))
        names = _label_alone(block.text[at:]) if listed else ()
        if names:
            out.append(Reading(names, "", (block.start + at, block.end), context.heading, section.path, "duty-list"))
            continue
        if (
            not readings
            and listed
            and out
            and out[-1].rule == "duty-list"
            and (not out[-1].text or _goes_on(block.text))
        ):
            last = out[-1]
            last.text, last.span = last.text + block.text, (last.span[0], block.end)
        elif (
            not readings
            and listed
            and not out
            and predicate_kind(block.text, at) == "duty"
            and "：" not in block.text[:20]
        ):
            out.append(
                Reading(
                    (), block.text[at:], (block.start + at, block.end), context.heading, section.path, "duty-of-nobody"
                )
            )
        out += readings
    return out


def _holds_list(text: str, at: int) -> bool:
    """Whether one paragraph is a list of bodies by itself: three or more real bodies with a colon behind each."""
    if len(text) - at < SHORTEST_LIST * SHORTEST_OPEN:
        return False
    found = [r.subject for r in runs(text, at) if r.subject is not None]
    labels = [s for s in found if s.form == "label" and all(is_agency(n.reading) for n in s.names)]
    said = [s for s in found if s.form == "predicate" and s.kind in ("duty", "modal") and all(map(_is_one, s.names))]
    holders = {tuple(n.printed for n in s.names) for s in said}
    return len(labels) >= SHORTEST_LIST or (len(holders) >= SHORTEST_LIST and len(said) >= PARALLEL * len(found))


def _is_sentence(section: Section) -> bool:
    """Whether what print sets like a heading says what a body does: `第三条 区水利局负责…`."""
    subject = find_subject(section.title)
    return subject is not None and subject.form in ("predicate", "agent") and bool(subject.kind)


def _label_alone(text: str) -> tuple[Mention, ...]:
    """The names of a label on a line of its own; what they do stands on the lines below."""
    if text[-1:] not in "：:" or len(text) > LONGEST_ACTOR:
        return ()
    subject = find_subject(text + "x")
    if subject is None or subject.form != "label" or any(n.printed in list_cues().people for n in subject.names):
        return ()
    return subject.names if all(_is_public(n) for n in subject.names) else ()


def _goes_on(text: str) -> bool:
    """Whether a paragraph without a name goes on with the duty before it, which a page break had cut."""
    return not regex.match(r"(?:各|上述|以上|本|注|备注)", text) and text[-1:] in "。；"


def _paragraph(
    block: Block, at: int, section: Section, context: Context, paper: Instrument, listed: bool
) -> list[Reading]:
    titled = section.heading and bool(section.title) and "：" not in section.title
    path = (*section.path, section.label) if section.number and titled else section.path
    heading = context.heading or (path[-1] if path else "") or section.part
    out: list[Reading] = []
    for run in runs(block.text, at, listed=listed):
        subject = run.subject
        if subject is None:
            continue
        if listed and (run.start == at or subject.form == "label") and _in_list(block.text, subject, run):
            text = block.text[subject.body : run.end]
            out.append(
                Reading(
                    subject.names, text, (block.start + run.start, block.start + run.end), heading, path, "duty-list"
                )
            )
        elif (
            listed or paper.rules or paper.plan or section.style == "条" or _organises((*path, section.label))
        ) and _in_prose(block.text[run.start : run.end], block.text[subject.body : run.end], subject, paper, section):
            begin = run.start if subject.start > run.start + 1 or subject.form == "agent" else subject.body
            whole = paper.plan or listed
            end = run.end if whole else min(run.end, sentence_end(block.text, run.start))
            text = block.text[begin:end]
            out.append(
                Reading(
                    subject.names,
                    text,
                    (block.start + run.start, block.start + run.end),
                    heading,
                    path,
                    "duty-sentence",
                )
            )
    return out


_SETS_UP = regex.compile(r"牵头[，、。；]|设立|成立|下设|组建|由[^，。；]{2,60}组成")
"""What leads a group or sets up a body is no standing duty; it is read with bodies."""


def _organises(path: tuple[str, ...]) -> bool:
    """Whether a heading above speaks of how work is organised: there any paper says who is responsible for what."""
    return any(word in label for label in path for word in list_cues().organisation)


def _in_list(text: str, subject: Subject, run: Run) -> bool:
    rest = text[subject.body : run.end]
    if subject.form not in ("label", "name"):
        return not _SETS_UP.match(rest)
    if len(rest) < SHORTEST or any(n.printed in list_cues().people for n in subject.names):
        return False
    if predicate_kind(rest, 0):
        return True
    known = all(is_agency(n.reading) or may_be_name(n.printed) for n in subject.names)
    return known and rest[-1] in "。；" and len(rest) >= SHORTEST_OPEN


_PUBLIC = regex.compile(
    r"(?:部门|机关|机构|政府|办事处|委员会|局|委|办|厅|部|署|院|队|中心|指挥部|小组|组|办公室|(?:有关|相关|成员|各)单位)(?:（[^（）]*）)?$"
)


_COMPETENCE = regex.compile(
    r"负责(?!人|制)|主管(?!部门)|监督管理|综合协调|统一领导|协助做好|做好[^，。；]{0,40}工作|领导[^，。；]{0,30}工作"
)


def _in_prose(text: str, rest: str, subject: Subject, paper: Instrument, section: Section) -> bool:
    """Whether a sentence of a rule or plan says a standing duty: a public body that is responsible for something.

    A plan says so where it tells how work is organised, and in the chapters on its support, where what an agency does or
    shall do is its duty. Who explains or revises the paper is read apart.
    """
    path = (*section.path, section.label)
    if _UPKEEP.search(text) or text[:1] in "（(" or not all(_is_public(n) for n in subject.names):
        return False
    if paper.plan and any(word in label for label in path for word in list_cues().support):
        return all(is_agency(n.reading) for n in subject.names)
    if paper.plan and not _organises(path):
        return False
    if subject.kind == "duty":
        return not rest.startswith("牵头")
    real = all(is_agency(n.reading) for n in subject.names)
    if subject.kind == "modal" and real and ((section.style == "条" and paper.rules) or _organises(path)):
        return not _MAY.match(rest) and len(rest) >= SHORTEST
    if section.style == "条" and paper.law:
        # what an article says that a public body does or shall do is its duty; what it may do is none
        return not _MAY.match(rest) and len(rest) >= SHORTEST_OPEN
    return subject.kind in ("manner", "act") and bool(_COMPETENCE.search(text))


_MAY = regex.compile(r"可以|可(?!行|能|靠)|有权|不得")
_UPKEEP = regex.compile(r"负责(?:具体|最终)?(?:解释|修订)|(?:解释|修订)(?:工作)?由")


def _is_one(name: Mention) -> bool:
    """Whether a name tells one body or one kind of department, not `各部门` or `有关部门`."""
    return is_agency(name.reading) or (name.printed.endswith("部门") and not _ANY.search(name.printed))


_ANY = regex.compile(r"^各|有关|相关|其他")


def _is_public(name: Mention) -> bool:
    role = name.printed in lexicon().words.roles and name.printed.endswith("单位")
    return is_agency(name.reading) or (bool(_PUBLIC.search(name.printed)) and not role)
