-- intend records that a message is to be sent, once for all time.
INSERT INTO outbox (
    brief, date, revision, subscriber, address, message_id, state, reply, attempts, changed_at
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'intent', '', 0, ?7)
ON CONFLICT DO NOTHING
