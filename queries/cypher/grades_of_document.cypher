// question: 某预案把事件分为哪几级，各以什么为标准？
// params: document (文件的编号)
// columns: rank, grade_id, grade, threshold

MATCH (g:EventGrade)-[:GRADE_OF]->(:Document {id: $document})
UNWIND coalesce(g.threshold, []) AS threshold
RETURN DISTINCT g.rank AS rank, g.id AS grade_id, g.label AS grade, threshold
ORDER BY rank, grade_id, threshold
