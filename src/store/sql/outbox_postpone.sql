-- Delivery, when sending had to stop: what waits is deferred, with the reason and without an
-- attempt. An unsure row stays unsure and keeps its own time. By the key.
UPDATE outbox SET state = 'deferred', reply = :reply, due_at = :due_at, changed_at = :at
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
    AND state IN ('intent', 'deferred')
