// question: 某预案各级响应时由谁做什么？
// params: document (文件的编号)
// columns: level_id, level, action_id, action, actor_id, actor, quote, file, start, end

MATCH (:Document {id: $document})<-[:LEVEL_OF]-(l:ResponseLevel)<-[:ACTION_OF]-(x:Action)<-[r:ACTS]-(a)
RETURN DISTINCT l.id AS level_id, l.label AS level, x.id AS action_id, x.label AS action, a.id AS actor_id, a.label AS actor,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY level_id, action_id, file, start, actor_id
