// question: 某议事协调机构的领导、成员、办公室、上下级和职责是什么？
// params: body (议事协调机构的编号)
// columns: aspect, other_id, other, number, document, quote, file, start, end

MATCH (b:Body {id: $body})-[r:CHIEF|DEPUTY|MEMBER|LED_BY|SEAT|WITHIN_BODY|HAS_DUTY]->(o)
MATCH (d:Document {id: r.document})
RETURN CASE type(r) WHEN 'CHIEF' THEN '主任或总指挥' WHEN 'DEPUTY' THEN '副职' WHEN 'MEMBER' THEN '成员'
                    WHEN 'LED_BY' THEN '牵头负责' WHEN 'SEAT' THEN '办公室设在' WHEN 'WITHIN_BODY' THEN '隶属'
                    ELSE '承担职责' END AS aspect,
       o.id AS other_id, o.label AS other, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY aspect, d.id, file, start, other_id
