-- Status, and the daemon at its start.
SELECT process, started_at, beat_at FROM daemon WHERE id = 1
