-- Delivery: the outcome of the try that is open, if one is. By the primary key.
UPDATE attempts SET ended_at = :at, outcome = :state, reply = :reply
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
    AND n = :n AND outcome IS NULL
