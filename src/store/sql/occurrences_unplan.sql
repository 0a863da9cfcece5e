-- The scheduler, when a plan changed: what is still to come and no longer planned. By
-- occurrences_open.
DELETE FROM occurrences
WHERE state = 'planned' AND due_at > :now
    AND (brief, date) NOT IN (SELECT value ->> 0, value ->> 1 FROM json_each(:planned))
