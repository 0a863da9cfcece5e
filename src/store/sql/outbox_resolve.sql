-- The operator, by hand: settles what is unsure, or lets it be sent again. By the key.
UPDATE outbox SET state = :state, refusal = :refusal, reply = :reply, changed_at = :at,
    due_at = :at, expires_at = max(expires_at, :expires_at)
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
