-- Status and the list of what was missed. By occurrences_by_due, whose order is the answer's.
SELECT brief, date, due_at, next_at, state, attempts, reason FROM occurrences
WHERE due_at BETWEEN :from AND :to ORDER BY due_at, brief, date
