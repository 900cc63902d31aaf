"""One body, one node: which agency a printed name is, and in which region.

An agency is its region and its canonical name. The region comes from the name itself (`淄川区应急局`), from its
level word and the document's region (`区应急局` in a 淄川区 document), or is the document's own. Nothing is
merged because it looks alike; what fits no rule stays apart and is an issue.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import regex

from zhize.graph.identity.decisions import Decision, apart, apply_merges, merges
from zhize.graph.identity.misprints import Printed, misprints
from zhize.graph.identity.regions import Region, Regions, short_name
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency, is_collective, kind_of, merged_parts, official, parse
from zhize.graph.model.facts import Evidence, Fact, Issue, Origin, Statement, Value, digest
from zhize.graph.model.lineage import lineage
from zhize.graph.model.linking import link_documents, link_members
from zhize.graph.model.ontology import ontology

LEVEL_OF = {
    "国家": "国家",
    "省": "省",
    "市": "市",
    "区": "区县",
    "县": "区县",
    "旗": "区县",
    "镇": "镇街",
    "乡": "镇街",
    "州": "市",
}
"""The level of region that a bare level word in a name speaks of."""


_BARE_BODIES = {
    "office": ("办公室", "本办公室"),
    "command": ("指挥部", "本指挥部", "区指挥部", "市指挥部", "县指挥部", "省指挥部"),
    "leading_group": ("领导小组", "本领导小组"),
}
"""What a document calls its only body of a kind."""


class Reading(msgspec.Struct, frozen=True):
    """How a name was read: the node it is, its region and why."""

    node: str
    region: str
    rest: str
    core_id: str | None
    kind: str
    rule: str
    suffix: str = ""


def identify(
    statements: Iterable[Statement], origins: Iterable[Origin], decisions: Sequence[Decision] = ()
) -> tuple[list[Fact], list[Issue]]:
    """Statements to facts: every mention becomes a node, with the facts that describe it.

    Pure: the same statements and decisions give the same facts, in whatever order the statements come.
    """
    run = _Run(sorted(origins, key=lambda o: (o.file, o.document)), apart(decisions))
    ordered = sorted(statements, key=_statement_order)
    run.collect(ordered)
    facts = [run.fact(s) for s in ordered]
    facts += run.describe()
    same, against = merges(decisions)
    for decision in against:
        text = f"{decision.a} / {decision.b}"
        run.issues.append(Issue("", 0, "decision-conflict", text, f"{decision.by}的决定与“不同”的决定冲突，未采用"))
    linked = apply_merges(link_documents(_unique(facts), run.documents), same)
    return linked + link_members(linked) + lineage(linked), run.issues


def read_name(name: str, issuer: str) -> str:
    """The node id of an agency that a document of an issuer prints, read on its own.

    Example: `区应急局` of 淄博市淄川区人民政府 -> agency:370302:应急管理局.
    """
    origin = Origin("document:?", issuer, None, "", "?")
    statement = Statement("document:?", "mentions", "", "document:?", (), Evidence("?", 0, 0, ""), "name")
    return _Run([origin]).node_of(Mention(name, name), statement)[0]


def _statement_order(s: Statement) -> tuple[object, ...]:
    subject, value = (x.printed if isinstance(x, Mention) else str(x) for x in (s.subject, s.object))
    e = s.evidence
    return (s.document, e.file, e.start, e.end, s.order, s.predicate, subject, value)


def _unique(facts: list[Fact]) -> list[Fact]:
    return list({fact.id: fact for fact in facts}.values())


class _Run:
    """One pass over all statements: first names are read and counted, then facts are made."""

    def __init__(self, origins: list[Origin], apart: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.apart = apart
        self.misprinted: dict[str, str] = {}
        self.regions = Regions.load()
        self.documents = {o.document for o in origins}
        self.homes: dict[str, Region] = {}
        self.titles = {o.document: o.title for o in origins}
        for origin in origins:
            self.homes.setdefault(origin.document, self._home(origin))
        self.bodies: dict[tuple[str, str], str] = {}
        self.body_ids: dict[str, str] = {}
        self.readings: dict[tuple[str, str], Reading] = {}
        self.forms: dict[str, Counter[str]] = defaultdict(Counter)
        self.first: dict[tuple[str, str], tuple[Statement, str]] = {}
        self.info: dict[str, Reading] = {}
        self.merged: dict[str, str] = {}
        self.issues: list[Issue] = []
        self.opening: dict[str, Statement] = {}
        """The first statement of each document, cited for what is known of the whole document."""

    def _home(self, origin: Origin) -> Region:
        """The region of a document: from who signed it, made unique by the gazette's name."""
        outer = self._region_in(origin.gazette or "", None)
        inner = self._region_in(origin.issuer or "", outer.key if outer else None)
        region = inner or outer
        return region or self.regions.get("000000")

    def _region_in(self, text: str, within: str | None) -> Region | None:
        text = text.removeprefix("中共").removeprefix("中国共产党")
        found = self.regions.leading(text, within)
        if found and found[1] and not regex.match(r"\p{Han}{0,3}[市区县旗州镇乡](?!委)", found[1][:4]):
            return found[0]
        place = regex.match(
            r"(?:\p{Han}{2,8}?(?:省|自治区|市|自治州|州|盟|区|县|旗|镇|乡|街道))+(?=人民|政府|委员会|委|管|公报|\p{Han}{2,}局)",
            text,
        )
        if place:
            return self.regions.resolve(place[0], within) or self.regions.guess(place[0], within)
        return found[0] if found else None

    # -- reading names

    def collect(self, statements: list[Statement]) -> None:
        """Learn the bodies of each document, then read every mention."""
        for s in statements:
            self.opening.setdefault(s.document, s)
            if isinstance(s.subject, str) and s.subject.startswith("body:") and s.predicate in ("name", "alias"):
                node = self._body_id(s)
                self.bodies[s.document, str(s.object)] = node
        self._bare_bodies(statements)
        for s in statements:
            for mention in (s.subject, s.object):
                if isinstance(mention, Mention):
                    self._read(mention, s)
        self._merge_departments()
        self._merge_misprints()

    def _bare_bodies(self, statements: list[Statement]) -> None:
        """`办公室` and `指挥部` alone, in a document that sets up just one of each, are these."""
        kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
        for s in statements:
            if s.predicate == "kind" and isinstance(s.subject, str) and s.subject.startswith("body:"):
                kinds[s.document, str(s.object)].add(self._body_id(s))
        for (document, kind), nodes in kinds.items():
            if len(nodes) == 1:
                for word in _BARE_BODIES.get(kind, ()):
                    self.bodies.setdefault((document, word), next(iter(nodes)))

    def _body_id(self, s: Statement) -> str:
        """A standing body is one in its region (`区防指` of all notices); a working group is its document's."""
        provisional = str(s.subject)
        if provisional in self.body_ids:
            return self.body_ids[provisional]
        name, home = provisional.rpartition(":")[2], self.homes[s.document]
        region, rest = self._split_region(name, home)
        if region is not None and regex.search(r"指挥部|领导小组|委员会|联席会议|办公室$", rest) and len(rest) > 4:
            node = f"body:{region.key}:{rest}"
        else:
            node = f"body:{digest(s.document)}:{name}"
        self.body_ids[provisional] = node
        return node

    def _split_region(self, name: str, home: Region) -> tuple[Region | None, str]:
        """The region a name speaks of and the rest of the name; (None, name) where it speaks of none."""
        parsed = parse(name)
        word = (
            parsed.level_word
            if parsed
            else (name[0] if name[0] in "省市区县" and not regex.match(r"市[场政民区]|区[域块]|县域", name) else "")
        )
        if word:
            rest = name.removeprefix(word)
            if word == "国家":
                return self.regions.get("000000"), rest
            level = LEVEL_OF[word]
            region = home if _is_itself(word, home) else self.regions.at_level(home.key, level)
            if region is None and level == "市":
                region = self.regions.at_level(home.key, "省")  # 市 in a district of a municipality
            return region, rest
        found = self.regions.leading(name, home.key)
        if found and len(found[1]) >= 2:
            return found
        return None, name

    def _read(self, mention: Mention, s: Statement) -> str:
        key = (s.document, mention.reading)
        home = self.homes[s.document]
        if mention.post or mention.person:
            node = f"{'person' if mention.person else 'post'}:{home.key}:{mention.printed}"
            self._seen(node, mention, s)
            return node
        body = self.bodies.get((s.document, mention.reading))
        if body:
            return body
        if mention.collective or is_collective(mention.reading):
            stem = mention.reading.removesuffix("成员单位")
            if stem != mention.reading and is_agency(stem):
                self._read(Mention(mention.printed.removesuffix("成员单位"), stem), s)
            node = f"collective:{home.key}:{mention.reading}"
            self._seen(node, mention, s)
            return node
        if key not in self.readings:
            self.readings[key] = self._agency(mention, s, home)
        reading = self.readings[key]
        self.forms[reading.node][reading.rest] += 1
        self.info.setdefault(reading.node, reading)
        self._seen(reading.node, mention, s)
        return reading.node

    def _seen(self, node: str, mention: Mention, s: Statement) -> None:
        self.first.setdefault((node, mention.printed), (s, mention.reading))

    def _agency(self, mention: Mention, s: Statement, home: Region) -> Reading:
        name = _main_name(mention.reading).removeprefix("中共").removeprefix("中国共产党")
        region, rest = self._split_region(name, home)
        rule = "name"
        fixed = regex.match(r"^(?:共青团|团)(?P<word>[省市区县州旗])委$", name)
        if fixed:
            region, rest = self.regions.at_level(home.key, LEVEL_OF[fixed["word"]]) or home, "团委"
            rule = "level-word"
        if region is None:
            inner = self._region_inside(name, home)
            parsed = parse(name)
            if inner:
                region, rule = inner, "place-inside"
            elif (
                parsed
                and parsed.core_id
                and regex.match(r"国务院|中央|国家|全国|中国(?!石|移|联|电|铁|农|工|建|银)", name)
            ):
                region, rule = self.regions.get("000000"), "national"
            else:
                region, rule = home, "document"
                if regex.match(r"[省市区县]", name) and not regex.match(r"市[场政民区]|区[域块]|县域", name):
                    self._doubt(s, "region-unclear", name, "名称里的地区层级与发文机关所在地对不上")
        parsed = parse(rest) or parse(name)
        core_id = parsed.core_id if parsed else None
        stem = _stem(rest, core_id, _naming_level(region))
        kind = (parsed.kind if parsed else "") or kind_of(name) or "other"
        suffix = parsed.suffix if parsed else ""
        return Reading(f"agency:{region.key}:{stem}", region.key, rest, core_id, kind, rule, suffix)

    def _region_inside(self, name: str, home: Region) -> Region | None:
        """A place inside a name: `人民银行淄博市中心支行`, `国网淄博供电公司`."""
        for start in range(1, min(7, len(name) - 3)):
            found = self.regions.leading(name[start:], home.key)
            if found and len(found[1]) >= 2 and found[0].level in ("省", "市", "区县"):
                return found[0]
        return None

    def _doubt(self, s: Statement, kind: str, text: str, reason: str) -> None:
        e = s.evidence
        issue = Issue(e.file, e.line, kind, text, reason, e.start, e.end)
        if issue not in self.issues:
            self.issues.append(issue)

    def _merge_departments(self) -> None:
        """Where a place has a merged department (教育和体育局) and prints 教育局, but none of the other parts as a
        body of its own, both names are one body.
        """
        by_region: dict[str, dict[str, str]] = defaultdict(dict)
        for node, reading in self.info.items():
            if reading.core_id:
                by_region[reading.region].setdefault(reading.core_id, node)
        for cores in by_region.values():
            for core, node in cores.items():
                parts = [p for p in merged_parts(core) if p in cores]
                pair = tuple(sorted((cores[parts[0]], node))) if len(parts) == 1 else ()
                if pair and pair not in self.apart:
                    self.merged[cores[parts[0]]] = node
        for old, new in self.merged.items():
            self.forms[new].update(self.forms.pop(old, Counter()))

    def _merge_misprints(self) -> None:
        """Names one character off a department of the same place are its hidden labels, each with an issue."""
        names = [Printed(n, r.region, r.rest, r.core_id) for n, r in sorted(self.info.items()) if n not in self.merged]
        for found in misprints(names, self.apart):
            self.misprinted[found.node] = self.merged[found.node] = found.meant
            for (node, printed), (s, _) in sorted(self.first.items()):
                if node == found.node:
                    self._doubt(
                        s,
                        "ocr-name",
                        printed,
                        f"很可能是“{found.right}”的误印，已按它归并；如不是，请用 zhize differ 说明",
                    )

    # -- making facts

    def node_of(self, end: str | Mention | Value, s: Statement) -> tuple[str, str | None]:
        """The node id of an end of a statement and the name as printed, where it was a mention."""
        if isinstance(end, Mention):
            node = self._read(end, s)
            return self.merged.get(node, node), end.printed
        text = str(end)
        return self.body_ids.get(text, text), None

    def fact(self, s: Statement) -> Fact:
        """A statement with both ends known. Its id depends on what is printed, not on how names were read."""
        subject, printed = self.node_of(s.subject, s)
        value: Value = s.object if not isinstance(s.object, Mention) else ""
        if isinstance(s.object, Mention) or s.predicate in ontology().relations:
            value, printed_object = self.node_of(s.object, s)
            printed = printed or printed_object
        raw_subject = s.subject.printed if isinstance(s.subject, Mention) else s.subject
        raw_object = s.object.printed if isinstance(s.object, Mention) else s.object
        fact_id = digest(s.document, s.predicate, raw_subject, raw_object, *s.section, s.evidence.quote, s.rule)
        return Fact(fact_id, subject, s.predicate, value, s.document, s.section, s.evidence, s.rule, printed, s.order)

    def describe(self) -> list[Fact]:
        """Names, kinds, regions and printed forms of the nodes that mentions made."""
        out: list[Fact] = []
        regions: dict[str, tuple[str, Evidence]] = {}
        named: set[str] = set()
        for (raw, printed), (s, _) in sorted(self.first.items()):
            node = self.merged.get(raw, raw)
            if node.startswith(("post:", "person:", "collective:")):
                out.append(_about(node, "name", printed, s))
                continue
            hidden = raw in self.misprinted
            out.append(_about(node, "hidden" if hidden else "mention", printed, s))
            if node in named or hidden:
                continue
            named.add(node)
            reading = self.info[node]
            region = self.regions.get(reading.region)
            out.append(_about(node, "name", self._canonical(node, reading, region), s))
            out.append(_about(node, "kind", reading.kind, s))
            out.append(_about(node, "level", region.level, s))
            if reading.core_id:
                out.append(_about(node, "core", reading.core_id, s))
            out.append(_about(node, "jurisdiction", f"region:{region.key}", s))
            regions.setdefault(region.key, (s.document, s.evidence))
            if zone := self._zone(reading, region):
                out.append(_about(node, "governs", f"region:{zone.key}", s))
                regions.setdefault(zone.key, (s.document, s.evidence))
        for (document, _), node in sorted(self.bodies.items()):
            key = node.split(":")[1]
            if not regex.fullmatch(r"[0-9a-f]{16}", key):
                first = self._statement_of(document)
                if first and node not in named:
                    named.add(node)
                    out.append(_about(node, "jurisdiction", f"region:{key}", first))
                    regions.setdefault(key, (first.document, first.evidence))
        for document, home in sorted(self.homes.items()):
            first = self._statement_of(document)
            if first:
                out.append(_about(document, "relevant_for", f"region:{home.key}", first))
                regions.setdefault(home.key, (document, first.evidence))
            if first and (village := self._village(document, home)):
                out.append(_about(document, "relevant_for", f"region:{village.key}", first))
                regions.setdefault(village.key, (document, first.evidence))
        return out + self._region_facts(regions)

    def _village(self, document: str, home: Region) -> Region | None:
        """The village that a document's title names under its town: `关于太河镇石沟村村庄规划的批复`."""
        match = _VILLAGE.search(self.titles.get(document, ""))
        return self.regions.guess(match["place"], home.key) if match else None

    def _zone(self, reading: Reading, region: Region) -> Region | None:
        """The zone or resort that a 管委会 governs, a region of its own kind within the city."""
        zone = _ZONE.match(reading.rest)
        return self.regions.add(zone["zone"], "园区", region.key) if zone else None

    def _statement_of(self, document: str) -> Statement | None:
        return self.opening.get(document)

    def _canonical(self, node: str, reading: Reading, region: Region) -> str:
        """The official name with its region: the fullest form that documents print, else the lexicon's."""
        stem = node.split(":", 2)[2]
        if reading.core_id:
            # the form that the place's own documents print, where it is about as full as the lexicon's
            full = [f for f in self.forms[node] if len(f) >= len(stem) - 1]
            stem = max(full, key=lambda f: (self.forms[node][f], len(f), f)) if full else stem
        if stem == "团委" or stem.startswith("共青团"):
            return f"共青团{region.name}委员会"
        if reading.rule in ("place-inside", "national"):
            return reading.rest
        if region.key == "000000":
            return (
                reading.rest
                if reading.rest.startswith(("国家", "国务院", "中国", "中央")) or reading.suffix == "部"
                else "国家" + reading.rest
            )
        printed = sorted({p for n, p in self.first if self.merged.get(n, n) == node}, key=lambda p: (-len(p), p))
        short = short_name(region.name)
        if printed and all(p.startswith(short) and not p.startswith(region.name) for p in printed):
            return _main_name(printed[0])  # 淄博海关, 周村供电中心: their names have the place without its level word
        return region.name + stem

    def _region_facts(self, regions: dict[str, tuple[str, Evidence]]) -> list[Fact]:
        out: list[Fact] = []
        done: set[str] = set()
        for key, (document, evidence) in sorted(regions.items()):
            chain = [self.regions.get(key), *self.regions.ancestors(key)]
            for region, outer in zip(chain, [*chain[1:], None], strict=True):
                if region.key in done:
                    break
                done.add(region.key)
                node = f"region:{region.key}"
                values: list[tuple[str, Value | None]] = [
                    ("name", region.name),
                    ("level", region.level),
                    ("code", region.code),
                ]
                if outer is not None:
                    values.append(("within", f"region:{outer.key}"))
                out += [
                    Fact(digest(node, p, v), node, p, v, document, (), evidence, "regions")
                    for p, v in values if v is not None
                ]  # fmt: skip
        return out


_VILLAGE = regex.compile(
    r"(?:关于|[省市区县])(?P<place>\p{Han}{2,6}?(?:镇|乡|街道)\p{Han}{1,6}?村)(?=村庄|村级|村民|土地|规划|旧村|示范)"
)
_ZONE = regex.compile(
    r"^(?P<zone>\p{Han}{0,12}?(?:高新区|开发区|度假区|示范区|保税区|保税港区|园区|新区|功能区|合作区|经开区|试验区|风景区))(?:管委会|管理委员会)$"
)


def _about(node: str, predicate: str, value: Value, s: Statement) -> Fact:
    fact_id = digest("identity", node, predicate, value, s.document)
    return Fact(fact_id, node, predicate, value, s.document, s.section, s.evidence, "identity")


def _is_itself(word: str, home: Region) -> bool:
    """`市财政局` in a document of 寿光市, a city of county level, is its own."""
    return word == "市" and home.level == "区县" and home.name.endswith("市")


def _naming_level(region: Region) -> str:
    """The level whose type words a place uses: a municipality names its bodies as a city does (局, not 厅)."""
    return "市" if region.level == "省" and region.name.endswith("市") else region.level


def _stem(rest: str, core_id: str | None, level: str) -> str:
    """What makes an agency one within its region: the department's official name, with the name of a place that
    no region is known for in front of it (`中关村管委会` is not `云湖管委会`).
    """
    if core_id is None:
        return regex.sub(r"(?<=\p{Han})和(?=\p{Han})", "", rest)
    found = official(core_id, level)
    if core_id == "taxation" and rest.startswith("国家税务总局"):
        return found
    if lexicon().match(rest):
        return found
    cuts = [cut for cut in range(1, len(rest) - 1) if lexicon().match(rest[cut:])]
    return rest[: cuts[0]] + found if cuts else found


def _main_name(name: str) -> str:
    """A name without its bracketed second name: `市教育局（市委教育工委）` -> `市教育局`."""
    return regex.sub(r"（[^（）]*）$", "", name) or name
