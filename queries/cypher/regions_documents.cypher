// question: 某地区（含所辖）有哪些文件？
// params: region (地区的编号)
// columns: region_id, region, document_id, number, title, date

MATCH (r:Region)-[:WITHIN*0..5]->(:Region {id: $region})
MATCH (d:Document)-[:RELEVANT_FOR]->(r)
RETURN DISTINCT r.id AS region_id, r.label AS region, d.id AS document_id, d.number AS number, d.label AS title, d.date AS date
ORDER BY region_id, document_id
