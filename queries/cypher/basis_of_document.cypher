// question: 某文件依据哪些文件？
// params: document (文件的编号)
// columns: basis_id, number, title, quote, file, start, end

MATCH (:Document {id: $document})-[r:BASED_ON]->(b:Document)
RETURN b.id AS basis_id, b.number AS number, b.label AS title,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY file, start, basis_id
