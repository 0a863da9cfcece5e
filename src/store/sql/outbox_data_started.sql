-- Delivery, just before the body goes out. By the primary key.
UPDATE outbox SET state = 'unsure', reply = '', attempts = :n, data_started_at = :at,
    changed_at = :at
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
