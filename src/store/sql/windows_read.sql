SELECT windows.key, windows.cut_off
FROM json_each(:keys) AS asked
JOIN windows ON windows.key = asked.value
