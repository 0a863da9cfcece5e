-- Every record call with something to write. By the primary key.
INSERT INTO batches (recorded_at) VALUES (:recorded_at)
