-- The scheduler, 30 days ahead; a planned one stays as it is. By the primary key.
INSERT OR IGNORE INTO occurrences (brief, date, due_at, state)
VALUES (:brief, :date, :due_at, 'planned')
