// question: 某机构承担哪些任务？各是牵头、配合还是负责？
// params: agency (机构的编号，如 agency:370302:应急管理局)
// columns: role, task_id, task, deadline, number, document, quote, file, start, end

MATCH (:Agency {id: $agency})-[r:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t:Task)
MATCH (d:Document {id: r.document})
RETURN CASE type(r) WHEN 'LEADS' THEN '牵头' WHEN 'SUPPORTS' THEN '配合' ELSE '负责' END AS role,
       t.id AS task_id, t.label AS task, t.deadline AS deadline, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY d.id, file, start, task_id, role
