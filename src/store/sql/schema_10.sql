-- What came back after a delivery: one row for each message, however often it is read, also for
-- one that is about none of ours (then without any address). Never changed, but the address of
-- somebody who is to be forgotten can be erased. Instants are microseconds UTC.

CREATE TABLE bounces (
    message_sha256 TEXT NOT NULL PRIMARY KEY,
    read_at INTEGER NOT NULL,
    brief TEXT,
    date TEXT,
    revision INTEGER,
    subscriber TEXT,
    matched_by TEXT CHECK (matched_by IN ('token', 'message-id')),
    kind TEXT NOT NULL CHECK (kind IN (
        'failed', 'delayed', 'delivered', 'complaint', 'auto-reply', 'unclassified'
    )),
    fault TEXT NOT NULL CHECK (fault IN ('mailbox', 'full', 'policy', 'other')),
    code TEXT,
    recipient TEXT NOT NULL,
    diagnostic TEXT NOT NULL,
    deed TEXT NOT NULL CHECK (deed IN ('suppressed', 'counted', 'told', 'ignored')),
    CHECK ((matched_by IS NULL) = (subscriber IS NULL)),
    FOREIGN KEY (brief, date, revision, subscriber)
        REFERENCES outbox (brief, date, revision, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX bounces_by_subscriber ON bounces (subscriber, deed) WHERE subscriber IS NOT NULL;
CREATE TRIGGER bounces_are_erased_only BEFORE UPDATE ON bounces
WHEN NEW.recipient <> '' OR NEW.diagnostic <> ''
    OR NEW.message_sha256 IS NOT OLD.message_sha256 OR NEW.read_at IS NOT OLD.read_at
    OR NEW.brief IS NOT OLD.brief OR NEW.date IS NOT OLD.date
    OR NEW.revision IS NOT OLD.revision OR NEW.subscriber IS NOT OLD.subscriber
    OR NEW.matched_by IS NOT OLD.matched_by OR NEW.kind IS NOT OLD.kind
    OR NEW.fault IS NOT OLD.fault OR NEW.code IS NOT OLD.code OR NEW.deed IS NOT OLD.deed
BEGIN SELECT RAISE(ABORT, 'a bounce is never changed, only its addresses are erased'); END;
CREATE TRIGGER bounces_refuse_delete BEFORE DELETE ON bounces
BEGIN SELECT RAISE(ABORT, 'bounces are never deleted'); END;

-- A bounce's signed address holds the sixteen marks before the Message-ID's `@`.
CREATE INDEX outbox_by_mark ON outbox (substr(message_id, instr(message_id, '@') - 16, 16));
