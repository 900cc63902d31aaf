// question: 到某年要达到哪些指标？
// params: year (年份，整数)
// columns: target_id, indicator, direction, value, unit, document_id, number, document

MATCH (x:Target {year: $year})-[:TARGET_OF]->(d:Document)
RETURN DISTINCT x.id AS target_id, x.indicator AS indicator, x.direction AS direction, x.value AS value, x.unit AS unit,
       d.id AS document_id, d.number AS number, d.label AS document
ORDER BY document_id, target_id
