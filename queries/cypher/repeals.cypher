// question: 哪些文件废止了哪些文件？
// columns: document_id, number, title, repealed_id, repealed_number, repealed_title, quote, file, start, end

MATCH (d:Document)-[r:REPEALS]->(o:Document)
RETURN d.id AS document_id, d.number AS number, d.label AS title,
       o.id AS repealed_id, o.number AS repealed_number, o.label AS repealed_title,
       r.quote AS quote, r.file AS file, r.start AS start, r.end AS end
ORDER BY document_id, repealed_id, file, start
