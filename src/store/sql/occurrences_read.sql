-- The scheduler: what is due? By occurrences_by_due, whose order is the answer's.
SELECT brief, date, due_at, state FROM occurrences
WHERE due_at BETWEEN :from AND :to ORDER BY due_at, brief, date
