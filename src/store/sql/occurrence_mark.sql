-- The scheduler, when an occurrence ran, waits or passed by. By the primary key.
UPDATE occurrences SET state = :state, reason = :reason, attempts = :attempts,
    next_at = :next_at, changed_at = :now
WHERE brief = :brief AND date = :date
