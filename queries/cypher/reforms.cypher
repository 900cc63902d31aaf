// question: 哪些机构在机构改革中由哪些机构组建或更名而来？
// columns: change_id, change, kind, year, predecessor_id, predecessor, successor_id, successor

MATCH (p:Agency)<-[:PREDECESSOR]-(c:Change)-[:SUCCESSOR]->(s:Agency)
RETURN DISTINCT c.id AS change_id, c.label AS change, c.kind AS kind, c.year AS year,
       p.id AS predecessor_id, p.label AS predecessor, s.id AS successor_id, s.label AS successor
ORDER BY change_id, predecessor_id, successor_id
