-- dossier asks for the brief's last edition before a date that was published by then; served
-- by the primary key.
SELECT date, revision, overall FROM published_editions
WHERE brief = ?1 AND date < ?2 AND as_of <= ?3 AND batch <= ?4
ORDER BY date DESC, revision DESC LIMIT 1
