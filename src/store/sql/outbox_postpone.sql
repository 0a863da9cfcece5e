-- Delivery, when sending had to stop: an unsure row stays unsure and keeps its own time. By the key.
UPDATE outbox SET reply = :reply, due_at = :due_at, changed_at = :at
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
    AND state <> 'unsure'
