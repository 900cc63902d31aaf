"""The command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from typer.testing import CliRunner, Result

import zhize
from tests.conftest import SAMPLES, need_office
from zhize.api import OpenGraph
from zhize.cli import app
from zhize.cli_examples import EXAMPLES
from zhize.cli_help import UsageError, command_line, sentence_of
from zhize.errors import GraphError, OptionError, QueryError, ReadError
from zhize.graph.views.reports.files import pdf_bytes
from zhize.graph.views.sheets import sheet_names, xlsx_bytes
from zhize.messages import speaking

runner = CliRunner()


def run(*args: object) -> Result:
    return runner.invoke(app, [str(a) for a in args])


@pytest.fixture(scope="module")
def kg(sample_graph: OpenGraph) -> Path:
    return sample_graph.path


def test_build_reads_the_samples_and_says_what_it_read(tmp_path: Path) -> None:
    result = run("build", SAMPLES, "-o", tmp_path / "kg")
    assert result.exit_code == 0
    assert "Read 5 of 5 files: 15 documents" in result.output
    assert sorted(p.name for p in (tmp_path / "kg").iterdir()) == ["graph.seal", "graph.sqlite"]


def test_dump_writes_the_graph_as_lines(kg: Path, tmp_path: Path) -> None:
    assert run("dump", kg, "-o", tmp_path).exit_code == 0
    facts = (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(facts) == json.loads((tmp_path / "manifest.json").read_text())["facts"] > 1000
    assert {"id", "subject", "predicate", "object", "document", "section", "evidence"} <= set(json.loads(facts[0]))


def test_one_broken_file_does_not_lose_the_good_ones(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.md").write_bytes((SAMPLES / "qingshi-2024-3.md").read_bytes())
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "essay.txt").write_text("春天来了，河边的柳树绿了。", encoding="utf-8")
    result = run("build", folder, "-o", tmp_path / "kg")
    assert result.exit_code == 1
    assert "Read 1 of 3 files: 6 documents" in result.output
    assert "broken.txt: this is no text" in result.output
    assert "essay.txt: no formal document was found" in result.output


def test_strict_ends_with_one_when_anything_is_uncertain(tmp_path: Path) -> None:
    text = "云州市人民政府\n\n关于做好示例工作的通知\n\n云政字〔2024〕1号\n\n各区县人民政府：\n\n一、第一项。做好示例工作。（责任单位：）\n\n云州市人民政府\n\n2024年1月2日\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert run("build", tmp_path / "a.txt", "-o", tmp_path / "kg").exit_code == 0
    assert run("build", tmp_path / "a.txt", "-o", tmp_path / "kg", "--strict").exit_code == 1
    listed = run("check", tmp_path / "kg", "--json")
    issue = json.loads(listed.output.splitlines()[0])
    assert (issue["file"], issue["line"], issue["kind"]) == ("a.txt", 9, "mark-names-nobody")
    assert run("check", tmp_path / "kg", "--strict").exit_code == 1


def test_facts_writes_the_tables(kg: Path, tmp_path: Path) -> None:
    assert run("facts", kg, "--out", tmp_path).exit_code == 0
    names = ["agencies", "appointments", "assignments", "bodies", "documents", "duties"]
    assert sorted(p.stem for p in tmp_path.glob("*.jsonl")) == names
    for name in names:
        rows = [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert rows or name == "appointments"
        assert len({row["id"] for row in rows}) == len(rows)
        for row in rows:
            source = row["source"]
            assert 0 <= source["start"] < source["end"]
            assert source["quote"]


def test_sources_point_at_the_print(kg: Path, tmp_path: Path) -> None:
    run("facts", kg, "--out", tmp_path)
    text = (SAMPLES / "qingshi-2024-3.md").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in (tmp_path / "assignments.jsonl").read_text(encoding="utf-8").splitlines()]
    mine = [row for row in rows if row["source"]["file"] == "qingshi-2024-3.md"]
    assert len(mine) > 10
    for row in mine:
        printed = text[row["source"]["start"] : row["source"]["end"]]
        assert row["title"][:4] in printed.replace(" ", "").replace("*", "")


@pytest.mark.parametrize(
    ("question", "answered"),
    [("青石区应急管理局负责什么？", True), ("火星上的水由谁负责？", False), ("今天天气怎么样", False)],
)
def test_ask_prints_json(kg: Path, question: str, answered: bool) -> None:
    result = run("ask", kg, question, "--json")
    answer = json.loads(result.output)
    assert set(answer) >= {"question", "answered", "answer", "items", "sources"}
    assert answer["answered"] is answered
    assert bool(answer["sources"]) is answered
    assert result.exit_code == (0 if answered else 1)


def test_ask_reads_questions_from_standard_input(kg: Path) -> None:
    result = runner.invoke(app, ["ask", str(kg), "-", "--json"], input="青石区应急管理局负责什么？\n\n今天天气怎么样\n")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert [line["answered"] for line in lines] == [True, False]
    assert result.exit_code == 1


def test_each_question_is_printed_before_its_answer(kg: Path) -> None:
    result = runner.invoke(app, ["ask", str(kg), "-"], input="青石区应急管理局负责什么？\n")
    assert result.output.startswith("问：青石区应急管理局负责什么？\n答：")
    assert result.exit_code == 0


def test_query_takes_parameters_and_prints_csv(kg: Path) -> None:
    query = "MATCH (a:Agency)-[:LEADS]->(t:Task) WHERE a.name = $name RETURN t.title AS task ORDER BY task"
    result = run("query", kg, "--cypher", query, "--param", "name=青石区教育和体育局", "-f", "csv")
    rows = list(csv.reader(io.StringIO(result.output)))
    assert rows[0] == ["task"]
    assert len(rows) > 1


def test_questions_of_the_library_are_listed_and_asked_by_name(kg: Path) -> None:
    listed = list(csv.DictReader(io.StringIO(run("query", kg, "--list", "-f", "csv").output)))
    assert len(listed) >= 30
    assert all(row["asks"].endswith("?") for row in listed)
    args = ("query", kg, "--question", "tasks_of_agency", "--param", "agency=青石区教体局", "-f", "csv")
    result = run(*args)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.output)))
    assert {row["role"] for row in rows} <= {"牵头", "配合", "负责"}
    assert rows
    assert run(*args, "--engine", "cypher").output == result.output


def test_a_table_says_in_the_language_of_the_user_how_many_rows_it_has(kg: Path) -> None:
    call = ["query", str(kg), "--sparql", "SELECT ?t { ?t a z:Task } LIMIT 2"]
    for language, said in (("en", "Rows: 2"), ("zh", "共2行")):
        with speaking(language):
            assert runner.invoke(app, call).output.endswith(f"{said}\n")


def test_query_files(kg: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        "PREFIX z: <https://w3id.org/zhize/ontology#>\nSELECT (COUNT(?t) AS ?n) WHERE { ?t a z:Task }", encoding="utf-8"
    )
    result = run("query", kg, "--file", file, "-f", "json")
    assert json.loads(result.output)["n"] == 49


@pytest.mark.parametrize(
    ("args", "error", "says"),
    [
        (["--cypher", "MATCH (n"], QueryError, "wrong"),
        (["--cypher", "MATCH (a:Agency {name: $n}) RETURN a"], QueryError, "$n"),
        (["--cypher", "CREATE (n:Agency)"], QueryError, "read-only"),
        (["--sparql", "SELECT"], QueryError, "wrong"),
        (["--cypher", "RETURN 1", "--sparql", "ASK {}"], OptionError, "exactly one"),
        (["--cypher", "RETURN 1", "--param", "x"], OptionError, "name=value"),
        (["--cypher", "RETURN 1", "-f", "xml"], OptionError, "no format"),
        (["--file", "query.txt"], OptionError, ".cypher"),
    ],
)
def test_wrong_queries_give_a_sentence(kg: Path, args: list[str], error: type[Exception], says: str) -> None:
    result = run("query", kg, *args)
    assert isinstance(result.exception, error)
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_missing_graph_and_a_missing_gazette(tmp_path: Path) -> None:
    assert isinstance(run("ask", tmp_path / "none", "x").exception, GraphError)
    assert isinstance(run("build", tmp_path / "none").exception, ReadError)


def test_nothing_readable_leaves_the_old_graph_alone(tmp_path: Path) -> None:
    run("build", SAMPLES / "qingshi-2024-3.md", "-o", tmp_path / "kg")
    before = (tmp_path / "kg" / "graph.sqlite").read_bytes()
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("build", tmp_path / "empty.txt", "-o", tmp_path / "kg")
    assert isinstance(result.exception, ReadError)
    assert "the file is empty" in str(result.exception)
    assert (tmp_path / "kg" / "graph.sqlite").read_bytes() == before


def test_build_refuses_to_write_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x", encoding="utf-8")
    result = run("build", SAMPLES, "-o", tmp_path / "letters")
    assert isinstance(result.exception, GraphError)
    assert (tmp_path / "letters" / "a.txt").exists()


def test_ledger_opens_as_a_spreadsheet(kg: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert run("ledger", kg, "-o", out).exit_code == 0
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet["A1"].value == "任务台账"
    assert "、".join(str(cell.value) for cell in sheet[2]) == (
        "序号、事项、任务内容、牵头单位、配合单位、责任单位、完成时限、进展情况、完成情况、备注、文号、章节、出处"
    )
    assert sheet.freeze_panes == "A3"
    assert sheet.max_row == 51
    assert [cell.value for cell in sheet["A"][2:]] == list(range(1, 50))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$2:$2",
    )
    days = [cell for cell in sheet["G"] if isinstance(cell.value, datetime)]
    assert days
    assert all(cell.number_format == "yyyy-mm-dd" for cell in days)
    heights = {row: sheet.row_dimensions[row].height for row in range(3, 52)}
    longest = max(heights, key=lambda row: len(str(sheet.cell(row, 3).value)))
    assert heights[longest] == max(heights.values()) > min(heights.values())
    first = out.read_bytes()
    run("ledger", kg, "-o", out)
    assert out.read_bytes() == first


def test_ledger_of_one_agency(kg: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("ledger", kg, "-o", out, "--agency", "青石区教体局", "--role", "牵头").exit_code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert rows
    assert all("区教" in row["牵头单位"] for row in rows)
    assert isinstance(run("ledger", kg, "-o", tmp_path / "a.doc").exception, OptionError)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_ledger_of_a_time_and_a_region(kg: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("ledger", kg, "-o", out, "--due-from", "2024-06-01", "--due-by", "2024-12-31")
    rows = _rows(out)
    assert rows
    assert all("2024-06-01" <= row["完成时限"] <= "2024-12-31" for row in rows)
    assert all(row["备注"].startswith("时限原文：") for row in rows)
    run("ledger", kg, "-o", out, "--region", "青石区")
    assert {row["文号"][:1] for row in _rows(out)} == {"青"}
    result = run("ledger", kg, "-o", out, "--due-by", "2024-13-01")
    assert isinstance(result.exception, OptionError)
    assert "2024-13-01" in str(result.exception)


def test_ledger_with_a_sheet_for_each_agency(kg: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert run("ledger", kg, "-o", out, "--by-agency").exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == "台账"
    assert "青石区教育和体育局" in book.sheetnames
    for row in book["青石区教育和体育局"].iter_rows(min_row=3, values_only=True):
        assert "区教" in "".join(str(row[i]) for i in (3, 4, 5))
    assert isinstance(run("ledger", kg, "-o", tmp_path / "a.csv", "--by-agency").exception, OptionError)


def test_sheet_names_are_such_as_spreadsheets_take() -> None:
    long = "某某市" * 12
    names = sheet_names([long + "甲", long + "乙", "a/b:c"])
    assert len(set(names.values())) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names.values())


def test_ledger_is_printed_by_libreoffice(kg: Path, tmp_path: Path) -> None:
    need_office()
    out = tmp_path / "台账.xlsx"
    run("ledger", kg, "-o", out, "--document", "青政办发〔2024〕5号")
    pdf = pypdfium2.PdfDocument(pdf_bytes(out.read_bytes(), ".xlsx"))
    assert pdf[0].get_width() > pdf[0].get_height()  # A4 across
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert "任务台账" in pages[0]
    for number, page in enumerate(pages, 1):
        assert "任务内容" in page  # the head on every page
        assert f"第{number}页，共{len(pages)}页" in page
    sheet = openpyxl.load_workbook(out)["台账"]
    for row in sheet.iter_rows(min_row=3, max_col=3, values_only=True):
        assert "".join(str(row[2]).split()) in "".join(pages)  # no cell is cut


def test_rows_are_as_high_as_their_text() -> None:
    data = xlsx_bytes("t", [("甲", 20), ("乙", 20)], {"t": [["短", "短"], ["长" * 90, "短"], ["长" * 900, "短"]]})
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    one, many, most = (sheet.row_dimensions[row].height for row in (2, 3, 4))
    assert one < 25 < 120 < many < most <= 409
    assert sheet["A4"].font.sz < sheet["A3"].font.sz  # what needs more than the highest row is set smaller


def test_due(kg: Path) -> None:
    shown = run("due", kg, "--on", "2024-06-10", "--days", "30").output
    assert shown.startswith("As of 2024-06-10\n\nOverdue (")
    found = json.loads(run("due", kg, "--on", "2024-06-10", "--json").output)
    days = {name: [one["days"] for one in found[name]] for name in ("overdue", "soon", "later", "undated")}
    assert all(day < 0 for day in days["overdue"])
    assert all(0 <= day <= 30 for day in days["soon"])
    assert all(day > 30 for day in days["later"])
    assert set(days["undated"]) == {None}
    assert sum(map(len, days.values())) == 49
    every = [day for name in ("overdue", "soon", "later") for day in days[name]]
    assert every
    assert every == sorted(every)
    assert isinstance(run("due", kg, "--on", "10.6.2024").exception, OptionError)


@pytest.mark.parametrize(
    ("view", "name"),
    [("agency", "青石区应急局"), ("body", "区森防指"), ("document", "青政办发〔2024〕5号"), ("network", None)],
)
def test_draw_writes_one_page(kg: Path, tmp_path: Path, view: str, name: str | None) -> None:
    out = tmp_path / "d.html"
    result = run("draw", kg, view, *([name] if name else []), "-o", out)
    assert result.exit_code == 0, result.output
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")
    assert "http-equiv" in page


@pytest.mark.parametrize(("view", "name"), [("agency", "没有这个局"), ("picture", "x")])
def test_draw_says_what_is_missing(kg: Path, tmp_path: Path, view: str, name: str | None) -> None:
    result = run("draw", kg, view, *([name] if name else []), "-o", tmp_path / "d.html")
    assert isinstance(result.exception, OptionError)


def commands() -> dict[str, Any]:
    """All commands by their paths: `ask`, `draw agency`."""
    top = command_line(app).commands
    inner = {f"{name} {n}": c for name, group in top.items() for n, c in getattr(group, "commands", {}).items()}
    return top | inner


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_a_help_in_one_language_with_examples(language: str) -> None:
    with speaking(language):
        known = commands()
    assert known.keys() == EXAMPLES.keys()
    for path, command in known.items():
        helps = [command.help, *(p.help for p in command.params)]
        assert all(helps), path
        chinese = [re.search("[\u4e00-\u9fff]", text) is not None for text in helps]
        assert language == "en" or all(chinese), (path, helps)
        assert command.epilog.endswith(EXAMPLES[path][-1])
        assert all(call.split()[1] == path.split()[0] for call in EXAMPLES[path])


def test_help_is_printed(kg: Path) -> None:
    for path in ("ask", "draw agency", f"draw {kg} agency"):
        result = run(*path.split(), "--help")
        assert result.exit_code == 0
        assert "Usage" in result.output


def test_show_prints_cards_with_their_sources(kg: Path) -> None:
    agency = run("show", kg, "青石区应急局").output
    assert agency.startswith("青石区应急管理局\n")
    assert "〔qingshi-2024-3.md:" in agency
    document = run("show", kg, "青政办字〔2024〕18号").output
    for part in ("概况", "Ⅰ级响应", "条件：", "启动："):
        assert part in document
    body = run("show", kg, "区森防指").output
    assert "成员" in body
    assert "主要负责人" in body


def test_search_prints_clauses_with_marks_and_places(kg: Path) -> None:
    result = run("search", kg, "应急", "-n", "3")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == 3
    assert all("【应急】" in line and line.endswith("〕") for line in lines)
    hit = json.loads(run("search", kg, "应急", "-n", "1", "--json").output)
    start, end = hit["spans"][0]
    assert hit["text"][start:end] == "应急"
    assert run("search", kg, "量子纠缠").exit_code == 1


def test_show_prints_data(kg: Path) -> None:
    card = json.loads(run("show", kg, "区森防指", "--json").output)
    assert set(card) == {"title", "node", "parts"}
    lines = [line for part in card["parts"] for line in part["lines"]]
    assert lines
    assert all(line["source"] is None or line["source"]["quote"] for line in lines)


@pytest.mark.parametrize("name", ["没有的局", ""])
def test_show_of_nothing_is_a_sentence(kg: Path, name: str) -> None:
    assert isinstance(run("show", kg, name).exception, OptionError)


def test_a_query_that_needs_too_much_memory_is_ended_with_a_sentence(sample_graph, monkeypatch):
    monkeypatch.setattr("zhize.limited.QUERY_MEMORY", 2**30)
    tens = " ".join(f"BIND(CONCAT({', '.join([f'?{x}'] * 10)}) AS ?{chr(ord(x) + 1)})" for x in "abcdefghij")
    much = f"SELECT (STRLEN(?k) AS ?n) {{ BIND('0123456789' AS ?a) {tens} }}"
    done = CliRunner().invoke(app, ["query", str(sample_graph.path), "--sparql", much])
    assert isinstance(done.exception, QueryError)
    assert "memory" in str(done.exception)
    done = CliRunner().invoke(app, ["query", str(sample_graph.path), "--sparql", "ASK {"])
    assert isinstance(done.exception, QueryError)
    assert "is wrong" in str(done.exception)


@pytest.mark.parametrize(
    ("call", "english", "chinese"),
    [
        (["asc"], "There is no command asc. Did you mean ask?", "没有 asc 这个命令。是不是要：ask？"),
        (
            ["search", "kg", "水", "--mst", "3"],
            "There is no option --mst. Did you mean --most?",
            "没有 --mst 这个选项。",
        ),
        (["search", "kg", "水", "--most", "x"], "--most / -n: this is no number.", "--most / -n：这不是数字。"),
        (["search", "kg"], "is missing.", "缺少 "),
        (["show", "kg", "a", "b"], "There is too much in the call: b.", "命令里多出了：b。"),
        (["ask", "kg", "--region"], "The option --region needs a value.", "选项 --region 后面要有一个值。"),
    ],
)
def test_what_is_wrong_with_a_call_is_one_sentence(call: list[str], english: str, chinese: str) -> None:
    for language, expected in (("en", english), ("zh", chinese)):
        with speaking(language), pytest.raises(UsageError) as error:
            command_line(app).main(call, prog_name="zhize", standalone_mode=False)
        with speaking(language):
            assert expected in sentence_of(error.value)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_of_shells(shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_ZHIZE_COMPLETE", f"source_{shell}")
    with pytest.raises(SystemExit):
        command_line(app).main([], prog_name="zhize")
    assert "_ZHIZE_COMPLETE" in capsys.readouterr().out


def test_the_version_and_the_language_of_a_call(kg: Path) -> None:
    """As users call it: the program itself, whatever the locale of the machine."""
    program = [sys.executable, "-c", "from zhize.cli import main; main()"]
    clean = {name: value for name, value in os.environ.items() if name not in ("ZHIZE_LANG", "LANGUAGE")}
    said = {}
    for lang, locale in (("--lang=zh", "C"), ("--lang=en", "zh_CN.UTF-8"), ("", "zh_CN.UTF-8")):
        call = [*program, "ask", str(kg / "nothing"), "谁负责？", *([lang] if lang else [])]
        run = subprocess.run(call, capture_output=True, text=True, env=clean | {"LC_ALL": locale})
        assert run.returncode == 2
        said[lang] = run.stderr
    assert "这里没有图谱" in said["--lang=zh"] == said[""]
    assert "there is no graph here" in said["--lang=en"]
    run = subprocess.run([*program, "--version"], capture_output=True, text=True, env=clean)
    assert run.stdout == f"zhize {zhize.__version__}\n"
