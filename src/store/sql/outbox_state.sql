-- Delivery, before a row is changed. By the primary key.
SELECT state, attempts FROM outbox
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
