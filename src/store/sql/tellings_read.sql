SELECT tellings.key, tellings.telling
FROM json_each(:keys) AS asked
JOIN tellings ON tellings.key = asked.value
