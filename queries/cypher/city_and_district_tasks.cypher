// question: 就某一事项，市级机构的任务和所辖区县对口机构的任务各是什么？
// params: matter (事项用词，如 乡村)
// columns: city_agency, city_task_id, city_task, district_agency, district_task_id, district_task

MATCH (t:Task)<-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]-(a:Agency {level: '市'})-[:JURISDICTION]->(city:Region)
WHERE t.text CONTAINS $matter AND a.core IS NOT NULL
WITH DISTINCT t, a, city
MATCH (city)<-[:WITHIN]-(:Region)<-[:JURISDICTION]-(b:Agency {level: '区县'})-[:LEADS|SUPPORTS|RESPONSIBLE_FOR]->(u:Task)
WHERE b.core = a.core AND u.text CONTAINS $matter
RETURN DISTINCT a.label AS city_agency, t.id AS city_task_id, t.label AS city_task,
       b.label AS district_agency, u.id AS district_task_id, u.label AS district_task
ORDER BY city_task_id, district_task_id, city_agency, district_agency
