// question: 哪些任务没有写明具体机构（没有责任单位，或只写“有关部门”一类泛指）？
// columns: task_id, task, mark, document_id, number, document

MATCH (t:Task)-[:TASK_OF]->(d:Document)
WHERE NOT EXISTS { MATCH (a)-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t) WHERE a:Agency OR a:Body }
RETURN DISTINCT t.id AS task_id, t.label AS task, t.mark AS mark, d.id AS document_id, d.number AS number, d.label AS document
ORDER BY document_id, task_id
