-- The pipeline, when a verb ends; a run ends once. By the primary key.
UPDATE runs SET outcome = :outcome, detail = :detail, ended_at = :ended_at
WHERE id = :id AND ended_at IS NULL
