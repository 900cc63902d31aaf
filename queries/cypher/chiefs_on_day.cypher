// question: 某日各议事协调机构的主要负责人是谁？
// params: day (日期，如 2024-01-31)
// columns: body_id, body, chief_id, chief, number, document

MATCH (b:Body)-[r:CHIEF]->(c)
WITH b, c, r.document AS paper
MATCH (d:Document {id: paper})
WHERE (d.date IS NULL OR d.date <= $day) AND (d.in_force_from IS NULL OR d.in_force_from <= $day)
  AND NOT EXISTS {
    MATCH (x:Document)-[:REPEALS]->(d) WHERE coalesce(x.in_force_from, x.date, '') <= $day
  }
WITH b, c, d, [x IN coalesce(d.extended_until, []) + [d.valid_until] WHERE x IS NOT NULL] AS days
WITH b, c, d, CASE size(days) WHEN 0 THEN null ELSE reduce(m = '', x IN days | CASE WHEN x > m THEN x ELSE m END) END AS until
WHERE until IS NULL OR until >= $day
RETURN DISTINCT b.id AS body_id, b.label AS body, c.id AS chief_id, c.label AS chief, d.number AS number, d.label AS document
ORDER BY body_id, chief_id, document, number
