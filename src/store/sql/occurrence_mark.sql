-- The scheduler, when an occurrence ran or passed by. By the primary key.
UPDATE occurrences SET state = :state WHERE brief = :brief AND date = :date
