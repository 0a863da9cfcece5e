-- The scheduler, to plan on from there after a long absence.
SELECT max(due_at) FROM occurrences WHERE brief = :brief
