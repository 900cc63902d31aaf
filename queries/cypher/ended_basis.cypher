// question: 某日哪些文件的依据已经废止或者到期？
// params: day (日期，如 2024-01-31)
// columns: document_id, number, document, basis_id, basis

MATCH (d:Document)-[:BASED_ON|IMPLEMENTS]->(b:Document)
WITH DISTINCT d, b, [x IN coalesce(b.extended_until, []) + [b.valid_until] WHERE x IS NOT NULL] AS days
WITH d, b, CASE size(days) WHEN 0 THEN null ELSE reduce(m = '', x IN days | CASE WHEN x > m THEN x ELSE m END) END AS until
WHERE until < $day OR EXISTS {
  MATCH (x:Document)-[:REPEALS]->(b) WHERE coalesce(x.in_force_from, x.date, '') <= $day AND x.id <> d.id
}
RETURN d.id AS document_id, d.number AS number, d.label AS document, b.id AS basis_id, b.label AS basis
ORDER BY document_id, basis_id
