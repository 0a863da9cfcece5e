-- Delivery, when the outcome is known. By the primary key.
UPDATE outbox SET state = :state, reply = :reply, attempts = :n, changed_at = :at
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
