-- After a mail about an incident was not taken: it stays to be told.
UPDATE incidents SET attempts = attempts + 1, due_at = :due_at, reply = :reply WHERE n = :n
