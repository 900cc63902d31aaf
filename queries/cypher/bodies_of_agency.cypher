// question: 某机构参加哪些议事协调机构，任什么？
// params: agency (机构的编号)
// columns: position, body_id, body, number, document, quote, file, start, end

MATCH (b:Body)-[r:CHIEF|DEPUTY|MEMBER|LED_BY|SEAT]->(:Agency {id: $agency})
MATCH (d:Document {id: r.document})
RETURN CASE type(r) WHEN 'CHIEF' THEN '主任或总指挥' WHEN 'DEPUTY' THEN '副职' WHEN 'MEMBER' THEN '成员'
                    WHEN 'LED_BY' THEN '牵头负责' ELSE '承办机构' END AS position,
       b.id AS body_id, b.label AS body, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY body_id, position, d.id, file, start
