-- The subscribers that the store keeps, beside those of the configuration, and to which briefs
-- they are entitled. A forgotten one keeps its id and the hash of its address, and is never
-- changed again. Wishes are the words of the columns of `subscribers export`; null says nothing.
-- Instants are microseconds UTC.

CREATE TABLE subscribers (
    id TEXT NOT NULL PRIMARY KEY,
    address TEXT,
    address_sha256 TEXT NOT NULL,
    name TEXT,
    client_group TEXT,
    owner TEXT,
    watchlist TEXT,
    form TEXT,
    attachments TEXT,
    date_language TEXT,
    timezone TEXT,
    from_time TEXT,
    weekdays TEXT,
    added_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    forgotten_at INTEGER,
    CHECK ((address IS NULL) = (forgotten_at IS NOT NULL)),
    CHECK (forgotten_at IS NULL OR (name IS NULL AND owner IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX subscribers_by_address ON subscribers (address_sha256)
WHERE forgotten_at IS NULL;
CREATE TRIGGER subscribers_keep_forgotten BEFORE UPDATE ON subscribers
WHEN OLD.forgotten_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a forgotten subscriber is never changed'); END;
CREATE TRIGGER subscribers_keep_that_one_was_forgotten BEFORE DELETE ON subscribers
WHEN OLD.forgotten_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'that a subscriber was forgotten is never deleted'); END;

CREATE TABLE entitlements (
    subscriber TEXT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    brief TEXT NOT NULL,
    PRIMARY KEY (subscriber, brief)
) STRICT, WITHOUT ROWID;
CREATE INDEX entitlements_by_brief ON entitlements (brief, subscriber);

-- What a server or an operator said may hold a reader's address. What has ended stays as it is,
-- but for an address that is erased from it.
DROP TRIGGER outbox_keeps_accepted;
CREATE TRIGGER outbox_keeps_accepted BEFORE UPDATE OF
    brief, date, revision, subscriber, message_id, state, refusal, attempts, data_started_at,
    changed_at, due_at, expires_at, short, correction
ON outbox WHEN OLD.state = 'accepted'
BEGIN SELECT RAISE(ABORT, 'an accepted delivery is never changed'); END;
CREATE TRIGGER outbox_keeps_accepted_replies BEFORE UPDATE OF reply ON outbox
WHEN OLD.state = 'accepted' AND instr(NEW.reply, '[erased]') = 0
BEGIN SELECT RAISE(ABORT, 'an accepted delivery is never changed'); END;
DROP TRIGGER attempts_keep_outcome;
CREATE TRIGGER attempts_keep_outcome BEFORE UPDATE OF
    brief, date, revision, subscriber, n, phase, started_at, ended_at, outcome, message_sha256
ON attempts WHEN OLD.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt that ended is never changed'); END;
CREATE TRIGGER attempts_keep_reply BEFORE UPDATE OF reply ON attempts
WHEN OLD.outcome IS NOT NULL AND instr(ifnull(NEW.reply, ''), '[erased]') = 0
BEGIN SELECT RAISE(ABORT, 'an attempt that ended is never changed'); END;
DROP TRIGGER suppressions_are_lifted_once;
CREATE TRIGGER suppressions_are_lifted_once BEFORE UPDATE OF
    n, subscriber, brief, reason, since, lifted_at
ON suppressions WHEN OLD.lifted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a lifted suppression is never changed'); END;
CREATE TRIGGER suppressions_keep_detail BEFORE UPDATE OF detail ON suppressions
WHEN instr(NEW.detail, '[erased]') = 0
BEGIN SELECT RAISE(ABORT, 'why a subscriber is suppressed is never changed'); END;
