"""One body, one node: names from general knowledge, decisions of people, misprints, reforms, reasons."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
import regex
from typer.testing import CliRunner

import zhize
from tests.conftest import REPORT
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import GraphError, OptionError
from zhize.graph.identity import decisions as table_of_decisions
from zhize.graph.identity.decisions import Decision, accepted, apart, decide, merges, read_decisions, read_history, undo
from zhize.graph.identity.identity import read_name
from zhize.graph.identity.misprints import PrintedName, misprints
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.names import joint, parse
from zhize.graph.language.official import official
from zhize.graph.language.reforms import heirs, reforms, successors
from zhize.graph.language.running import names_in

PAIRS = msgspec.yaml.decode(Path(__file__).with_name("name_pairs.yaml").read_bytes())


def _labelled() -> list[tuple[str, str, str, str, str, bool]]:
    """Pairs: category, issuer and name of either side, whether they are one body."""
    out = []
    for category, groups in PAIRS["same"].items():
        for group in groups:
            out += [(category, group["of"], a, group["of"], b, True) for a, b in combinations(group["names"], 2)]
            # the first name of a group is no body of any other group
    for category, pairs in PAIRS["differ"].items():
        out += [(category, *pair, False) for pair in pairs]
    firsts = [(c, g["of"], g["names"][0]) for c, groups in PAIRS["same"].items() for g in groups]
    for (category, issuer, name), (_, other, second) in pairwise(firsts):
        out.append((f"{category} / next", issuer, name, other, second, False))
        out.append((f"{category} / same place", issuer, name, issuer, second, name == second))
    return [row for row in out if not (row[0].endswith("same place") and _may_be_one(row[2], row[4]))]


def _may_be_one(a: str, b: str) -> bool:
    """Names of two levels in one place, or of one department: not labelled."""
    left, right = parse(a), parse(b)
    return left is None or right is None or left.core_id == right.core_id


def test_labelled_pairs_are_told_apart() -> None:
    rows = _labelled()
    counts: Counter[str] = Counter()
    wrong = []
    for category, issuer, a, other, b, same in rows:
        found = read_name(a, issuer) == read_name(b, other)
        counts["tp" if found and same else "fp" if found else "fn" if same else "tn"] += 1
        if found != same:
            wrong.append(f"{category}: {issuer} {a} / {other} {b}: {'one' if found else 'two'}")
    precision = counts["tp"] / (counts["tp"] + counts["fp"])
    recall = counts["tp"] / (counts["tp"] + counts["fn"])
    REPORT.append(f"labelled name pairs: {len(rows)}, precision {precision:.3f}, recall {recall:.3f}")
    assert len([row for row in rows if " / " not in row[0]]) >= 800  # those labelled by hand
    assert counts["fp"] == 0, wrong  # no merge across levels or places, nor of two departments
    assert precision >= 0.99, wrong
    assert recall >= 0.99, wrong


DEPARTMENTS = [
    "development_reform",
    "education",
    "science",
    "industry",
    "ethnic_religious",
    "public_security",
    "civil_affairs",
    "justice",
    "finance",
    "human_resources",
    "natural_resources",
    "ecology",
    "housing",
    "transport",
    "water",
    "agriculture",
    "commerce",
    "culture_tourism",
    "health",
    "veterans",
    "emergency",
    "audit",
    "state_assets",
    "market",
    "statistics",
    "medical_insurance",
    "petition",
    "rural_revitalisation",
    "sports",
    "urban_management",
]


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_standard_departments_are_named_at_four_levels(department: str) -> None:
    for level in ("国家", "省", "市", "区县"):
        name = official(department, level)
        word = {"国家": "", "省": "省", "市": "市", "区县": "区"}[level]
        parsed = parse(word + name)
        assert parsed is not None, name
        assert parsed.core_id == department, name


def test_reforms_lead_from_old_to_new() -> None:
    assert len(reforms()) >= 12
    assert {r.year for r in reforms()} >= {2018, 2023}
    assert all((r.old != r.new or r.forms) and r.new in lexicon().departments for r in reforms())
    assert {r.new for line in heirs("prices") for r in line} == {"development_reform", "market"}


def _decision(version: int, verdict: str, a: str, b: str) -> Decision:
    row = {"version": version, "day": "2024-01-01", "verdict": verdict, "a": a, "b": b, "by": "甲", "why": "乙"}
    return msgspec.convert(row, Decision)


def test_chains_of_same_become_one() -> None:
    same, against = merges(
        [_decision(1, "same", "a", "b"), _decision(2, "same", "b", "c"), _decision(3, "unsure", "d", "e")]
    )
    assert same == {"b": "a", "c": "a"}
    assert against == []


def test_different_is_never_overridden() -> None:
    decisions = [_decision(1, "differ", "a", "c"), _decision(2, "same", "a", "b"), _decision(3, "same", "b", "c")]
    same, against = merges(decisions)
    assert same == {"b": "a"}
    assert [d.version for d in against] == [3]
    assert apart(decisions) == {("a", "c")}


def test_the_table_of_decisions(tmp_path: Path) -> None:
    table = tmp_path / "kg.decisions.csv"
    decide(table, "differ", ("x", "y"), "张三", "两块牌子", "2024-05-01")
    decide(table, "same", ("x", "z"), "李四", "“同一”个,机构", "2024-05-02")
    assert [(d.version, d.verdict, d.why) for d in read_decisions(table)] == [
        (1, "differ", "两块牌子"),
        (2, "same", "“同一”个,机构"),
    ]
    for pair, verdict, by, says in (
        (("y", "x"), "same", "王五", "declared these two different"),
        (("x", "x"), "same", "王五", "itself"),
        (("x", "q"), "maybe", "王五", "no verdict"),
        (("x", "q"), "same", " ", "--by"),
    ):
        with pytest.raises(OptionError, match=says):
            decide(table, verdict, pair, by, "因为", "2024-05-03")
    assert len(read_decisions(table)) == 2


def test_what_is_taken_back_stays_in_the_history(tmp_path: Path) -> None:
    table = tmp_path / "kg.decisions.csv"
    decide(table, "differ", ("x", "y"), "张三", "两块牌子", "2024-05-01")
    undo(table, 1, "李四", "2024-05-02")
    assert read_decisions(table) == []
    decide(table, "same", ("x", "y"), "李四", "一家", "2024-05-02")
    assert [(d.version, d.verdict, d.undone) for d in read_history(table)] == [
        (1, "differ", "2024-05-02 李四"),
        (2, "same", ""),
    ]
    with pytest.raises(OptionError, match="no decision 1"):
        undo(table, 1, "李四", "2024-05-03")


def test_a_table_without_the_column_of_what_was_taken_back_is_read(tmp_path: Path) -> None:
    table = tmp_path / "kg.decisions.csv"
    table.write_text("version,day,verdict,a,b,by,why\n1,2024-01-01,same,a,b,c,d\n", encoding="utf-8")
    assert [(d.verdict, d.undone) for d in read_decisions(table)] == [("same", "")]


def test_a_damaged_table_says_where(tmp_path: Path) -> None:
    table = tmp_path / "kg.decisions.csv"
    table.write_text("version,day,verdict,a,b,by,why\n1,2024-01-01,perhaps,a,b,c,d\n", encoding="utf-8")
    with pytest.raises(GraphError, match="csv:2"):
        read_decisions(table)


def test_a_table_that_something_else_changed_is_told_until_a_person_has_looked_at_it(tmp_path: Path) -> None:
    table = tmp_path / "kg.decisions.csv"
    for n in range(2):
        decide(table, "unsure", (f"x{n}", "y"), "张三", "两块牌子", "2024-05-01")
    whole = table.read_bytes()
    for damaged in (whole[:-1], b"", whole.replace(b"x1", b"x0"), whole[: whole.rindex(b"2,")]):
        table.write_bytes(damaged)
        with pytest.raises(GraphError, match="changed by something else"):
            read_decisions(table)
    table.unlink()
    with pytest.raises(GraphError, match="is gone"):
        read_decisions(table)
    table.write_bytes(whole.replace("两块牌子".encode(), "三块牌子".encode()))
    assert {d.why for d in accepted(table)} == {d.why for d in read_decisions(table)} == {"三块牌子"}


@pytest.mark.parametrize("seal", [None, b"", b'{"h\xa7": 1}'])
def test_a_table_whose_seal_is_damaged_too_is_told(tmp_path: Path, seal: bytes | None) -> None:
    table = tmp_path / "kg.decisions.csv"
    decide(table, "unsure", ("x", "y"), "张三", "两块牌子", "2024-05-01")
    if seal is None:
        table.with_suffix(".seal").unlink()
    else:
        table.with_suffix(".seal").write_bytes(seal)
    whole = table.read_bytes()
    assert [d.why for d in read_decisions(table)] == ["两块牌子"]
    for damaged in (whole.replace("两".encode(), "三".encode()), whole[:-3], whole[:20], b""):
        table.write_bytes(damaged)
        with pytest.raises(GraphError, match="changed by something else"):
            read_decisions(table)


def test_a_writer_killed_between_table_and_seal_leaves_one_that_holds(tmp_path: Path, monkeypatch: Any) -> None:
    table = tmp_path / "kg.decisions.csv"
    decide(table, "unsure", ("x", "y"), "张三", "甲", "2024-05-01")
    write = table_of_decisions.write_atomically
    for steps in (1, 2):
        done: list[Path] = []

        def stop(path: Path, data: bytes, done: list[Path] = done, steps: int = steps) -> Path:
            if len(done) == steps:
                raise KeyboardInterrupt
            done.append(path)
            return write(path, data)

        monkeypatch.setattr(table_of_decisions, "write_atomically", stop)
        with pytest.raises(KeyboardInterrupt):
            decide(table, "unsure", ("x", "z"), "张三", "乙", "2024-05-01")
        monkeypatch.undo()
        assert len(read_decisions(table)) == steps


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "'x", "x'", "''"])
def test_a_reason_is_no_formula_in_a_spreadsheet_and_is_read_as_it_was(tmp_path: Path, text: str) -> None:
    table = tmp_path / "kg.decisions.csv"
    decide(table, "unsure", ("x", "y"), "张三", f"{text}。", "2024-05-01")
    assert read_decisions(table)[0].why == f"{text}。".strip()
    cells = [cell for row in csv.reader(table.open(encoding="utf-8-sig")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


RIGHT = PrintedName("agency:1:应急管理局", "1", "应急管理局", "emergency")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (PrintedName("agency:1:应急营理局", "1", "应急营理局", None), True),
        (PrintedName("agency:2:应急营理局", "2", "应急营理局", None), False),
        (PrintedName("agency:1:应急管理处", "1", "应急管理处", "other"), False),
        (PrintedName("agency:1:应急管里站", "1", "应急管里站", None), False),
    ],
)
def test_misprints_are_one_character_off_in_one_place(name: PrintedName, found: bool) -> None:
    assert bool(misprints([RIGHT, name])) is found
    assert misprints([RIGHT, name], frozenset({(RIGHT.node, name.node)})) == []


@pytest.mark.parametrize(
    ("rest", "right"),
    [("高务局", "商务局"), ("住房城乡住建局", "住房城乡建设局"), ("财务局", ""), ("乡村局", "")],
)
def test_bureaus_that_ocr_got_wrong(rest: str, right: str) -> None:
    known = [
        PrintedName("agency:1:商务局", "1", "商务局", "commerce"),
        PrintedName("agency:1:税务局", "1", "税务局", "taxation") if rest == "财务局" else RIGHT,
        PrintedName("agency:1:住房和城乡建设局", "1", "住房和城乡建设局", "housing", ("住房城乡建设局",)),
    ]
    found = misprints([*known, PrintedName(f"agency:1:{rest}", "1", rest, None)])
    assert [m.right for m in found] == [right] * bool(right)


def test_two_near_names_are_no_misprint() -> None:
    other = PrintedName("agency:1:应急管埋局", "1", "应急管埋局", "x")
    assert misprints([RIGHT, other, PrintedName("agency:1:应急管X局", "1", "应急管X局", None)]) == []


NOTICE = """青石区人民政府

关于做好示例工作的通知

青政字〔2017〕{n}号

各镇人民政府：

一、甲事项。{a}（责任单位：{names}）

青石区人民政府
2017年3月1日
"""


def _build(folder: Path, *names: str) -> OpenGraph:
    (folder / "in").mkdir(exist_ok=True)
    for n, listed in enumerate(names, 1):
        (folder / "in" / f"{n}.txt").write_text(NOTICE.format(n=n, a="要办好。", names=listed), encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    return zhize.open(folder / "kg")


def test_a_misprint_is_a_hidden_label_with_an_issue(tmp_path: Path) -> None:
    graph = _build(tmp_path, "区应急管理局、区水利局", "区应急营理局、区财政局")
    (agency,) = [n for n in graph.kg.nodes("Agency") if "应急" in n]
    assert graph.kg.values(agency, "hidden") == ["区应急营理局"]
    assert [(i.kind, i.text) for i in graph.issues] == [("ocr-name", "区应急营理局")]


def test_a_reform_is_shown_where_both_are_printed(tmp_path: Path) -> None:
    kg = _build(tmp_path, "区安监局、区水利局、区政府", "区应急管理局").kg
    (change,) = kg.nodes("Change")
    assert (kg.value(change, "year"), kg.value(change, "kind")) == (2018, "并入")
    ends = [kg.caption(str(f.object)) for p in ("predecessor", "successor") for f in kg.out(change, p)]
    assert ends == ["青石区安全生产监督管理局", "青石区应急管理局"]
    water = next(n for n in kg.nodes("Agency") if "水利" in n)
    assert [kg.caption(str(f.object)) for f in kg.out(water, "parent")] == ["青石区人民政府"]


def test_decisions_work_at_once_outlive_a_build_and_can_be_taken_back(tmp_path: Path) -> None:
    runner = CliRunner()
    graph = _build(tmp_path, "区示例促进中心、区水利局", "区示范促进所")
    assert len([n for n in graph.kg.nodes("Agency") if "促进" in n]) == 2
    args = ["same", str(tmp_path / "kg"), "青石区示例促进中心", "青石区示范促进所", "--by", "张三", "--why", "更名"]
    assert runner.invoke(app, args).exit_code == 0
    for opened in (
        zhize.open(tmp_path / "kg"),
        _build(tmp_path, "区示例促进中心、区水利局", "区示范促进所"),
    ):
        (agency,) = [n for n in opened.kg.nodes("Agency") if "促进" in n]
        assert set(opened.kg.values(agency, "mention")) == {"区示例促进中心", "区示范促进所"}
        assert len(opened.kg.out(agency, "responsible_for")) == 2
    assert "张三" in runner.invoke(app, ["same", str(tmp_path / "kg"), "--list"]).output
    assert runner.invoke(app, ["same", str(tmp_path / "kg"), "--undo", "1"]).exit_code == 0
    assert len([n for n in zhize.open(tmp_path / "kg").kg.nodes("Agency") if "促进" in n]) == 2


def test_the_better_name_stays(tmp_path: Path) -> None:
    runner = CliRunner()
    _build(tmp_path, "区乡村振新服务局、区水利局", "区乡村振兴局")
    args = ["same", str(tmp_path / "kg"), "青石区乡村振新服务局", "青石区乡村振兴局", "--by", "张三", "--why", "误印"]
    assert runner.invoke(app, args).exit_code == 0
    kg = zhize.open(tmp_path / "kg").kg
    assert [kg.caption(n) for n in kg.nodes("Agency") if "乡村" in n] == ["青石区乡村振兴局"]


def test_why_says_how_a_name_was_read(tmp_path: Path) -> None:
    _build(tmp_path, "区应急局、区水利局", "区应急管理局")
    runner = CliRunner(env={"ZHIZE_LANG": "zh"})
    said = runner.invoke(app, ["why", str(tmp_path / "kg"), "区应急局"]).output
    for part in ("青石区应急管理局", "层级词", "简称", "印作：区应急局（1处：1.txt:9）"):
        assert part in said
    assert "按名称的构成推定" in runner.invoke(app, ["why", str(tmp_path / "kg"), "区水务局"]).output
    unknown = runner.invoke(app, ["why", str(tmp_path / "kg"), "区航天局"])
    assert unknown.exit_code == 1
    assert "图谱里没有机构印作“区航天局”" in unknown.output


def test_a_zone_is_a_region_of_its_own_kind(tmp_path: Path) -> None:
    kg = _build(tmp_path, "区水利局、云湖旅游度假区管委会").kg
    committee = next(n for n in kg.nodes("Agency") if "云湖" in n)
    (zone,) = [str(f.object) for f in kg.out(committee, "governs")]
    assert (kg.caption(zone), kg.value(zone, "level")) == ("云湖旅游度假区", "园区")
    assert [kg.caption(str(f.object)) for f in kg.out(zone, "within")] == ["青石区"]


def test_a_village_lies_under_its_town(tmp_path: Path) -> None:
    text = NOTICE.format(n=1, a="要办好。", names="区水利局").replace(
        "关于做好示例工作的通知", "关于云州市青石区柳溪镇杨家峪村村庄规划的批复"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    kg = zhize.open(tmp_path / "kg").kg
    village = next(n for n in kg.nodes("Region") if kg.caption(n) == "杨家峪村")
    (town,) = [str(f.object) for f in kg.out(village, "within")]
    assert (kg.value(village, "level"), kg.caption(town), kg.value(town, "level")) == ("村社区", "柳溪镇", "镇街")


@pytest.mark.parametrize(
    ("issuer", "printed", "node"),
    [
        # a level word never resolves to another level
        ("国务院办公厅", "财政部", "agency:000000:财政部"),
        ("山东省人民政府", "市财政局", ""),  # a class of bodies
        ("北京市人民政府", "省教育厅", "own"),
        ("淄博市人民政府", "县教育局", ""),
        ("国务院办公厅", "生态环境局", ""),  # not the ministry
        ("国务院办公厅", "统计局", "agency:000000:国家统计局"),
        # no region known: the document's own
        ("", "市财政局", "own"),
        # branches keep their place, and their head lends its prefix to nobody
        ("国家税务总局重庆市税务局", "国家税务总局重庆市税务局", "agency:500000:税务局"),
        ("国家税务总局重庆市税务局", "市财政局", "agency:500000:财政局"),
        ("淄博市人民政府", "国家统计局淄博调查队", "agency:370300:国家统计局调查队"),
        # what is no name
        ("淄博市人民政府", "做好供气", ""),
        ("淄博市人民政府", "经营者", ""),
        ("淄博市人民政府", "淄博市完成", ""),
        ("淄博市人民政府", "各有关部门", ""),
        ("淄博市人民政府", "领导干部", ""),
        ("淄博市人民政府", "全国性银行", ""),
        ("淄博市人民政府", "车辆所", ""),
        ("国务院", "全国社会", ""),
        ("淄博市人民政府", "坡道上部", ""),
        ("淄博市人民政府", "市属园区管理委员会", ""),
        ("国务院", "矿山企业工会", ""),
        ("国务院", "统筹地区人民政府", ""),
        ("青石省人民政府", "省总工会联席会议", ""),
        ("国务院", "中华人民共和国驻外国使馆", ""),
        ("云州市人民政府", "国家税务总局云州市电子税务局", ""),
        # in rules of a province the bureau of that name is one of every city, the office with 厅 its own
        ("甘肃省人民政府", "财政局", ""),
        ("甘肃省人民政府", "人民武装部", ""),
        ("云州市人民政府", "市人民武装部", "agency:云州市:人民武装部"),
        ("青石区人民政府", "人武部", "agency:青石区:人民武装部"),
        ("青岛市人民政府", "社区养老服务中心", ""),
        ("青岛市人民政府", "市社区服务中心", "agency:370200:社区服务中心"),
        ("甘肃省人民政府", "财政厅", "agency:620000:财政厅"),
        ("甘肃省人民政府", "信访局", "agency:620000:信访局"),
        # a body named by the city where it sits serves the province
        ("贵州省人民政府", "贵阳海关", "agency:520000:贵阳海关"),
        ("贵阳市人民政府", "人行贵阳中心支行", "agency:520000:人民银行"),
        ("青岛市人民政府", "青岛海关", "agency:370200:海关"),
        ("淄博市人民政府", "人行淄博市中心支行", "agency:370300:人民银行"),
        ("山东省人民政府", "中国铁路济南局集团有限公司", "agency:370000:铁路局集团有限公司"),
        # the authority of a level is its department; of all levels it is a class
        ("淄博市人民政府", "市民政部门", "agency:370300:民政局"),
        ("淄博市人民政府", "市有关部门", ""),
        ("淄博市人民政府", "县公安部门", ""),
        ("淄博市人民政府", "公安部门", ""),
        # the army is the country's, its local commands are the place's
        ("淄博市人民政府", "人民解放军", "agency:000000:中国人民解放军"),
        ("淄博市人民政府", "中国人民解放军淄博军分区", "agency:370300:军分区"),
        ("吉林省人民政府", "长白山管委会", "agency:220000:长白山管理委员会"),
        # the term of an assembly is no part of its name
        ("国务院", "第十四届全国人民代表大会常务委员会", "agency:000000:全国人民代表大会常务委员会"),
    ],
)
def test_a_name_is_read_at_its_level_or_not_at_all(issuer: str, printed: str, node: str) -> None:
    found = read_name(printed, issuer)
    if node == "own":
        assert regex.match(r"agency:[0-9a-f]{16}:", found), found
    elif node:
        assert found == node
    else:
        assert not found.startswith("agency:"), found


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("财政部税务总局", ("财政部", "税务总局")),
        ("云州市财政局国家税务总局云州市税务局", ("云州市财政局", "国家税务总局云州市税务局")),
        ("中共青石区委青石区人民政府", ("中共青石区委", "青石区人民政府")),
        ("国家税务总局云州市税务局", ()),
        ("青石区财政局", ()),
        ("财政部办公厅", ()),
    ],
)
def test_joint_issuers_are_several_bodies(text: str, bodies: tuple[str, ...]) -> None:
    assert joint(text) == bodies


PLACES = {"青石区", "云州市", "云州市青石区", "青石"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("报区政府同意后，由区水利局会同青石供电公司办理。", ["区政府", "区水利局", "青石供电公司"]),
        ("公安部门和教育部门要配合", []),
        ("各区县政府、各有关部门", []),
        ("提请市委编办对部门职责进行确认", ["市委编办"]),
        ("国家统计局青石调查队、外交部", ["国家统计局青石调查队", "外交部"]),
        ("政府采购和政府网站", []),
        ("利用省大数据中心的数据", ["省大数据中心"]),
        ("全国性银行、城市银行", []),
        ("区应对洪涝灾害工作领导小组下发", ["区应对洪涝灾害工作领导小组"]),
        ("如有问题，请径向市民政局反映", ["市民政局"]),
        ("支持青石银行和青石农商行", ["青石银行", "青石农商行"]),
        ("各县（市）区人民政府、高新区管委会，", ["高新区管委会"]),
        ("县公安部门与县民政局", ["县公安部门", "县民政局"]),
    ],
)
def test_names_in_running_text(text: str, found: list[str]) -> None:
    assert [text[s.start : s.end] for s in names_in(text, PLACES.__contains__)] == found


def test_a_region_comes_from_the_head_before_the_text(tmp_path: Path) -> None:
    _build(tmp_path, "区水利局")
    kg = zhize.open(tmp_path / "kg").kg
    (basis,) = {str(f.object) for f in kg.facts if f.predicate == "region_basis"}
    assert basis == "发文机关：青石区人民政府"


def test_old_departments_lead_to_todays() -> None:
    assert [r.new for r in successors("work_safety")] == ["emergency"]
    assert [r.new for r in successors("poverty_relief")] == ["rural_revitalisation", "agriculture"]
    assert successors("finance") == ()


def test_why_follows_reforms_and_tells_what_gave_the_region(tmp_path: Path) -> None:
    _build(tmp_path, "区应急局、区水利局")
    said = CliRunner(env={"ZHIZE_LANG": "zh"}).invoke(app, ["why", str(tmp_path / "kg"), "区安监局"]).output
    assert "青石区应急管理局" in said
    assert "2018年机构改革：安全生产监督管理并入应急管理" in said
    old = tmp_path / "old"
    old.mkdir()
    _build(old, "区安监局、区环保局")
    said = CliRunner(env={"ZHIZE_LANG": "zh"}).invoke(app, ["why", str(old / "kg"), "区安监局"]).output
    assert "今天：2018年机构改革：安全生产监督管理并入应急管理" in said
    said = CliRunner(env={"ZHIZE_LANG": "zh"}).invoke(app, ["why", str(old / "kg"), "区环保局"]).output
    assert "2018年机构改革：环保改为生态环境" in said
    chinese = CliRunner(env={"ZHIZE_LANG": "zh"})
    assert "发文机关：青石区人民政府" in chinese.invoke(app, ["why", str(tmp_path / "kg"), "区应急局"]).output


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("区国资委", "青石区国有资产监督管理委员会"),
        ("区党委", "青石区党委"),
        ("区发展改革委", "青石区发展和改革委员会"),
        ("区住房保障办公室", "青石区住房保障办公室"),
        ("区应急局", "青石区应急管理局"),
        ("区文化广电和旅游局", "青石区文化广电和旅游局"),
    ],
)
def test_the_full_name_has_the_type_word_that_is_printed(tmp_path: Path, printed: str, name: str) -> None:
    kg = _build(tmp_path, f"{printed}、区水利局").kg
    assert name in {kg.caption(n) for n in kg.nodes("Agency")}


def test_what_is_joined_to_a_placed_name_is_of_its_place(tmp_path: Path) -> None:
    text = NOTICE.format(n=1, a="贵州省委和省政府要支持白塔山示范区。", names="区水利局")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    zhize.build(tmp_path / "a.txt", tmp_path / "kg", jobs=1)
    kg = zhize.open(tmp_path / "kg").kg
    assert "贵州省人民政府" in {kg.caption(n) for n in kg.nodes("Agency")}


def test_a_standing_body_is_one_in_all_papers_of_its_place(tmp_path: Path) -> None:
    text = NOTICE.format(n=1, a="要办好。", names="区水利局").replace(
        "一、甲事项。要办好。",
        "一、成立青石区低空经济发展委员会。青石区低空经济发展委员会主任：区长。\n\n二、甲事项。要办好。",
    )
    _build(tmp_path, "区低空经济发展委员会、区水利局")
    (tmp_path / "in" / "9.txt").write_text(text.replace("1号", "9号"), encoding="utf-8")
    zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    kg = zhize.open(tmp_path / "kg").kg
    (body,) = [n for n in kg.node_ids if "低空" in n and n.startswith(("agency:", "body:"))]
    assert len(kg.out(body, "responsible_for")) == 1


def _holders(graph: OpenGraph) -> dict[str, list[str]]:
    """The tasks of each agency by name."""
    kg = graph.kg
    return {
        kg.caption(n): sorted(kg.text(str(f.object), "title") for f in kg.out(n, "responsible_for"))
        for n in kg.nodes("Agency")
    }


def test_differ_takes_apart_what_a_rule_made_one_at_once(tmp_path: Path) -> None:
    runner, folder = CliRunner(), str(tmp_path / "kg")
    names = ("区应急管理局、区水利局", "区应急营理局、区财政局")
    before = _holders(_build(tmp_path, *names))
    assert "青石区应急营理局" not in before
    args = ["differ", folder, "区应急管理局", "区应急营理局", "--by", "张三", "--why", "两家单位"]
    assert runner.invoke(app, args).exit_code == 0
    at_once = _holders(zhize.open(tmp_path / "kg"))
    assert at_once["青石区应急营理局"] == at_once["青石区应急管理局"] == ["甲事项"]
    assert _holders(_build(tmp_path, *names)) == at_once
    assert runner.invoke(app, ["differ", folder, "--undo", "1"]).exit_code == 0
    assert _holders(_build(tmp_path, *names)) == before


def test_differ_takes_a_department_out_of_a_merged_one(tmp_path: Path) -> None:
    runner, folder = CliRunner(), str(tmp_path / "kg")
    graph = _build(tmp_path, "区教育和体育局、区水利局", "区教育局、区财政局")
    assert len([n for n in graph.kg.nodes("Agency") if "教育" in n]) == 1
    args = ["differ", folder, "区教育局", "区教育和体育局", "--by", "张三", "--why", "两家单位"]
    assert runner.invoke(app, args).exit_code == 0
    kg = zhize.open(tmp_path / "kg").kg
    assert {kg.caption(n) for n in kg.nodes("Agency") if "教育" in n} == {"青石区教育局", "青石区教育和体育局"}
    refused = runner.invoke(app, ["same", folder, "区教育局", "区教育和体育局", "--by", "李四", "--why", "一家"])
    assert refused.exit_code != 0
    assert "--undo 1" in str(refused.exception)


def test_agencies_known_by_form_alone_are_listed_once_each(tmp_path: Path) -> None:
    graph = _build(tmp_path, "区青禾湿地研究院、区水利局", "区青禾湿地研究院、示例促进中心")
    found = [i.text for i in graph.issues if i.kind == "form-only"]
    assert sorted(found) == ["区青禾湿地研究院", "示例促进中心"]
    assert all("部门词表里没有" in i.reason.said("zh") for i in graph.issues if i.kind == "form-only")
    report = zhize.build(tmp_path / "in", tmp_path / "kg", jobs=1)
    assert report.form_only == len(found)


def test_four_who_decide_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from zhize.graph.identity.decisions import decide\n"
        "for n in range(10): decide(Path(sys.argv[1]), 'unsure', (f'agency:1:{sys.argv[2]}', f'agency:2:{n}'), 'x', 'y', '2024-01-01')"
    )
    table = tmp_path / "kg.decisions.csv"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(table), str(n)]) for n in range(4)]
    assert [w.wait(120) for w in writers] == [0] * 4
    decisions = read_decisions(table)
    assert [d.version for d in decisions] == list(range(1, 41))
    assert len({d.pair for d in decisions}) == 40
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kg.decisions.csv", "kg.decisions.seal"]


PLAIN = """{title}

{addressed}

一、甲事项。{text}有关单位应当加强日常巡查，发现险情及时处置并报告，做好记录。

二、乙事项。储备必要的物资和装备，定期检查维护，确保随时可用；组织培训和演练，每年不少于一次。

三、丙事项。灾后及时统计损失，组织恢复生产，总结经验教训，完善本预案。
"""


@pytest.mark.parametrize(
    ("name", "title", "addressed", "text", "region", "basis"),
    [
        ("a", "青石县防汛应急预案", "", "要办好，淄博市和淄博市人民政府要支持。", "青石县", "标题"),
        ("a", "防汛应急预案", "淄博市各区县人民政府：", "要办好。", "淄博市", "主送机关"),
        ("a", "防汛应急预案", "", "由淄博市人民政府办理，淄博市水利局负责。", "淄博市", "出现最多的地名"),
        ("a", "防汛应急预案", "", "由市人民政府办理，市水利局负责。", "", ""),
    ],
)
def test_a_paper_without_issuer_has_its_region_from_what_it_says(
    tmp_path: Path, name: str, title: str, addressed: str, text: str, region: str, basis: str
) -> None:
    (tmp_path / f"{name}.txt").write_text(PLAIN.format(title=title, addressed=addressed, text=text), encoding="utf-8")
    zhize.build(tmp_path / f"{name}.txt", tmp_path / "kg", jobs=1)
    graph = zhize.open(tmp_path / "kg")
    (document,) = graph.kg.own_documents
    found = [graph.kg.caption(str(f.object)) for f in graph.kg.out(document, "relevant_for")]
    assert found == [region] * bool(region)
    assert graph.kg.text(document, "region_basis").startswith(basis)
    if region:
        shown = CliRunner().invoke(app, ["show", str(tmp_path / "kg"), title]).output
        assert f"地区依据：{basis}" in shown
    else:
        assert {i.kind for i in graph.issues} >= {"region-unknown"}


@pytest.mark.parametrize(
    ("name", "issuer", "one_body"),
    [
        ("消防救援大队", "无锡市人民政府", False),
        ("市消防救援大队", "无锡市人民政府", False),
        ("消防救援支队", "无锡市人民政府", True),
        ("消防救援大队", "无锡市惠山区人民政府", True),
    ],
)
def test_a_bare_name_of_the_level_below_is_a_class(name: str, issuer: str, *, one_body: bool) -> None:
    assert read_name(name, issuer).startswith("agency:") is one_body
