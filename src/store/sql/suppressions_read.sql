-- Delivery and lists: who must not get editions, oldest first.
SELECT subscriber, brief, reason, detail, since FROM suppressions
WHERE lifted_at IS NULL ORDER BY n
