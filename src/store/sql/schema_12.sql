-- Occurrences say why they are what they are, wait for their inputs and are tried again; and
-- the daemon says when it was last alive. An old row has its reason in its state.

CREATE TABLE occurrences_12 (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('planned', 'waiting', 'held', 'done', 'missed', 'failed', 'skipped')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    reason TEXT,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (brief, date)
) STRICT, WITHOUT ROWID;
INSERT INTO occurrences_12 (brief, date, due_at, next_at, state, changed_at)
    SELECT brief, date, due_at, due_at, state, due_at FROM occurrences;
DROP TABLE occurrences;
ALTER TABLE occurrences_12 RENAME TO occurrences;
CREATE INDEX occurrences_by_due ON occurrences (due_at, brief, date);
CREATE INDEX occurrences_open ON occurrences (due_at, brief, date)
    WHERE state IN ('planned', 'waiting', 'held');

CREATE TABLE daemon (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    process INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    beat_at INTEGER NOT NULL
) STRICT;
