-- The pipeline, when a verb begins. By the primary key.
INSERT INTO runs (verb, brief, date, begun_at) VALUES (:verb, :brief, :date, :begun_at)
