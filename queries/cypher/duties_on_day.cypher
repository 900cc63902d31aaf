// question: 某机构某日承担哪些职责（文件已施行、没有到期、没有废止）？
// params: agency (机构的编号), day (日期，如 2024-01-31)
// columns: duty_id, duty, number, document, quote, file, start, end

MATCH (:Agency {id: $agency})-[r:HAS_DUTY]->(t:Duty)
MATCH (d:Document {id: r.document})
WHERE (d.date IS NULL OR d.date <= $day) AND (d.in_force_from IS NULL OR d.in_force_from <= $day)
  AND NOT EXISTS {
    MATCH (x:Document)-[:REPEALS]->(d) WHERE coalesce(x.in_force_from, x.date, '') <= $day
  }
WITH r, t, d, [x IN coalesce(d.extended_until, []) + [d.valid_until] WHERE x IS NOT NULL] AS days
WITH r, t, d, CASE size(days) WHEN 0 THEN null ELSE reduce(m = '', x IN days | CASE WHEN x > m THEN x ELSE m END) END AS until
WHERE until IS NULL OR until >= $day
RETURN t.id AS duty_id, t.label AS duty, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY d.id, file, start, duty_id
