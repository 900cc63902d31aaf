// question: 某议事协调机构由谁组成？
// params: body (议事协调机构的编号)
// columns: position, member_id, member, number, document, quote, file, start, end

MATCH (:Body {id: $body})-[r:CHIEF|DEPUTY|MEMBER|LED_BY]->(m)
MATCH (d:Document {id: r.document})
RETURN CASE type(r) WHEN 'CHIEF' THEN '主任或总指挥' WHEN 'DEPUTY' THEN '副职'
                    WHEN 'MEMBER' THEN '成员' ELSE '牵头负责' END AS position,
       m.id AS member_id, m.label AS member, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY CASE type(r) WHEN 'CHIEF' THEN 1 WHEN 'DEPUTY' THEN 2 WHEN 'MEMBER' THEN 3 ELSE 4 END,
         d.id, file, start, member_id
