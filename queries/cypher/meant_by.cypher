// question: 文件里的泛指（成员单位、有关部门）包括哪些机构？
// params: document (文件的编号)
// columns: collective_id, collective, member_id, member, quote, file, start, end

MATCH (c:CollectiveMention)-[r:STANDS_FOR {document: $document}]->(m)
RETURN c.id AS collective_id, c.label AS collective, m.id AS member_id, m.label AS member,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY collective_id, file, start, member_id
