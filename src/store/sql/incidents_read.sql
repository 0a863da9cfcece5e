-- Lists and status pages, newest first: all, or those that are open.
SELECT n, key, cause, effect, fix, opened_at, last_seen_at, times_seen, resolved_at, resolution,
    is_told, opening_told_at, closing_told_at, due_at, attempts, reply
FROM incidents WHERE :all OR resolved_at IS NULL ORDER BY n DESC LIMIT :limit
