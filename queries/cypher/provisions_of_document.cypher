// question: 某通告、批复规定了什么？
// params: document (文件的编号)
// columns: provision_id, item, provision, quote, file, start, end

MATCH (p:Provision)-[r:PROVISION_OF]->(:Document {id: $document})
RETURN p.id AS provision_id, p.item AS item, p.label AS provision, r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY file, start, provision_id
