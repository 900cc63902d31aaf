// question: 某两个机构通过什么相连（同一任务、议事协调机构、文件或上级）？
// params: agency (机构的编号), other (另一机构的编号)
// columns: via_id, via, agency_quote, agency_file, agency_start, other_quote, other_file, other_start

MATCH (a:Agency {id: $agency})-[r]-(via)-[s]-(b:Agency {id: $other})
WHERE a.id <> b.id AND type(r) <> 'COUNTERPART' AND type(s) <> 'COUNTERPART'
RETURN DISTINCT via.id AS via_id, via.label AS via, r.quote AS agency_quote, r.file AS agency_file,
       r.start AS agency_start, s.quote AS other_quote, s.file AS other_file, s.start AS other_start
ORDER BY via_id, agency_file, agency_start, other_file, other_start, agency_quote, other_quote
