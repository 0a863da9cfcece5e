-- deliver status asks for the whole ledger; the primary key gives the order.
SELECT
    brief, date, revision, subscriber, address, message_id, state, reply, attempts, changed_at
FROM outbox
ORDER BY date, brief, revision, subscriber
