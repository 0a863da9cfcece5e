-- Leaving and coming back, in the same write as the suppression: the owner is to be told.
INSERT INTO notices (subscriber, brief, kind, detail, at, due_at)
VALUES (:subscriber, :brief, :kind, :detail, :at, :at)
