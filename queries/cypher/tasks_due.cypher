// question: 某段时间内到期的任务有哪些？由谁承担？
// params: from (起始日期), until (截止日期)
// columns: due, task_id, task, deadline, role, agency_id, agency, quote, file, start, end

MATCH (a)-[r:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t:Task)
WHERE t.due >= $from AND t.due <= $until
RETURN t.due AS due, t.id AS task_id, t.label AS task, t.deadline AS deadline,
       CASE type(r) WHEN 'LEADS' THEN '牵头' WHEN 'SUPPORTS' THEN '配合' ELSE '负责' END AS role,
       a.id AS agency_id, a.label AS agency, r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY due, task_id, file, start, agency_id, role
