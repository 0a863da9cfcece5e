-- A prune: who got a pruned edition stays known by id, without the address. By the primary key.
UPDATE outbox SET address = ''
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
