-- The reader asked to be forgotten: the ledger keeps its rows without the address. A scan: rare.
UPDATE outbox SET address = '' WHERE subscriber = :id AND address <> ''
