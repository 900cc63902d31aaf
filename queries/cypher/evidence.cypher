// question: 某条关系的出处在哪里，原文怎么写？
// params: fact (事实的编号)
// columns: subject_id, subject, object_id, object, document_id, number, document, quote, file, start, end, rule

MATCH (a)-[r {id: $fact}]->(b)
MATCH (d:Document {id: r.document})
RETURN a.id AS subject_id, a.label AS subject, b.id AS object_id, b.label AS object,
       d.id AS document_id, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end, r.rule AS rule
ORDER BY subject_id, object_id
