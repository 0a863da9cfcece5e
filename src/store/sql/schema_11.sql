-- What account owners are told when a reader leaves or comes back, and what readers chose for
-- themselves. A notice is queued in the same write as the suppression that it tells of.
-- Instants are microseconds UTC.

CREATE TABLE notices (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber TEXT NOT NULL,
    brief TEXT,
    kind TEXT NOT NULL CHECK (kind IN (
        'operator', 'unsubscribed', 'bounced', 'complained', 'forgotten', 'returned'
    )),
    detail TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    reply TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notices_queued ON notices (due_at) WHERE state = 'queued';
CREATE TRIGGER notices_are_sent_once BEFORE UPDATE OF
    subscriber, brief, kind, at, state, attempts, due_at
ON notices WHEN OLD.state <> 'queued'
BEGIN SELECT RAISE(ABORT, 'a notice that was sent or given up is never changed'); END;

CREATE TABLE preferences (
    subscriber TEXT PRIMARY KEY,
    form TEXT CHECK (form IN ('full', 'short', 'text')),
    attachments TEXT,
    until TEXT,
    changed_at INTEGER NOT NULL
) STRICT;

-- Mails to the unsubscribe address, each acted on once however often its mailbox is read.
CREATE TABLE leave_mails (
    message_sha256 TEXT NOT NULL PRIMARY KEY,
    subscriber TEXT NOT NULL,
    read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
