-- Delivery and status pages; nulls ask for all. By the primary key, whose order is the answer's.
SELECT brief, date, revision, subscriber, address, message_id, state, refusal, reply, attempts,
    changed_at, due_at, expires_at, short, correction
FROM outbox
WHERE (:brief IS NULL OR brief = :brief)
    AND (:date IS NULL OR date = :date)
    AND (:revision IS NULL OR revision = :revision)
    AND (NOT :open_only OR state IN ('intent', 'unsure', 'deferred'))
ORDER BY brief, date, revision, subscriber
