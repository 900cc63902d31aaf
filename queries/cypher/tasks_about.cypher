// question: 哪些任务涉及某一事项？由谁承担？
// params: matter (事项用词，如 防汛)
// columns: task_id, task, role, agency_id, agency, number, document, quote, file, start, end

MATCH (a)-[r:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t:Task) WHERE t.text CONTAINS $matter
MATCH (d:Document {id: r.document})
RETURN t.id AS task_id, t.label AS task,
       CASE type(r) WHEN 'LEADS' THEN '牵头' WHEN 'SUPPORTS' THEN '配合' ELSE '负责' END AS role,
       a.id AS agency_id, a.label AS agency, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY task_id, file, start, agency_id, role
