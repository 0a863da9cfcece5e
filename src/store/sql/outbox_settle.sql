-- settle records what the server said.
UPDATE outbox SET state = ?5, reply = ?6, changed_at = ?7
WHERE brief = ?1 AND date = ?2 AND revision = ?3 AND subscriber = ?4 AND state <> 'accepted'
