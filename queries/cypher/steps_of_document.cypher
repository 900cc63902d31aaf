// question: 某文件规定的流程有哪些环节，由谁办理？
// params: document (文件的编号)
// columns: procedure, position, step_id, step, actor_id, actor

MATCH (s:Step)-[:STEP_OF]->(:Document {id: $document})
OPTIONAL MATCH (a)-[:ACTS]->(s)
RETURN DISTINCT s.procedure AS procedure, s.position AS position, s.id AS step_id, s.label AS step, a.id AS actor_id, a.label AS actor
ORDER BY procedure, position, step_id, actor_id
