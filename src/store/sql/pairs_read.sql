SELECT pairs.*
FROM json_each(:keys) AS asked
JOIN pairs ON pairs.key = asked.value
