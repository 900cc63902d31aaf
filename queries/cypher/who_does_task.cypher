// question: 某项任务由谁牵头、配合、负责？
// params: task (任务的编号)
// columns: role, agency_id, agency, printed, number, document, quote, file, start, end

MATCH (:Task {id: $task})<-[r:LEADS|SUPPORTS|RESPONSIBLE_FOR]-(a)
MATCH (d:Document {id: r.document})
RETURN CASE type(r) WHEN 'LEADS' THEN '牵头' WHEN 'SUPPORTS' THEN '配合' ELSE '负责' END AS role,
       a.id AS agency_id, a.label AS agency, r.printed AS printed, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY d.id, file, start, agency_id, role
