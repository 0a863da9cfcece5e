-- A prune: what a server said last, without the address that it named. By the primary key.
UPDATE outbox SET reply = :reply
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
