-- The ledger learns when a delivery is due, when it expires, what was at fault, and in which form
-- and for which reason it goes out. Both tables are made anew, because a column's CHECK cannot be
-- changed; every row is kept. An accepted row is never changed, but its address may be erased.

CREATE TEMP TABLE old_outbox AS SELECT * FROM outbox;
CREATE TEMP TABLE old_attempts AS SELECT * FROM attempts;
DROP TABLE attempts;
DROP TABLE outbox;

CREATE TABLE outbox (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    subscriber TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'intent', 'unsure', 'accepted', 'deferred', 'refused', 'expired', 'suppressed'
    )),
    refusal TEXT CHECK (refusal IN ('mailbox', 'policy', 'too-large', 'message', 'other')),
    reply TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    data_started_at INTEGER,
    changed_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    short INTEGER NOT NULL DEFAULT 0 CHECK (short IN (0, 1)),
    correction TEXT,
    PRIMARY KEY (brief, date, revision, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox (due_at) WHERE state IN ('intent', 'unsure', 'deferred');
CREATE INDEX outbox_by_message ON outbox (message_id);

CREATE TABLE attempts (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    subscriber TEXT NOT NULL,
    n INTEGER NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('before-data', 'data')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    reply TEXT,
    message_sha256 TEXT,
    PRIMARY KEY (brief, date, revision, subscriber, n),
    FOREIGN KEY (brief, date, revision, subscriber)
        REFERENCES outbox (brief, date, revision, subscriber)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox (
    brief, date, revision, subscriber, address, message_id, state, refusal, reply, attempts,
    data_started_at, changed_at, due_at, expires_at
) SELECT
    brief, date, revision, subscriber, address, message_id, state,
    CASE state WHEN 'refused' THEN 'other' END, reply, attempts,
    data_started_at, changed_at, changed_at, changed_at + 86400000000
FROM old_outbox;
INSERT INTO attempts (
    brief, date, revision, subscriber, n, phase, started_at, ended_at, outcome, reply
) SELECT brief, date, revision, subscriber, n, phase, started_at, ended_at, outcome, reply
FROM old_attempts;
DROP TABLE old_attempts;
DROP TABLE old_outbox;

CREATE TRIGGER outbox_keeps_accepted BEFORE UPDATE OF
    brief, date, revision, subscriber, message_id, state, refusal, reply, attempts,
    data_started_at, changed_at, due_at, expires_at, short, correction
ON outbox WHEN OLD.state = 'accepted'
BEGIN SELECT RAISE(ABORT, 'an accepted delivery is never changed'); END;
CREATE TRIGGER outbox_erases_accepted_addresses_only BEFORE UPDATE OF address ON outbox
WHEN OLD.state = 'accepted' AND NEW.address <> ''
BEGIN SELECT RAISE(ABORT, 'the address of an accepted delivery is erased, never changed'); END;
CREATE TRIGGER outbox_refuse_delete BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END;
CREATE TRIGGER attempts_keep_outcome BEFORE UPDATE ON attempts WHEN OLD.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt that ended is never changed'); END;
CREATE TRIGGER attempts_refuse_delete BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END;
