// question: 某日有哪些文件已经施行、没有到期、没有废止？
// params: day (日期，如 2024-01-31)
// columns: document_id, number, title, until

MATCH (d:Document)-[:PUBLISHED_IN]->()
WHERE (d.date IS NULL OR d.date <= $day) AND (d.in_force_from IS NULL OR d.in_force_from <= $day)
  AND NOT EXISTS {
    MATCH (r:Document)-[:REPEALS]->(d) WHERE coalesce(r.in_force_from, r.date, '') <= $day
  }
WITH DISTINCT d, [x IN coalesce(d.extended_until, []) + [d.valid_until] WHERE x IS NOT NULL] AS days
WITH d, CASE size(days) WHEN 0 THEN null ELSE reduce(m = '', x IN days | CASE WHEN x > m THEN x ELSE m END) END AS until
WHERE until IS NULL OR until >= $day
RETURN d.id AS document_id, d.number AS number, d.label AS title, until
ORDER BY document_id
