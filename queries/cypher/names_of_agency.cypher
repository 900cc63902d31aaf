// question: 某机构印过哪些名称？
// params: agency (机构的编号)
// columns: agency, mention

MATCH (a:Agency {id: $agency})
UNWIND coalesce(a.mention, []) AS mention
RETURN DISTINCT a.label AS agency, mention
ORDER BY mention
