-- What was pruned: facts before these instants and dates may be deleted, and no other. A row
-- stays as the trace of each prune. Instants are microseconds UTC, dates ISO text.

CREATE TABLE prunes (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    pruned_at INTEGER NOT NULL,
    known_before INTEGER NOT NULL,
    session_before TEXT NOT NULL,
    facts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER prunes_refuse_delete BEFORE DELETE ON prunes
BEGIN SELECT RAISE(ABORT, 'what was pruned is never forgotten'); END;

DROP TRIGGER articles_refuse_delete;
CREATE TRIGGER articles_refuse_delete BEFORE DELETE ON articles
WHEN OLD.known_at >= (SELECT IFNULL(MAX(known_before), OLD.known_at) FROM prunes)
BEGIN SELECT RAISE(ABORT, 'articles are facts: only ever appended'); END;
DROP TRIGGER bars_refuse_delete;
CREATE TRIGGER bars_refuse_delete BEFORE DELETE ON bars
WHEN OLD.session >= (SELECT IFNULL(MAX(session_before), OLD.session) FROM prunes)
BEGIN SELECT RAISE(ABORT, 'bars are facts: only ever appended'); END;
DROP TRIGGER actions_refuse_delete;
CREATE TRIGGER actions_refuse_delete BEFORE DELETE ON actions
WHEN OLD.ex_session >= (SELECT IFNULL(MAX(session_before), OLD.ex_session) FROM prunes)
BEGIN SELECT RAISE(ABORT, 'actions are facts: only ever appended'); END;
DROP TRIGGER faults_refuse_delete;
CREATE TRIGGER faults_refuse_delete BEFORE DELETE ON faults
WHEN OLD.at >= (SELECT IFNULL(MAX(known_before), OLD.at) FROM prunes)
BEGIN SELECT RAISE(ABORT, 'faults are facts: only ever appended'); END;
DROP TRIGGER replies_refuse_delete;
CREATE TRIGGER replies_refuse_delete BEFORE DELETE ON replies
WHEN OLD.replied_at >= (SELECT IFNULL(MAX(known_before), OLD.replied_at) FROM prunes)
BEGIN SELECT RAISE(ABORT, 'replies are kept as they came: only ever appended'); END;
