// question: 某文件部署了哪些任务？
// params: document (文件的编号)
// columns: task_id, task, item, deadline, mark, quote, file, start, end

MATCH (t:Task)-[r:TASK_OF]->(:Document {id: $document})
RETURN t.id AS task_id, t.label AS task, t.item AS item, t.deadline AS deadline, t.mark AS mark,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY file, start, task_id
