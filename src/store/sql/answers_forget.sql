-- Collecting: what no page shows any more goes. By answers_by_instant.
DELETE FROM answers WHERE at < :before
