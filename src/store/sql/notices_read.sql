-- The daemon's beat asks for those due (index notices_queued), lists for all of them.
SELECT n, subscriber, brief, kind, detail, at, state, attempts, due_at, reply FROM notices
WHERE :due_at IS NULL OR (state = 'queued' AND due_at <= :due_at) ORDER BY n
