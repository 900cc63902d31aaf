// question: 某地区有哪些机构？
// params: region (地区的编号)
// columns: agency_id, agency, kind

MATCH (a:Agency)-[:JURISDICTION]->(:Region {id: $region})
RETURN DISTINCT a.id AS agency_id, a.label AS agency, a.kind AS kind
ORDER BY agency_id
