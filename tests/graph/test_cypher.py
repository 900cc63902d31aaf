from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import zhize
from tests.graph.states import State, states
from tests.loaders.reading import notice
from zhize.errors import QueryError
from zhize.graph.model.facts import Evidence, Fact, Value, digest
from zhize.graph.model.knowledge import KnowledgeGraph
from zhize.graph.store.cypher.store import CypherStore
from zhize.graph.store.sqlite import following

DOC = "document:虚政发〔2024〕1号"
OLD = "document:虚政发〔2019〕8号"
OTHER = "document:无文号 “通告” <2024> 😀"
GAZETTE = "gazette:虚市:2024:1"
SAFE = "agency:999901:应急管理局"
ODD = "agency:999901:奇'名\"局\\') DETACH DELETE n //"
EMOJI = "agency:999901:😀 <a&b> {x} |^` %41"
CLASS = "collective:各镇"
BODY = "body:抢险\t指挥部"
OFFICE = "body:抢险指挥部办公室"
POST = "post:分管副市长"
TASKS = [f"task:{n}" for n in "abcd"]
DUTY = "duty:a"


def made_graph() -> KnowledgeGraph:
    """A small graph with every kind of trouble in its names and parallel relations."""
    facts: list[Fact] = []

    def add(subject: str, predicate: str, object_: Value, document: str = DOC, printed: str | None = None) -> None:
        n = len(facts)
        evidence = Evidence(
            f"第{n % 3}期.md", n * 10, n * 10 + 8, f"第{n}句：\"引\\号\" 'x'\n{{y}}", n if n % 2 else None
        )
        name = digest(subject, predicate, object_, document, n)
        facts.append(
            Fact(
                name,
                subject,
                predicate,
                object_,
                document,
                ("一、总则", "（二）"),
                evidence,
                "test",
                printed,
                n,
            )
        )

    for document, number, title, date in (
        (DOC, "虚政发〔2024〕1号", "关于防汛的通知", "2024-05-06"),
        (OLD, "虚政发〔2019〕8号", "旧办法", "2019年春"),
    ):
        add(document, "number", number, document)
        add(document, "title", title, document)
        add(document, "date", date, document)
    add(OTHER, "title", "“通告” <b>😀</b>", OTHER)
    add(DOC, "title", "关于防汛的通如", OTHER)  # another reading of the same title: only the first counts
    add(DOC, "attachment", "甲")
    add(DOC, "attachment", "乙")
    add(DOC, "kind", "通知")
    add(GAZETTE, "name", "虚市公报")
    add(GAZETTE, "year", 2024)
    for agency in (SAFE, ODD, EMOJI):
        add(agency, "name", agency.rpartition(":")[2])
        add(agency, "kind", "部门")
    add(SAFE, "mention", "应急局")
    add(SAFE, "mention", "市应急局")
    add(SAFE, "mention", "应急局", OTHER)
    add(CLASS, "name", "各镇")
    add(BODY, "name", "抢险指挥部")
    add(BODY, "kind", "指挥部")
    add(OFFICE, "name", "指挥部办公室")
    add(OFFICE, "kind", "办公室")
    add(POST, "name", "分管副市长")
    for task in TASKS:
        add(task, "title", f"任务{task}")
        add(task, "text", f"任务{task}的内容")
        add(task, "task_of", DOC)
    add(TASKS[0], "deadline", "2024年底前")
    add(DUTY, "text", "负责应急")
    add(DUTY, "context", "第一章")
    add("contact:a", "value", "0999-1234567")
    add(SAFE, "leads", TASKS[0], printed="应急局")
    add(SAFE, "leads", TASKS[0], printed="市应急局")  # parallel: the same relation, said twice
    add(SAFE, "leads", TASKS[0], OTHER)
    add(SAFE, "supports", TASKS[1])
    add(ODD, "leads", TASKS[1])
    add(ODD, "supports", TASKS[0])
    add(EMOJI, "responsible_for", TASKS[0])
    add(EMOJI, "responsible_for", TASKS[1])
    add(CLASS, "supports", TASKS[0])
    add(BODY, "leads", TASKS[2])
    add(SAFE, "has_duty", DUTY)
    add(BODY, "chief", POST)
    add(BODY, "deputy", SAFE)
    add(BODY, "member", ODD)
    add(BODY, "member", CLASS)
    add(OFFICE, "led_by", SAFE)
    add(BODY, "seat", EMOJI)
    add(OFFICE, "within_body", BODY)
    add(BODY, "body_of", DOC)
    add(DOC, "published_in", GAZETTE)
    add(OTHER, "published_in", GAZETTE)
    add(DOC, "based_on", OLD)
    add(DOC, "based_on", "document:只被引用")
    add(DOC, "repeals", OLD)
    add(OTHER, "repeals", OLD, OTHER)
    return KnowledgeGraph(facts)


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return made_graph()


@pytest.fixture(scope="module")
def store(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CypherStore]:
    with CypherStore.build(lambda: kg, tmp_path_factory.mktemp("kg") / "cypher", "one") as store:
        yield store


def test_holds_each_node_and_relation_once(kg, store):
    nodes = store.query("MATCH (n) RETURN labels(n)[0] AS label, count(*) AS n").rows
    assert dict(nodes) == Counter(kg.ontology.class_of(n).id for n in kg.node_ids)
    relations = store.query("MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n").rows
    assert dict(relations) == Counter(kg.ontology.relations[f.predicate].cypher for f in kg.relations())
    ids = store.query("MATCH (a)-[r]->(b) RETURN r.id, a.id, b.id").rows
    assert sorted(ids) == sorted([f.id, f.subject, f.object] for f in kg.relations())


def test_properties_are_those_of_the_graph(kg, store):
    for (node,) in store.query("MATCH (n) RETURN n").rows:
        want = dict(kg.graph.nodes[node["id"]])
        assert node == {"id": node["id"], **want}


def test_parallel_relations_keep_their_evidence(kg, store):
    query = "MATCH (:Agency {id: $a})-[r:LEADS]->(:Task {id: $t}) RETURN r ORDER BY r.start"
    found = [row[0] for row in store.query(query, {"a": SAFE, "t": TASKS[0]}).rows]
    facts = [f for f in kg.out(SAFE, "leads") if f.object == TASKS[0]]
    assert len(found) == 3
    assert {f["id"] for f in found} == {f.id for f in facts}
    fact = next(f for f in facts if f.printed == "市应急局")
    edge = next(e for e in found if e.get("printed") == "市应急局")
    assert edge == {
        "type": "LEADS",
        "source": SAFE,
        "target": TASKS[0],
        "id": fact.id,
        "printed": "市应急局",
        "document": DOC,
        "section": ["一、总则", "（二）"],
        "quote": fact.evidence.quote,
        "file": fact.evidence.file,
        "start": fact.evidence.start,
        "end": fact.evidence.end,
        "rule": "test",
    }


@pytest.mark.parametrize("agency", [SAFE, ODD, EMOJI])
def test_names_are_found_as_parameters_whatever_they_hold(store, agency):
    assert store.query("MATCH (a:Agency {id: $id}) RETURN a.id AS id", {"id": agency}).rows == [[agency]]
    assert store.query("MATCH (a:Agency) RETURN count(a) AS n").rows == [[3]]


def test_values_are_plain(store):
    match = "MATCH p = (:Agency {id: $a})-[:HAS_DUTY]->()"
    text = f"{match} RETURN p, 1 AS i, 1.5 AS f, true AS b, null AS n, [1, 'x'] AS l"
    ((path, *values),) = store.query(text, {"a": SAFE}).rows
    assert [step["type"] for step in path] == ["Agency", "HAS_DUTY", "Duty"]
    assert values == [1, 1.5, True, None, [1, "x"]]
    assert store.query("RETURN date('2024-05-06') AS d, {a: {b: [1]}} AS m").rows == [["2024-05-06", {"a": {"b": [1]}}]]
    assert store.query("RETURN $l AS l, $m AS m", {"l": ["x", [1]], "m": {"k": None}}).rows == [
        [["x", [1]], {"k": None}]
    ]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "MATCH (a:Agency {id: 'no'}) RETURN a.name AS name, a.kind, count(*) AS `n x`;",
            ["name", "a.kind", "n x"],
        ),
        ("MATCH (a:Nothing) RETURN a.id AS x UNION MATCH (b:Nothing) RETURN b.id AS x", ["x"]),
    ],
)
def test_a_result_without_rows_has_its_columns(store, text, columns):
    assert store.query(text).columns == columns
    assert store.query(text).rows == []


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) DETACH DELETE n",
        "CREATE (:Agency {id: 'x'})",
        "MERGE (a:Agency {id: 'x'}) RETURN a",
        "MATCH (a:Agency) SET a.name = 'x' RETURN a",
        "MATCH (a:Agency) REMOVE a.name",
        "CALL { CREATE (:Agency {id: 'x'}) } RETURN 1",
        "CREATE INDEX FOR (a:Agency) ON (a.name)",
        "CALL merge.node(['Agency'], {id: 'x'})",
    ],
)
def test_writing_is_refused(store, text):
    before = store.query("MATCH (n) RETURN count(n)").rows
    with pytest.raises(QueryError, match="read-only"):
        store.query(text)
    assert store.query("MATCH (n) RETURN count(n)").rows == before


@pytest.mark.parametrize(
    "place", ["file:///etc/hostname", "/etc/hostname", "http://127.0.0.1:1/x", "https://example.org/"]
)
def test_files_and_other_servers_are_out_of_reach(store, place):
    with pytest.raises(QueryError, match="LOAD CSV is not allowed"):
        store.query(f"LOAD CSV FROM '{place}' AS line RETURN line")


@pytest.mark.parametrize(
    ("text", "params", "says"),
    [
        ("MATCH (a RETURN a", {}, "wrong: Syntax error at line 1"),
        ("MATCH (a) RETURN b", {}, "'b' not defined"),
        ("", {}, "empty"),
        ("MATCH (a) RETURN a; MATCH (b) RETURN b", {}, "';'"),
        ("RETURN nosuch(1)", {}, "nosuch"),
        ("RETURN 1 / 0", {}, "failed: / by zero"),
        ("MATCH (a {id: $agency}) RETURN a", {}, r"needs a value for \$agency\."),
        ("RETURN $a, $b", {"x": 1}, r"\$a, \$b"),
        ("RETURN $a", {"a": 2**63}, "64 bits"),
        ("RETURN $a", {"a": object()}, "is a object"),
        ("RETURN $a", {"a": {1: 2}}, "keys"),
        ("RETURN $a", {"a": "\ud800"}, "half a character"),
        ("RETURN '\ud800'", {}, "half a character"),
    ],
)
def test_errors_are_one_clear_sentence(store, text, params, says):
    with pytest.raises(QueryError, match=says) as error:
        store.query(text, params)
    message = str(error.value)
    assert "\n" not in message
    assert "com.arcadedb" not in message
    assert "Exception" not in message


def test_a_store_is_reused_for_its_stamp_and_rebuilt_for_a_new_one(tmp_path, kg):
    folder = tmp_path / "kg" / "cypher"
    assert CypherStore.open(folder, "one") is None
    CypherStore.build(lambda: kg, folder, "one").close()
    first = CypherStore.open(folder, "one")
    again = CypherStore.open(folder, "one")
    assert first is not None
    assert again is not None
    again.close()
    again.close()
    with pytest.raises(QueryError, match="closed"):
        again.query("RETURN 1")
    assert CypherStore.open(folder, "two") is None
    fewer = KnowledgeGraph(f for f in kg.facts if f.predicate != "leads")
    with CypherStore.build(lambda: fewer, folder, "two") as second:
        assert second.query("MATCH ()-[r:LEADS]->() RETURN count(r)").rows == [[0]]
    assert first.query("MATCH ()-[r:SUPPORTS]->() RETURN count(r)").rows == [[3]]  # the old one can be read to its end
    first.close()
    assert CypherStore.open(folder, "one") is None
    assert sorted(p.name for p in folder.parent.iterdir()) == ["cypher"]


def content(store: CypherStore) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """All nodes and relations, in the order of their ids."""
    found = [
        [row[0] for row in store.query(text).rows]
        for text in ("MATCH (n) RETURN n ORDER BY n.id", "MATCH ()-[r]->() RETURN r ORDER BY r.id")
    ]
    return found[0], found[1]


def test_a_store_that_followed_holds_what_one_made_from_nothing_does(tmp_path, kg, monkeypatch):
    monkeypatch.setattr(following, "MOST_FOLLOWED", 9.0)
    made: list[str] = []
    for state in states(tmp_path / "kg", kg.facts, seed=1, times=3):

        def whole(state: State = state) -> KnowledgeGraph:
            made.append(state.stamp)
            return KnowledgeGraph(state.graph.facts)

        shutil.rmtree(tmp_path / "anew", ignore_errors=True)
        with (
            CypherStore.build(whole, tmp_path / "store", state.stamp, state.since) as followed,
            CypherStore.build(lambda g=state.graph: KnowledgeGraph(g.facts), tmp_path / "anew", state.stamp) as anew,
        ):
            assert content(followed) == content(anew)
    assert len(made) == 1


def test_a_damaged_store_is_built_anew(tmp_path, kg):
    folder = tmp_path / "cypher"
    CypherStore.build(lambda: kg, folder, "one").close()
    for file in folder.glob("db-*/*"):
        file.write_bytes(b"")
    assert CypherStore.open(folder, "one") is None
    with CypherStore.build(lambda: kg, folder, "one") as store:
        assert store.query("MATCH (a:Agency) RETURN count(a)").rows == [[3]]


def test_processes_that_ask_first_at_the_same_time_all_get_their_answer(tmp_path):
    code = (
        "from pathlib import Path\n"
        "from zhize.graph.store.cypher.store import CypherStore\nfrom zhize.graph.model.knowledge import KnowledgeGraph\n"
        "with CypherStore.build(lambda: KnowledgeGraph([]), Path('cypher'), 'none') as store:\n"
        "    assert store.query('RETURN 1').rows == [[1]]\n"
    )
    asking = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path) for _ in range(2)]
    assert [process.wait(180) for process in asking] == [0, 0]


def test_an_empty_graph_can_be_asked(tmp_path):
    with CypherStore.build(lambda: KnowledgeGraph([]), tmp_path / "cypher", "none") as store:
        assert store.query("MATCH (n) RETURN n.id AS id").rows == []


def test_prints_nothing_and_leaves_nothing_behind(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from zhize.graph.store.cypher.store import CypherStore\nfrom zhize.graph.model.knowledge import KnowledgeGraph\n"
        "assert 'jpype' not in sys.modules\n"
        "folder = Path('kg/cypher')\n"
        "store = CypherStore.build(lambda: KnowledgeGraph([]), folder, 's')\n"
        "other = CypherStore.open(folder, 's')\n"
        "assert other.query('RETURN 1 AS x').rows == [[1]]\n"  # both are left open
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kg"]
    assert [p.name for p in Path(tmp_path, "kg").iterdir()] == ["cypher"]


def test_two_processes_read_one_store(tmp_path, kg):
    folder = tmp_path / "cypher"
    with CypherStore.build(lambda: kg, folder, "s"):
        code = (
            "import sys\nfrom pathlib import Path\nfrom zhize.graph.store.cypher.store import CypherStore\n"
            "with CypherStore.open(Path(sys.argv[1]), 's') as store:\n"
            "    print(store.query('MATCH (a:Agency) RETURN count(a)').rows)\n"
        )
        ran = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("[[3]]\n", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks the processes that read")
def test_a_process_with_threads_of_an_engine_reads_files(tmp_path: Path) -> None:
    """A forked process would wait for ever for what the threads of the engine hold."""
    from zhize.graph.store.cypher.engine import start
    from zhize.loaders import workers

    start(tmp_path / "cypher")
    assert workers.process_context().get_start_method() == "spawn"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(notice("一、巡查河道。（责任单位：区水利局）"), encoding="utf-8")
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=2)
    assert zhize.open(tmp_path / "kg").kg.nodes("Task")
