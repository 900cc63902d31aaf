// question: 各文件公布了哪些电话和邮箱？
// columns: contact_id, contact, kind, holder, context, document_id, number, document

MATCH (c:Contact)-[:CONTACT_OF]->(d:Document)
RETURN DISTINCT c.id AS contact_id, c.label AS contact, c.kind AS kind, c.holder AS holder, c.context AS context,
       d.id AS document_id, d.number AS number, d.label AS document
ORDER BY document_id, contact_id
