"""Answer questions in Chinese from the graph, with sources, or say that the graph does not hold the answer."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import regex

from zhize.graph.facts import Fact
from zhize.graph.knowledge import KnowledgeGraph
from zhize.queries.answer import Answer, cite, shorten
from zhize.queries.frames import frames_of, parts_of, role_of, topic_words
from zhize.queries.handlers import HANDLERS, PASSING
from zhize.queries.links import Link, Linker, Links
from zhize.queries.search import Index, grams

ENOUGH = 0.5
"""The part of a question's topic that a task or duty must cover to be taken for its answer."""

CLEAR = 0.72
"""A candidate whose score is below this part of the best one's is another matter."""


class Candidate(msgspec.Struct):
    """A task, duty or body that may be what a question is about."""

    node: str
    text: str
    kind: str


_OFFICE = regex.compile(
    r"办公室|设在|设于|挂靠在?|哪个单位|哪个部门|哪里|哪儿|什么地方|什么单位|哪|的|是|[？?]|工作领导小组|领导小组|工作专班|专班|委员会"
)
"""Words of every office, and those that ask where it is."""
_KIND_WORDS = regex.compile(
    r"管理办法|实施方案|工作方案|应急预案|实施意见|工作要点|办法|方案|预案|规划|意见|通知|通告|批复|规定|规程|细则|公告|文件|这个|那个|还|制定|定的"
)


class Asker:
    """Answers questions on one graph. Building it indexes names and texts once."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self.kg = kg
        self.linker = Linker(kg)
        self.candidates = [self._candidate(n, kind) for kind in ("Task", "Duty", "Body") for n in kg.nodes(kind)]
        self.index = Index([c.text for c in self.candidates])
        self.position = {c.node: i for i, c in enumerate(self.candidates)}

    def _candidate(self, node: str, kind: str) -> Candidate:
        kg = self.kg
        if kind == "Task":
            section = kg.source(node)
            path = "".join(section.section) if section else ""
            text = f"{kg.text(node, 'title')}。{kg.text(node, 'title')}。{kg.text(node, 'text')}{path}"
        elif kind == "Duty":
            text = kg.text(node, "text") + kg.text(node, "context")
        else:
            text = "".join(str(v) for v in (*kg.values(node, "name"), *kg.values(node, "alias"), kg.text(node, "duty")))
        document = self.document_of(node)
        return Candidate(node, text + (kg.text(document, "title") if document else ""), kind)

    def document_of(self, node: str) -> str | None:
        """The document that a node stands in."""
        fact = self.kg.source(node)
        return fact.document if fact else None

    # -- the whole way

    def ask(self, question: str, *, region: str | None = None) -> Answer:
        """Answer one question; `region` is the place meant where the question names none."""
        links = self.linker.link(question, region)
        parts = parts_of(question)
        if len(parts) > 1 and (joined := self._parts(question, parts, region)):
            return joined
        for frame in frames_of(question):
            handler = HANDLERS.get(frame)
            answer = handler(self, question, links) if handler else getattr(self, f"_{frame}")(question, links)
            if answer is not None:
                return msgspec.structs.replace(answer, frame=frame)
            if frame not in PASSING and "provision" not in frames_of(question):
                return self._none(question, links, frame)
        return self._none(question, links, "")

    def _parts(self, question: str, parts: list[str], region: str | None) -> Answer | None:
        """A question of several: each part is answered, with the agency of the first where it names none."""
        first = self.linker.link(parts[0], region)
        subject = first.agencies[0].text if first.agencies else ""
        answers = []
        for part in parts:
            links = self.linker.link(part, region)
            answers.append(self.ask(part if links.agencies or links.bodies else subject + part, region=region))
        found = [a for a in answers if a.answered]
        if not found or not answers[0].answered:
            return None
        return msgspec.structs.replace(_joined(found[0], found[1:]), question=question)

    def _none(self, question: str, links: Links, frame: str) -> Answer:
        near = self._nearest(question, links)
        known = f"与此最接近的有：{'；'.join(near)}。" if near else "也没有与此接近的内容。"
        unknown = f"（没有查到“{'、'.join(links.unknown)}”）" if links.unknown else ""
        return Answer(question, False, f"这些文件里没有查到答案{unknown}。{known}", (), (), frame)

    def _nearest(self, question: str, links: Links) -> list[str]:
        names = [self.kg.caption(n) for link in (*links.agencies, *links.bodies) for n in link.nodes[:2]]
        found = self.index.best(topic_words(links.topic), 3)
        titles = [shorten(self.kg.caption(self.candidates[i].node), 30) for i, _ in found]
        return list(dict.fromkeys([*names, *titles]))[:5]

    def answer(self, question: str, sentence: str, items: Iterable[str], *facts: Fact | None) -> Answer:
        """An answer with its items and the places of the facts that say it."""
        return Answer(question, True, sentence, tuple(dict.fromkeys(i for i in items if i)), cite(self.kg, *facts))

    # -- finding what a question is about

    def in_scope(self, node: str, links: Links) -> bool:
        """Whether a node stands in a document of a place that the question names."""
        document = self.document_of(node)
        if document is None:
            return False
        if links.regions:
            homes = {str(f.object) for f in self.kg.out(document, "relevant_for")}
            if homes and not homes & set(links.regions):
                return False
        return True

    def find(self, question: str, links: Links, kinds: tuple[str, ...], nodes: set[str] | None = None) -> list[str]:
        """Nodes that fit the topic of a question, best first, only those that cover enough of it."""
        topic = topic_words(links.topic)
        if not grams(topic):
            return []
        scored: list[tuple[float, int]] = []
        for i, score in self.index.best(topic, 80):
            candidate = self.candidates[i]
            if candidate.kind not in kinds or (nodes is not None and candidate.node not in nodes):
                continue
            if not self.in_scope(candidate.node, links):
                continue
            cover = self.index.coverage(topic, i)
            bonus = 1.15 if self.document_of(candidate.node) in links.documents else 1.0
            title = set(grams(self.kg.caption(candidate.node))) & set(grams(topic))
            share = sum(self.index.weight(t) for t in title)
            if cover * bonus >= ENOUGH:
                scored.append((cover * bonus + 0.02 * score + 0.03 * share, i))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [self.candidates[i].node for value, i in scored if value >= CLEAR * scored[0][0]]

    def named_body(self, question: str, links: Links) -> str | None:
        """The body a question names, or a working group of a name that stands in it."""
        for link in links.bodies:
            nodes = [n for n in link.nodes if self.in_scope(n, links)] or list(link.nodes)
            best = [n for n in nodes if self.document_of(n) in links.documents] or nodes
            if best:
                return best[0]
        return None

    def agencies_of(self, links: Links) -> list[str]:
        """The agencies that the question names, each once."""
        return list(dict.fromkeys(n for link in links.agencies for n in link.nodes))

    # -- frames: agencies

    def _duty(self, question: str, links: Links) -> Answer | None:
        if links.agencies:
            return self._duties_of(question, links) or self._tasks(question, links)
        if links.bodies:
            return self._duty_of_body(question, links)
        if links.unknown:
            return None
        return self._lead(question, links)

    def _duty_of_body(self, question: str, links: Links) -> Answer | None:
        body = self.named_body(question, links)
        if body is None:
            return None
        facts = self.kg.properties[body].get("duty", []) or [
            self.kg.properties[str(f.object)]["text"][0] for f in self.kg.out(body, "has_duty")
        ]
        if not facts:
            return None
        items = [str(f.object) for f in facts]
        return self.answer(
            question, f"{self.kg.caption(body)}的职责：{'；'.join(i.rstrip('。') for i in items)}。", items, *facts
        )

    def _duties_of(self, question: str, links: Links) -> Answer | None:
        parts: list[tuple[str, list[Fact]]] = []
        for agency in self.agencies_of(links):
            facts = [self.kg.properties[str(f.object)]["text"][0] for f in self.kg.out(agency, "has_duty")]
            if facts:
                parts.append((agency, facts))
        if not parts:
            return None
        topic = topic_words(links.topic)
        if grams(topic):
            focused = [(a, self._focused(topic, facts, links)) for a, facts in parts]
            focused = [(a, facts) for a, facts in focused if facts]
            if not focused:
                return None
            parts = focused
        sentences = [
            f"{self.kg.caption(agency)}：{'；'.join(str(f.object).rstrip('。') for f in facts)}。"
            for agency, facts in parts
        ]
        items = [str(f.object) for _, facts in parts for f in facts]
        lead = "" if len(parts) == 1 else f"有{len(parts)}个机构叫这个名字，分别是——"
        rest = self._tasks_beside([a for a, _ in parts]) + self._others(question, links, {a for a, _ in parts})
        return self.answer(question, lead + "".join(sentences) + rest, items, *(f for _, facts in parts for f in facts))

    def _others(self, question: str, links: Links, told: set[str]) -> str:
        """What the graph knows of agencies of the same name elsewhere that have tasks and no duties."""
        out = ""
        for agency in self.agencies_of(links):
            beside = self._tasks_beside([agency]) if agency not in told else ""
            if beside:
                out += f"{self.kg.caption(agency)}：没有职责条文；{beside.removeprefix('另')}"
        return out

    def _tasks_beside(self, agencies: list[str]) -> str:
        counts = [(role, sum(len(self.kg.out(a, role)) for a in agencies)) for role in self.kg.ontology.roles]
        told = "、".join(f"{self.kg.ontology.relations[role].label}{n}项" for role, n in counts if n)
        return f"另有任务：{told}。" if told else ""

    def _focused(self, topic: str, facts: list[Fact], links: Links) -> list[Fact]:
        """Of an agency's duties, those that fit the topic: in a document it names, or covering its words."""
        named = [f for f in facts if f.document in links.documents]
        scored = [(self.index.coverage(topic, self.position[f.subject]), f) for f in facts]
        best = max((s for s, _ in scored), default=0.0)
        fitting = [f for s, f in scored if s >= max(0.35, CLEAR * best)]
        if fitting:
            return [f for f in fitting if f in named] or fitting
        if named:
            return named
        wanted = set(grams(topic))
        return [f for f in facts if wanted & set(grams(self.linker.title_of(f.document)))]

    def _tasks(self, question: str, links: Links) -> Answer | None:
        role = role_of(question)
        agencies = self.agencies_of(links)
        if not agencies:
            return self._tasks_of_document(question, links) if not links.unknown else None
        everything = list(self.kg.ontology.roles)
        roles = [role] if role and any(self.kg.out(a, role) for a in agencies) else everything
        sets = [
            {str(f.object) for n in link.nodes for r in roles for f in self.kg.out(n, r)} for link in links.agencies
        ]
        together = len(links.agencies) > 1 and regex.search(r"共同|一起|都", question)
        wanted = set.intersection(*sets) if together else set.union(*sets)
        tasks = [t for t in self.kg.nodes("Task") if t in wanted and self.in_scope(t, links)]
        named = [t for t in tasks if self.document_of(t) in links.documents]
        tasks = named or tasks
        topic = topic_words(links.topic)
        if not named and grams(topic):
            fitting = self.find(question, links, ("Task",), set(tasks))
            tasks = fitting
        if not tasks:
            return None
        tasks.sort(key=lambda t: self.place_of(t))
        facts = [self.kg.source(t) for t in tasks]
        items = [self.kg.text(t, "title") for t in tasks]
        who = "、".join(self.kg.caption(a) for a in agencies)
        label = {"leads": "牵头", "supports": "配合", "responsible_for": "负责"}.get(role or "", "承担")
        return self.answer(question, f"{who}{label}的任务有{len(tasks)}项：{'；'.join(items)}。", items, *facts)

    def _tasks_of_document(self, question: str, links: Links) -> Answer | None:
        for document in links.documents:
            tasks = sorted({f.subject for f in self.kg.into(document, "task_of")}, key=self.place_of)
            if tasks and self.in_scope(document, links):
                items = [self.kg.text(t, "title") for t in tasks]
                sentence = f"《{self.kg.text(document, 'title')}》的任务有{len(items)}项：{'；'.join(items)}。"
                return self.answer(question, sentence, items, *(self.kg.source(t) for t in tasks[:10]))
        return None

    def place_of(self, node: str) -> tuple[str, str, int]:
        """Where a node stands, to order by: document, file, offset."""
        fact = self.kg.source(node)
        return (fact.document, fact.evidence.file, fact.evidence.start) if fact else ("", "", 0)

    def _solo_tasks(self, question: str, links: Links) -> Answer | None:
        """Tasks of an agency on which nobody else stands."""
        agencies = set(self.agencies_of(links))
        tasks = []
        for task in self.kg.nodes("Task"):
            holders = {f.subject for role in self.kg.ontology.roles for f in self.kg.into(task, role)}
            if holders and holders <= agencies and (not links.documents or self.document_of(task) in links.documents):
                tasks.append(task)
        if not tasks:
            return None
        tasks.sort(key=self.place_of)
        items = [self.kg.text(t, "title") for t in tasks]
        return self.answer(
            question, f"共{len(items)}项：{'；'.join(items)}。", items, *(self.kg.source(t) for t in tasks)
        )

    # -- frames: tasks

    def _lead(self, question: str, links: Links) -> Answer | None:
        return self._who(question, links, ("leads", "responsible_for"))

    def _participants(self, question: str, links: Links) -> Answer | None:
        roles: tuple[str, ...] = ("leads", "responsible_for", "supports")
        if regex.search(r"除了|还有(?:哪|谁|什么)|配合(?:单位|部门)|哪.{0,6}配合", question) and not regex.search(
            r"谁(?:负责|牵头)|由谁|哪(?:个|家)(?:单位|部门).{0,4}(?:牵头|负责)", question
        ):
            roles = ("supports",)
        return self._who(question, links, roles)

    def _who(self, question: str, links: Links, roles: tuple[str, ...]) -> Answer | None:
        group = self.group_named(question, links)
        if group is not None:
            return self._who_in_group(question, group, roles)
        found = self.find(question, links, ("Task", "Duty", "Body"))
        answers = [(node, a) for node in found[:6] if (a := self._who_of(question, node, roles))]
        if not answers:
            return None
        best, answer = answers[0]
        more = [a for node, a in answers[1:] if self._goes_with(question, best, node)]
        asked = question.count("、") if "分别" in question else 3
        return _joined(answer, more[:asked]) if more[:asked] else answer

    def _who_of(self, question: str, node: str, roles: tuple[str, ...]) -> Answer | None:
        kind = self.kg.ontology.class_of(node).id
        if kind == "Task":
            return self._who_does(question, node, roles)
        if kind == "Duty":
            return self._who_has(question, node) if roles[0] != "supports" else None
        return self._who_in_group(question, node, roles)

    def _goes_with(self, question: str, best: str, other: str) -> bool:
        """Whether a second candidate belongs to the answer: the same matter in another place, or one of several
        matters that a question asks for at once (分别).
        """
        if "分别" in question:
            return self.document_of(best) == self.document_of(other) and self.kg.ontology.class_of(
                other
            ) == self.kg.ontology.class_of(best)
        return self.kg.caption(best) == self.kg.caption(other) and self.document_of(best) != self.document_of(other)

    def _who_does(self, question: str, task: str, roles: tuple[str, ...]) -> Answer | None:
        for role in roles:
            facts = self.kg.into(task, role)
            if facts and len(roles) < 3:
                break
        else:
            facts = [f for role in roles for f in self.kg.into(task, role)]
        if not facts:
            return None
        facts = sorted(facts, key=lambda f: f.order)
        items = [str(f.printed) for f in facts]
        parts = []
        for role, relation in self.kg.ontology.roles.items():
            names = [str(f.printed) for f in facts if f.predicate == role]
            if names:
                parts.append(f"{relation.role}：{'、'.join(names)}")
        sentence = f"“{self.kg.text(task, 'title')}”的{'；'.join(parts)}。"
        return self.answer(question, sentence, items, facts[0], self.kg.source(task))

    def _who_has(self, question: str, duty: str) -> Answer | None:
        facts = self.kg.into(duty, "has_duty")
        if not facts:
            return None
        text = self.kg.text(duty, "text")
        names = [str(f.printed) for f in facts]
        return self.answer(question, f"{'、'.join(names)}：{text}", names, facts[0])

    def group_named(self, question: str, links: Links) -> str | None:
        """The body or working group whose name stands in the question; the longest name wins."""
        best = None
        for body in self.kg.nodes("Body"):
            name = self.kg.text(body, "name")
            if (
                name
                and name in question
                and self.in_scope(body, links)
                and (best is None or len(name) > len(self.kg.text(best, "name")))
            ):
                best = body
        return best or self.named_body(question, links)

    def _who_in_group(self, question: str, body: str, roles: tuple[str, ...]) -> Answer | None:
        wanted = {"leads": "led_by", "responsible_for": "led_by", "supports": "member"}
        relations = list(dict.fromkeys(wanted[r] for r in roles))
        facts = [f for rel in relations for f in self.kg.out(body, rel)]
        if not facts:
            return None
        parts = []
        for rel in relations:
            names = [str(f.printed) for f in self.kg.out(body, rel)]
            if names:
                parts.append(f"{'负责单位' if rel == 'led_by' else '成员'}：{'、'.join(names)}")
        return self.answer(
            question, f"{self.kg.caption(body)}的{'；'.join(parts)}。", [str(f.printed) for f in facts], *facts[:3]
        )

    # -- frames: bodies

    def _people(self, question: str, links: Links, relation: str, label: str) -> Answer | None:
        body = self.group_named(question, links)
        if body is None:
            found = [n for n in self.find(question, links, ("Body",)) if self.kg.out(n, relation)]
            body = found[0] if found else None
        facts = self.kg.out(body, relation) if body else []
        if not body or not facts:
            return None
        names = [str(f.printed) for f in sorted(facts, key=lambda f: f.order)]
        return self.answer(question, f"{self.kg.caption(body)}的{label}：{'、'.join(names)}。", names, facts[0])

    def _members(self, question: str, links: Links) -> Answer | None:
        if regex.search(r"牵头|负责", question):
            return self._participants(question, links)
        return self._people(question, links, "member", "成员") or self._participants(question, links)

    def _chief(self, question: str, links: Links) -> Answer | None:
        if regex.search(r"副", question):
            return self._people(question, links, "deputy", "副职")
        return self._people(question, links, "chief", "负责人")

    def _seat(self, question: str, links: Links) -> Answer | None:
        offices = [n for n in self.kg.nodes("Body") if self.kg.out(n, "seat") and self.in_scope(n, links)]
        asked = set(grams(_OFFICE.sub(" ", question)))
        scored = []
        for office in offices:
            parents = [str(f.object) for f in self.kg.out(office, "within_body")]
            names = [str(v) for n in (office, *parents) for p in ("name", "alias") for v in self.kg.values(n, p)]
            own = set(grams("，".join(_OFFICE.sub("", name) for name in names)))
            around = own | set(grams(self.kg.text(self.document_of(office) or "", "title")))
            if asked and own & asked:
                scored.append((len(asked & around) / len(asked), len(own & asked), office))
        scored.sort(key=lambda row: (-row[0], -row[1], row[2]))
        if not scored or scored[0][0] < 0.5:
            return None
        fact = self.kg.out(scored[0][2], "seat")[0]
        return self.answer(question, f"{self.kg.caption(scored[0][2])}设在{fact.printed}。", [str(fact.printed)], fact)

    # -- frames: documents

    def the_document(self, links: Links) -> str | None:
        """The document that the question names best; one that shares only a place and a kind of document is none."""
        documents = [d for d in links.documents if self.in_scope(d, links) and self._is_meant(d, links)]
        return documents[0] if documents else None

    def _is_meant(self, document: str, links: Links) -> bool:
        """Whether a document's title covers enough of what the question is about."""
        if links.numbered:
            return True
        wanted = set(grams(_KIND_WORDS.sub(" ", topic_words(links.topic))))
        return not wanted or len(wanted & set(grams(self.linker.title_of(document)))) >= 0.4 * len(wanted)

    def _value(self, question: str, links: Links, *names: str) -> Answer | None:
        document = self.the_document(links)
        if document is None:
            return None
        facts = [self.kg.properties[document][n][0] for n in names if n in self.kg.properties[document]]
        if not facts:
            return None
        items = [_spoken(str(f.object)) for f in facts]
        labels = [self.kg.ontology.classes["Document"].properties[f.predicate].label for f in facts]
        told = "，".join(f"{label}：{item}" for label, item in zip(labels, items, strict=True))
        return self.answer(question, f"《{self.kg.text(document, 'title')}》{told}。", items, *facts)

    def _number(self, question: str, links: Links) -> Answer | None:
        if regex.search(r"根据|依据|贯彻|落实", question):
            return self._basis(question, links)
        dated = regex.search(r"哪天|什么时候|何时|日期|哪一天", question)
        return self._value(question, links, "number", *(["date"] if dated else []))

    def _date(self, question: str, links: Links) -> Answer | None:
        return self._value(question, links, "date")

    def _issuer(self, question: str, links: Links) -> Answer | None:
        return self._value(question, links, "issuer")

    def _validity(self, question: str, links: Links) -> Answer | None:
        return self._value(question, links, "valid_until")

    def _basis(self, question: str, links: Links) -> Answer | None:
        return self._cited(question, links, "based_on", "依据")

    def _repeals(self, question: str, links: Links) -> Answer | None:
        return self._cited(question, links, "repeals", "废止")

    def _cited(self, question: str, links: Links, relation: str, label: str) -> Answer | None:
        document = self.the_document(links)
        facts = self.kg.out(document, relation) if document else []
        if not document or not facts:
            return None
        by_number = "文号" in question
        items = []
        for fact in facts:
            target = str(fact.object)
            number = self.kg.text(target, "number")
            items.append(number if by_number and number else self.kg.text(target, "title"))
        return self.answer(
            question, f"《{self.kg.text(document, 'title')}》{label}：{'；'.join(items)}。", items, *facts
        )

    # -- frames: the rest

    def _deadline(self, question: str, links: Links) -> Answer | None:
        for task in self.find(question, links, ("Task",)):
            facts = self.kg.properties[task].get("deadline")
            if facts:
                value = str(facts[0].object)
                return self.answer(question, f"“{self.kg.text(task, 'title')}”：{value}。", [value], *facts)
        if regex.search(r"完成|办结|落实", question):
            for document in links.documents:
                answer = self._whole_deadline(question, document) if self.in_scope(document, links) else None
                if answer:
                    return answer
        return None

    def _whole_deadline(self, question: str, document: str) -> Answer | None:
        """The deadline that most tasks of a document share."""
        tasks = [f.subject for f in self.kg.into(document, "task_of")]
        found = [self.kg.properties[t]["deadline"][0] for t in tasks if "deadline" in self.kg.properties[t]]
        values = sorted({str(f.object) for f in found}, key=lambda v: -sum(str(f.object) == v for f in found))
        shared = [f for f in found if values and str(f.object) == values[0]]
        if not values or len(shared) * 2 <= len(tasks):
            return None
        return self.answer(
            question, f"《{self.kg.text(document, 'title')}》的任务要在{values[0]}完成。", values[:1], shared[0]
        )

    def _contact(self, question: str, links: Links) -> Answer | None:
        kinds = [k for k, word in (("电话", "电话|号码"), ("邮箱", "邮箱")) if regex.search(word, question)] or [
            "电话",
            "邮箱",
        ]
        agencies = [link.text for link in (*links.agencies, *links.bodies)]
        found: list[tuple[float, str]] = []
        for node in self.kg.nodes("Contact"):
            if self.kg.text(node, "kind") not in kinds or not self.in_scope(node, links):
                continue
            holder = self.kg.text(node, "holder")
            if agencies:
                score = 1.0 if any(holder and (holder in a or a in holder) for a in agencies) else 0.0
            else:
                linked = self.document_of(node) in links.documents
                score = max(self._about_contact(node, links), ENOUGH if linked else 0.0)
            if score:
                found.append((score, node))
        if not found:
            return None
        best = max(score for score, _ in found)
        found = [(score, n) for score, n in found if score >= CLEAR * best]
        nodes = list({(self.document_of(n), self.kg.text(n, "value")): n for _, n in reversed(found)}.values())[::-1]
        told_apart = bool(agencies or links.regions or links.numbered)
        if told_apart and any(self.document_of(n) in links.documents for n in nodes):
            nodes = [n for n in nodes if self.document_of(n) in links.documents]
        holders = [self.kg.text(n, "holder") for n in nodes]
        ask_who = regex.search(r"报给谁|谁|哪个|哪里", question)
        items = [
            *(dict.fromkeys(h for h in holders if h) if ask_who else []),
            *(self.kg.text(n, "value") for n in nodes),
        ]
        told = "；".join(
            f"{h}{'：' if h else ''}{self.kg.text(n, 'value')}" for h, n in zip(holders, nodes, strict=True)
        )
        return self.answer(question, f"{told}。", items, *(self.kg.source(n) for n in nodes))

    def _about_contact(self, node: str, links: Links) -> float:
        """Whether a number's own sentence is about what the question is about."""
        wanted = set(grams(topic_words(links.topic)))
        near = set(grams(self.kg.text(node, "context"))) | set(
            grams(self.linker.title_of(self.document_of(node) or ""))
        )
        share = len(wanted & near) / len(wanted) if wanted else 0.0
        return share if share >= ENOUGH else 0.0

    def _count(self, question: str, links: Links) -> Answer | None:
        document = self.the_document(links)
        if document is None:
            return None
        if regex.search(r"单位|部门|机构|家", question):
            tasks = regex.search(r"任务|责任单位", question)
            nodes = self.kg.into(document, "task_of" if tasks else "duty_of")
            relations = list(self.kg.ontology.roles) if tasks else ["has_duty"]
            facts = [f for n in nodes for r in relations for f in self.kg.into(n.subject, r)]
            count = len({f.subject for f in facts})
            what, unit = "单位", "家"
        else:
            facts = self.kg.into(document, "task_of")
            count, what, unit = len({f.subject for f in facts}), "任务", "项"
        if not count:
            return None
        return self.answer(
            question, f"《{self.kg.text(document, 'title')}》里有{count}{unit}{what}。", [f"{count}{unit}"], facts[0]
        )


def _joined(first: Answer, more: list[Answer]) -> Answer:
    """Answers to one question that stand side by side, each with its document."""
    parts = [first, *more]
    told = [f"《{a.sources[0].title}》：{a.answer}" if a.sources else a.answer for a in parts]
    items = tuple(dict.fromkeys(i for a in parts for i in a.items))
    sources = tuple(dict.fromkeys(s for a in parts for s in a.sources))
    return msgspec.structs.replace(first, answer="".join(told), items=items, sources=sources)


def _spoken(value: str) -> str:
    """An ISO date as it is spoken of: `2023-06-29` -> `2023年6月29日`; anything else as it is."""
    match = regex.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else value


__all__ = ["Asker", "Link", "Links"]
