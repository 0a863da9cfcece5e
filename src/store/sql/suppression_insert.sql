-- An unsubscription, a bounce, the operator; one that is in force already stays as it is.
INSERT OR IGNORE INTO suppressions (subscriber, brief, reason, detail, since)
VALUES (:subscriber, :brief, :reason, :detail, :since)
