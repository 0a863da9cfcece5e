-- A prune, before it deletes: the triggers let go what is older, and nothing else.
INSERT INTO prunes (pruned_at, known_before, session_before)
VALUES (:pruned_at, :known_before, :session_before)
