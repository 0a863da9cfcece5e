-- The scheduler, 30 days ahead. What is still to come is planned anew; only what ran, is held or
-- was skipped stays as it is. By the primary key.
INSERT INTO occurrences (brief, date, due_at, next_at, state, changed_at)
VALUES (:brief, :date, :due_at, :due_at, 'planned', :now)
ON CONFLICT (brief, date) DO UPDATE SET
    due_at = excluded.due_at, next_at = excluded.due_at, state = 'planned', attempts = 0,
    reason = NULL, changed_at = excluded.changed_at
WHERE due_at > :now AND state IN ('planned', 'waiting', 'missed', 'failed')
    AND (due_at, state) IS NOT (excluded.due_at, 'planned')
