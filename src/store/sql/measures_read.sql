SELECT measures.*
FROM json_each(:keys) AS asked
JOIN measures ON measures.key = asked.value
