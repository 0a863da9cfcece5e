-- The daemon's beat: what the operator has yet to be told and may be, oldest first. By
-- incidents_to_tell.
SELECT n, key, cause, effect, fix, opened_at, last_seen_at, times_seen, resolved_at, resolution,
    is_told, opening_told_at, closing_told_at, due_at, attempts, reply
FROM incidents WHERE is_told = 1
    AND closing_told_at IS NULL AND (opening_told_at IS NULL OR resolved_at IS NOT NULL)
    AND due_at <= :at
ORDER BY n
