-- Delivery, when an attempt has ended. By the primary key.
UPDATE outbox SET state = :state, refusal = :refusal, reply = :reply, attempts = :n,
    changed_at = :at, due_at = :due_at, short = :short
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
