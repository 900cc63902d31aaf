// question: 各机构牵头、配合、负责的任务各有多少？
// columns: agency_id, agency, leads, supports, responsible

MATCH (a:Agency)-[r:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(t:Task)
RETURN a.id AS agency_id, a.label AS agency,
       count(DISTINCT CASE WHEN type(r) = 'LEADS' THEN t.id END) AS leads,
       count(DISTINCT CASE WHEN type(r) = 'SUPPORTS' THEN t.id END) AS supports,
       count(DISTINCT CASE WHEN type(r) = 'RESPONSIBLE_FOR' THEN t.id END) AS responsible
ORDER BY agency_id
