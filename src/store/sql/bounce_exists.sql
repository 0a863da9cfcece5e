-- Whether a message was read before. By the primary key.
SELECT EXISTS (SELECT 1 FROM bounces WHERE message_sha256 = :message_sha256)
