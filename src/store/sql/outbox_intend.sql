-- Delivery, before anything is sent; a second intent for the same key is none. By the key.
INSERT OR IGNORE INTO outbox (
    brief, date, revision, subscriber, address, message_id, state, reply, attempts, changed_at
) VALUES (
    :brief, :date, :revision, :subscriber, :address, :message_id, 'intent', '', 0, :changed_at
)
