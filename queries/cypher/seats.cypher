// question: 各议事协调机构的办公室设在哪里？
// columns: body_id, body, host_id, host, number, document, quote, file, start, end

MATCH (b:Body)-[r:SEAT]->(h)
MATCH (d:Document {id: r.document})
RETURN b.id AS body_id, b.label AS body, h.id AS host_id, h.label AS host, d.number AS number, d.label AS document,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY body_id, host_id, d.id, file, start
