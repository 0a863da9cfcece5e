-- Collecting, after each answer.
INSERT INTO answers (source, at, took_us, failed, items)
VALUES (:source, :at, :took_us, :failed, :items)
