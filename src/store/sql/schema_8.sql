-- Who must not get editions, of one brief (or, without one, of any) and why. A suppression is
-- never changed but to be lifted. Instants are microseconds UTC.

CREATE TABLE suppressions (
    n INTEGER PRIMARY KEY,
    subscriber TEXT NOT NULL,
    brief TEXT,
    reason TEXT NOT NULL CHECK (reason IN (
        'operator', 'unsubscribed', 'bounced', 'complained', 'forgotten'
    )),
    detail TEXT NOT NULL,
    since INTEGER NOT NULL,
    lifted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX suppressions_in_force ON suppressions (subscriber, ifnull(brief, ''), reason)
WHERE lifted_at IS NULL;
CREATE TRIGGER suppressions_refuse_delete BEFORE DELETE ON suppressions
BEGIN SELECT RAISE(ABORT, 'suppressions are lifted, never deleted'); END;
CREATE TRIGGER suppressions_are_lifted_once BEFORE UPDATE ON suppressions
WHEN OLD.lifted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a lifted suppression is never changed'); END;
