-- The pipeline, to name the state that an edition saw. By the primary key.
SELECT id FROM batches ORDER BY id DESC LIMIT 1
