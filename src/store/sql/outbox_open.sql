-- The daemon and `deliver retry`: what is open? By outbox_by_due, whose order is the answer's.
SELECT brief, date, revision, subscriber, address, message_id, state, refusal, reply, attempts,
    changed_at, due_at, expires_at, short, correction
FROM outbox WHERE state IN ('intent', 'unsure', 'deferred')
ORDER BY due_at, brief, date, revision, subscriber
