// question: 哪些机构与某两个机构都共同承担任务？
// params: agency (机构的编号), other (另一机构的编号)
// columns: third_id, third

MATCH (:Agency {id: $agency})-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(:Task)<-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]-(c:Agency)
WHERE c.id <> $agency AND c.id <> $other
WITH DISTINCT c
MATCH (c)-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(:Task)<-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]-(:Agency {id: $other})
RETURN DISTINCT c.id AS third_id, c.label AS third
ORDER BY third_id
