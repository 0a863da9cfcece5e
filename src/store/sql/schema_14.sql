-- What does not work, and what the operator was told of it. Of each key one incident is open at
-- most. `opening_told_at` and `closing_told_at` are the mails that were taken; `is_told` is 0 for
-- what happened while nobody was to be told. Instants are microseconds UTC.

CREATE TABLE incidents (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    cause TEXT NOT NULL,
    effect TEXT NOT NULL,
    fix TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    times_seen INTEGER NOT NULL DEFAULT 1,
    resolved_at INTEGER,
    resolution TEXT NOT NULL DEFAULT '',
    is_told INTEGER NOT NULL CHECK (is_told IN (0, 1)),
    opening_told_at INTEGER,
    closing_told_at INTEGER,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX incidents_open ON incidents (key) WHERE resolved_at IS NULL;
CREATE INDEX incidents_to_tell ON incidents (due_at) WHERE is_told = 1
    AND closing_told_at IS NULL AND (opening_told_at IS NULL OR resolved_at IS NOT NULL);
CREATE TRIGGER incidents_end_once BEFORE UPDATE OF key, opened_at, last_seen_at, resolved_at
ON incidents WHEN OLD.resolved_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an incident that ended is never changed'); END;
CREATE TRIGGER incidents_refuse_delete BEFORE DELETE ON incidents
BEGIN SELECT RAISE(ABORT, 'incidents are never deleted'); END;

-- Mails to the operator, by which there are not too many of them.
CREATE TABLE incident_mails (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    sent_at INTEGER NOT NULL,
    incidents INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_mails_by_time ON incident_mails (sent_at);
