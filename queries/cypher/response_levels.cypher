// question: 某预案的各级响应由谁启动、由谁终止？
// params: document (文件的编号)
// columns: level_id, level, rank, part, actor_id, actor, quote, file, start, end

MATCH (:Document {id: $document})<-[:LEVEL_OF]-(l:ResponseLevel)<-[r:STARTS|ENDS]-(a)
RETURN DISTINCT l.id AS level_id, l.label AS level, l.rank AS rank,
       CASE type(r) WHEN 'STARTS' THEN '启动' ELSE '终止' END AS part, a.id AS actor_id, a.label AS actor,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY rank, level_id, part, file, start, actor_id
