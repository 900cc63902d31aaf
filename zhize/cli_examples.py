"""Examples of each command, shown at the end of its help and in the reference; the tests run them on the samples."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "build": (
        "zhize build samples/gazettes -o kg",
        "zhize build samples/gazettes -o kg --jobs 1 --quiet",
        "zhize build samples/gazettes --spark 'local[2]'",
    ),
    "load": ("zhize load kg.parquet -o kg-loaded",),
    "facts": ("zhize facts kg --out facts",),
    "dump": ("zhize dump kg -o lines",),
    "ask": (
        'zhize ask kg "青石区应急管理局负责什么？"',
        'zhize ask kg "区森防指办公室设在哪里？" --region 青石区 --json',
    ),
    "query": (
        "zhize query kg --list",
        "zhize query kg --question tasks_of_agency --param agency=青石区教体局",
        "zhize query kg --sparql 'SELECT (COUNT(?t) AS ?n) WHERE { ?t a z:Task }' -f json",
    ),
    "search": ("zhize search kg 防汛 预警 --most 5",),
    "draw": ("zhize draw kg agency 青石区应急局", "zhize draw agency --help"),
    "draw agency": ("zhize draw kg agency 青石区应急局", "zhize draw kg agency 青石区教体局 -o 教体局.svg"),
    "draw body": ("zhize draw kg body 区森防指 -o 区森防指.html", "zhize draw kg body 区森防指 -o 区森防指.png"),
    "draw document": ("zhize draw kg document 云政字〔2024〕8号",),
    "draw network": ("zhize draw kg network --region 青石区", "zhize draw kg network -o 网络.gexf"),
    "draw matrix": ("zhize draw kg matrix --by role -o 分工.html",),
    "draw cascade": ("zhize draw kg cascade 校园食品安全",),
    "draw timeline": ("zhize draw kg timeline --agency 青石区教体局",),
    "draw query": ("zhize draw kg query --cypher 'MATCH (a:Agency)-[r:LEADS]->(t:Task) RETURN a, r, t'",),
    "report": ("zhize report kg agency 青石区应急局 -o 应急局.docx",),
    "due": ("zhize due kg --on 2024-06-01 --days 60", "zhize due kg --agency 青石区教体局 --json"),
    "compare": ("zhize compare kg 云州市 青石区 --unmatched",),
    "audit": ("zhize audit kg --as-of 2024-12-31", "zhize audit kg --kind due_past -o 审查.xlsx"),
    "network": ("zhize network kg --region 青石区",),
    "diff": ("zhize diff kg kg-new", "zhize diff kg kg-new -o 变化.html"),
    "show": ("zhize show kg 区森防指", "zhize show kg 青石区应急管理局 --json"),
    "why": ("zhize why kg 区教体局",),
    "same": ("zhize same kg --list", "zhize same kg 青石区委组织部 青石区委编办 --by 张三 --why 示例"),
    "differ": ("zhize differ kg --list",),
    "unsure": ("zhize unsure kg 青石区教体局 青石区应急管理局 --by 张三 --why 材料不足",),
    "ledger": ("zhize ledger kg -o 台账.xlsx", "zhize ledger kg --agency 青石区教体局 --role 牵头 -o 牵头.csv"),
    "check": ("zhize check kg", "zhize check kg --json"),
    "push": ("zhize push kg --neo4j bolt://localhost:7687",),
    "schema": ("zhize schema", "zhize schema 机构", "zhize schema leads"),
    "export": (
        "zhize export kg -f graphml -o kg.graphml",
        "zhize export kg -f turtle -o kg.ttl",
        "zhize export kg.parquet -f neo4j-import -o import --spark 'local[2]'",
    ),
    "serve": ("zhize serve kg", "zhize serve kg --port 0 --base-path /zhize --name kg.example"),
    "site": ("zhize site kg -o site",),
    "mcp": ("zhize mcp kg", "zhize mcp kg --http --port 7879"),
    "demo": ("zhize demo samples/gazettes --out demo",),
}
"""Calls by command (`draw agency` for a view), as they are written in a clone with the graph of the samples in `kg`."""
