// question: 某日有哪些任务已过期限（文件没有废止、没有到期）？
// params: day (日期，如 2024-01-31)
// columns: task_id, task, due, number, document

MATCH (t:Task)-[:TASK_OF]->(d:Document)
WHERE t.due < $day
WITH t, d
WHERE (d.date IS NULL OR d.date <= $day) AND (d.in_force_from IS NULL OR d.in_force_from <= $day)
  AND NOT EXISTS {
    MATCH (x:Document)-[:REPEALS]->(d) WHERE coalesce(x.in_force_from, x.date, '') <= $day
  }
WITH t, d, [x IN coalesce(d.extended_until, []) + [d.valid_until] WHERE x IS NOT NULL] AS days
WITH t, d, CASE size(days) WHEN 0 THEN null ELSE reduce(m = '', x IN days | CASE WHEN x > m THEN x ELSE m END) END AS until
WHERE until IS NULL OR until >= $day
RETURN DISTINCT t.id AS task_id, t.label AS task, t.due AS due, d.number AS number, d.label AS document
ORDER BY due, task_id
