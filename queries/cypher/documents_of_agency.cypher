// question: 某机构发了哪些文件？
// params: agency (机构的编号)
// columns: document_id, number, title, kind, date, quote, file, start, end

MATCH (:Agency {id: $agency})-[r:SIGNED]->(d:Document)
RETURN d.id AS document_id, d.number AS number, d.label AS title, d.kind AS kind, d.date AS date,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY document_id, file, start
