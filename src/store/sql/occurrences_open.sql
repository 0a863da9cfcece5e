-- The scheduler: what is due? By occurrences_open, whose order is the answer's.
SELECT brief, date, due_at, next_at, state, attempts, reason FROM occurrences
WHERE due_at <= :now AND state IN ('planned', 'waiting', 'held') ORDER BY due_at, brief, date
