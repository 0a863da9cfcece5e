-- Whoever notices that something does not work. By incidents_open; `times_seen` tells whether it
-- is new.
INSERT INTO incidents (key, cause, effect, fix, opened_at, last_seen_at, is_told, due_at)
VALUES (:key, :cause, :effect, :fix, :at, :at, :is_told, :at)
ON CONFLICT (key) WHERE resolved_at IS NULL DO UPDATE SET
    cause = excluded.cause, effect = excluded.effect, fix = excluded.fix,
    last_seen_at = MAX(last_seen_at, excluded.last_seen_at), times_seen = times_seen + 1,
    is_told = MAX(is_told, excluded.is_told)
RETURNING times_seen
