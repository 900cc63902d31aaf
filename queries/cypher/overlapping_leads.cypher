// question: 就某一事项，哪些机构各自牵头着不同的任务？
// params: matter (事项用词，如 防汛)
// columns: agency_id, agency, other_id, other, tasks, other_tasks

MATCH (a:Agency)-[:LEADS]->(t:Task) WHERE t.text CONTAINS $matter
WITH a, count(DISTINCT t) AS tasks
MATCH (b:Agency)-[:LEADS]->(u:Task) WHERE u.text CONTAINS $matter AND a.id < b.id
WITH a, tasks, b, count(DISTINCT u) AS other_tasks
RETURN a.id AS agency_id, a.label AS agency, b.id AS other_id, b.label AS other, tasks, other_tasks
ORDER BY agency_id, other_id
