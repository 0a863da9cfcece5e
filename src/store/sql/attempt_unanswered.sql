-- Delivery, and the operator by hand: the try whose answer never came will have none. By the primary key.
UPDATE attempts SET ended_at = :at, outcome = 'unsure', reply = ''
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
    AND outcome IS NULL
