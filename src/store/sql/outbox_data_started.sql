-- data_started is committed before the body goes out: from here on the outcome is unsure.
UPDATE outbox
SET state = 'unsure', attempts = attempts + 1, data_started_at = ?5, changed_at = ?5
WHERE brief = ?1 AND date = ?2 AND revision = ?3 AND subscriber = ?4 AND state <> 'accepted'
