-- Whose letter came back: by its whole Message-ID (outbox_by_message) or by the mark in it
-- (outbox_by_mark). Two rows are one too many.
SELECT brief, date, revision, subscriber, address, message_id, state, refusal, reply, attempts,
    changed_at, due_at, expires_at, short, correction
FROM outbox WHERE message_id = :message_id
UNION ALL
SELECT brief, date, revision, subscriber, address, message_id, state, refusal, reply, attempts,
    changed_at, due_at, expires_at, short, correction
FROM outbox WHERE substr(message_id, instr(message_id, '@') - 16, 16) = :mark
LIMIT 2
