-- Lists and tests, in the order of reading.
SELECT message_sha256, read_at, brief, date, revision, subscriber, matched_by, kind, fault, code,
    recipient, diagnostic, deed
FROM bounces ORDER BY read_at, message_sha256
