// question: 某机构的各级上级是谁？
// params: agency (机构的编号)
// columns: parent_id, parent, level

MATCH (:Agency {id: $agency})-[:PARENT*1..6]->(p:Agency)
WHERE p.id <> $agency
RETURN DISTINCT p.id AS parent_id, p.label AS parent, p.level AS level
ORDER BY parent_id
