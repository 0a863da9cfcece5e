-- The daemon, once a minute.
INSERT INTO daemon (id, process, started_at, beat_at) VALUES (1, :process, :started_at, :beat_at)
ON CONFLICT (id) DO UPDATE SET process = excluded.process, started_at = excluded.started_at,
    beat_at = excluded.beat_at
