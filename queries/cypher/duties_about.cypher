// question: 哪些职责涉及某一事项？由谁承担？
// params: matter (事项用词，如 气象)
// columns: duty_id, duty, holder_id, holder, number, document, quote, file, start, end

MATCH (a)-[r:HAS_DUTY]->(t:Duty) WHERE t.text CONTAINS $matter
MATCH (d:Document {id: r.document})
RETURN t.id AS duty_id, t.label AS duty, a.id AS holder_id, a.label AS holder, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY duty_id, file, start, holder_id
