// question: 各机构牵头多少项任务？
// columns: agency_id, agency, tasks

MATCH (a:Agency)-[:LEADS]->(t:Task)
RETURN a.id AS agency_id, a.label AS agency, count(DISTINCT t) AS tasks
ORDER BY tasks DESC, agency_id
