-- A prune: the deliveries of an edition that still have an address. By the primary key.
SELECT revision, subscriber, address, reply FROM outbox
WHERE brief = :brief AND date = :date AND address <> ''
