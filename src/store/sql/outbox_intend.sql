-- Delivery, before anything is sent. A second intent for the same key is none, but what is still
-- open follows a suppression, and what was suppressed follows its end. By the key.
INSERT INTO outbox (
    brief, date, revision, subscriber, address, message_id, state, reply, attempts, changed_at,
    due_at, expires_at, correction
) VALUES (
    :brief, :date, :revision, :subscriber, :address, :message_id, :state, :reply, 0, :changed_at,
    :due_at, :expires_at, :correction
)
ON CONFLICT DO UPDATE SET
    state = excluded.state, reply = excluded.reply, address = excluded.address,
    changed_at = excluded.changed_at, due_at = excluded.due_at, expires_at = excluded.expires_at
WHERE (outbox.state = 'suppressed' AND excluded.state = 'intent')
    OR (outbox.state IN ('intent', 'unsure', 'deferred') AND excluded.state = 'suppressed')
    OR (outbox.state IN ('intent', 'deferred') AND outbox.address <> excluded.address)
