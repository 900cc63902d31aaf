// question: 某日起若干天内哪些文件到期？
// params: day (日期，如 2024-01-31), days (天数)
// columns: document_id, number, title, until

WITH toString(date($day) + duration({days: $days})) AS last
MATCH (d:Document)
WITH d, last, [x IN coalesce(d.extended_until, []) + [d.valid_until] WHERE x IS NOT NULL] AS days
WITH d, last, reduce(m = '', x IN days | CASE WHEN x > m THEN x ELSE m END) AS until
WHERE until >= $day AND until <= last
RETURN d.id AS document_id, d.number AS number, d.label AS title, until
ORDER BY until, document_id
