// question: 某机构有哪些职责？
// params: agency (机构的编号)
// columns: duty_id, duty, context, number, document, quote, file, start, end

MATCH (:Agency {id: $agency})-[r:HAS_DUTY]->(t:Duty)
MATCH (d:Document {id: r.document})
RETURN t.id AS duty_id, t.label AS duty, t.context AS context, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY d.id, file, start, duty_id
