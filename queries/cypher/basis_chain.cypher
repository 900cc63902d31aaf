// question: 某文件直接和间接依据、贯彻哪些文件？
// params: document (文件的编号)
// columns: document_id, number, title

MATCH (d:Document {id: $document})-[:BASED_ON|IMPLEMENTS*1..5]->(b:Document)
WHERE b.id <> $document
RETURN DISTINCT b.id AS document_id, b.number AS number, b.label AS title
ORDER BY document_id
