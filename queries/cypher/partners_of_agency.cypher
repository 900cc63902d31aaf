// question: 某机构和哪些机构共同承担任务？各有几项？
// params: agency (机构的编号)
// columns: partner_id, partner, tasks

MATCH (:Agency {id: $agency})-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t:Task)
WITH DISTINCT t
MATCH (p:Agency)-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t)
WHERE p.id <> $agency
RETURN p.id AS partner_id, p.label AS partner, count(DISTINCT t) AS tasks
ORDER BY tasks DESC, partner_id
