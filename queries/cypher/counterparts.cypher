// question: 某机构在其他区县的对口机构是哪些？
// params: agency (机构的编号)
// columns: counterpart_id, counterpart, region_id, region

MATCH (:Agency {id: $agency})-[:COUNTERPART]-(b:Agency)
OPTIONAL MATCH (b)-[:JURISDICTION]->(r:Region)
RETURN DISTINCT b.id AS counterpart_id, b.label AS counterpart, r.id AS region_id, r.label AS region
ORDER BY counterpart_id, region_id
