-- Before a reader is forgotten: every address it ever had. A scan: rare.
SELECT address FROM subscribers WHERE id = :id AND address IS NOT NULL
UNION SELECT address FROM outbox WHERE subscriber = :id AND address <> ''
