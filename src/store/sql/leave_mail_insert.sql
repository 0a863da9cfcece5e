-- The reader of the mailbox; a mail that was read before is ignored. By the key.
INSERT OR IGNORE INTO leave_mails (message_sha256, subscriber, read_at)
VALUES (:message_sha256, :subscriber, :read_at)
