-- The first schema. Instants are microseconds UTC, dates ISO text, prices hundred-millionths.

CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE articles (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    source TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published_at INTEGER,
    licence TEXT NOT NULL,
    vendor_tickers TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    known_by TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id),
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_by_known_at ON articles (known_at, id, version);

CREATE TABLE bars (
    id INTEGER PRIMARY KEY,
    ticker TEXT NOT NULL,
    session TEXT NOT NULL,
    source TEXT NOT NULL,
    currency TEXT NOT NULL,
    open_e8 INTEGER NOT NULL,
    high_e8 INTEGER NOT NULL,
    low_e8 INTEGER NOT NULL,
    close_e8 INTEGER NOT NULL,
    volume INTEGER,
    adjustment TEXT NOT NULL,
    finality TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    known_by TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX bars_by_session ON bars (ticker, session, source, id);

CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    ticker TEXT NOT NULL,
    ex_session TEXT NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('split', 'dividend')),
    new_shares INTEGER,
    old_shares INTEGER,
    amount_e8 INTEGER,
    currency TEXT,
    known_at INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX actions_by_session ON actions (ticker, ex_session, source, kind, id);

CREATE TABLE editions (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    as_of INTEGER NOT NULL,
    overall INTEGER,
    batch INTEGER NOT NULL REFERENCES batches (id),
    PRIMARY KEY (brief, date, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE edition_scores (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    ticker TEXT NOT NULL,
    score INTEGER,
    PRIMARY KEY (brief, date, revision, ticker),
    FOREIGN KEY (brief, date, revision) REFERENCES editions (brief, date, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE takeaways (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    ticker TEXT NOT NULL,
    setup TEXT NOT NULL,
    stance TEXT NOT NULL,
    conviction_pct INTEGER,
    horizon_sessions INTEGER NOT NULL,
    PRIMARY KEY (brief, date, revision, ticker, setup),
    FOREIGN KEY (brief, date, revision) REFERENCES editions (brief, date, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE faults (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    level TEXT NOT NULL,
    text TEXT NOT NULL,
    partial INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX faults_by_instant ON faults (at);
CREATE INDEX faults_by_source ON faults (source, batch);

CREATE TABLE source_state (
    source TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL,
    brief TEXT,
    date TEXT,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    detail TEXT
) STRICT;

CREATE TABLE outbox (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    subscriber TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intent', 'unsure', 'accepted', 'deferred', 'refused')),
    reply TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    data_started_at INTEGER,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (brief, date, revision, subscriber)
) STRICT, WITHOUT ROWID;

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
    PRIMARY KEY (brief, date, revision, subscriber, n),
    FOREIGN KEY (brief, date, revision, subscriber)
        REFERENCES outbox (brief, date, revision, subscriber)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrences (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'missed', 'failed')),
    PRIMARY KEY (brief, date)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrences_by_due ON occurrences (due_at, brief, date);

CREATE TRIGGER batches_refuse_update BEFORE UPDATE ON batches
BEGIN SELECT RAISE(ABORT, 'batches are facts: only ever appended'); END;
CREATE TRIGGER batches_refuse_delete BEFORE DELETE ON batches
BEGIN SELECT RAISE(ABORT, 'batches are facts: only ever appended'); END;
CREATE TRIGGER articles_refuse_update BEFORE UPDATE ON articles
BEGIN SELECT RAISE(ABORT, 'articles are facts: only ever appended'); END;
CREATE TRIGGER articles_refuse_delete BEFORE DELETE ON articles
BEGIN SELECT RAISE(ABORT, 'articles are facts: only ever appended'); END;
CREATE TRIGGER bars_refuse_update BEFORE UPDATE ON bars
BEGIN SELECT RAISE(ABORT, 'bars are facts: only ever appended'); END;
CREATE TRIGGER bars_refuse_delete BEFORE DELETE ON bars
BEGIN SELECT RAISE(ABORT, 'bars are facts: only ever appended'); END;
CREATE TRIGGER actions_refuse_update BEFORE UPDATE ON actions
BEGIN SELECT RAISE(ABORT, 'actions are facts: only ever appended'); END;
CREATE TRIGGER actions_refuse_delete BEFORE DELETE ON actions
BEGIN SELECT RAISE(ABORT, 'actions are facts: only ever appended'); END;
CREATE TRIGGER editions_refuse_update BEFORE UPDATE ON editions
BEGIN SELECT RAISE(ABORT, 'editions are facts: only ever appended'); END;
CREATE TRIGGER editions_refuse_delete BEFORE DELETE ON editions
BEGIN SELECT RAISE(ABORT, 'editions are facts: only ever appended'); END;
CREATE TRIGGER edition_scores_refuse_update BEFORE UPDATE ON edition_scores
BEGIN SELECT RAISE(ABORT, 'edition_scores are facts: only ever appended'); END;
CREATE TRIGGER edition_scores_refuse_delete BEFORE DELETE ON edition_scores
BEGIN SELECT RAISE(ABORT, 'edition_scores are facts: only ever appended'); END;
CREATE TRIGGER takeaways_refuse_update BEFORE UPDATE ON takeaways
BEGIN SELECT RAISE(ABORT, 'takeaways are facts: only ever appended'); END;
CREATE TRIGGER takeaways_refuse_delete BEFORE DELETE ON takeaways
BEGIN SELECT RAISE(ABORT, 'takeaways are facts: only ever appended'); END;
CREATE TRIGGER faults_refuse_update BEFORE UPDATE ON faults
BEGIN SELECT RAISE(ABORT, 'faults are facts: only ever appended'); END;
CREATE TRIGGER faults_refuse_delete BEFORE DELETE ON faults
BEGIN SELECT RAISE(ABORT, 'faults are facts: only ever appended'); END;

CREATE TRIGGER outbox_keeps_accepted BEFORE UPDATE ON outbox WHEN OLD.state = 'accepted'
BEGIN SELECT RAISE(ABORT, 'an accepted delivery is never changed'); END;
CREATE TRIGGER outbox_refuse_delete BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END;
CREATE TRIGGER attempts_keep_outcome BEFORE UPDATE ON attempts WHEN OLD.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt that ended is never changed'); END;
CREATE TRIGGER attempts_refuse_delete BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END;
