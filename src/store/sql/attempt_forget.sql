-- A prune: a server's words without the address that they named. By the primary key.
UPDATE attempts SET reply = :reply
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
    AND n = :n
