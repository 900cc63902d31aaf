// question: 某期公报刊载了哪些文件？
// params: gazette (公报的编号)
// columns: document_id, number, title, kind, date

MATCH (d:Document)-[:PUBLISHED_IN]->(:GazetteIssue {id: $gazette})
RETURN DISTINCT d.id AS document_id, d.number AS number, d.label AS title, d.kind AS kind, d.date AS date
ORDER BY document_id
