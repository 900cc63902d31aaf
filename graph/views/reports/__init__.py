"""Reports (职责清单, 任务清单, organisation chart, sources as notes) as Word, PDF or HTML."""
