// question: 各机构牵头的任务由谁配合，各有多少项？
// columns: agency_id, agency, on_id, on_agency, shared

MATCH (a:Agency)-[:LEADS]->(t:Task)<-[:SUPPORTS]-(b:Agency)
WHERE a.id <> b.id
RETURN a.id AS agency_id, a.label AS agency, b.id AS on_id, b.label AS on_agency, count(DISTINCT t.id) AS shared
ORDER BY shared DESC, agency_id, on_id
