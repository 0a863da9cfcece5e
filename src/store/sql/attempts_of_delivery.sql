-- A prune: what a server said of a delivery, where it said something. By the primary key.
SELECT n, reply FROM attempts
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
    AND reply IS NOT NULL
