-- Schema 1. Instants are INTEGER microseconds UTC, dates ISO text, prices hundred-millionths.

-- One write to the facts. Batches only grow, so a batch names the state of the store after it.
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE articles (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id),
    source TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published_at INTEGER,
    known_at INTEGER NOT NULL,
    known_by TEXT NOT NULL CHECK (known_by IN ('clock', 'assumed-published')),
    licence TEXT NOT NULL CHECK (licence IN ('full', 'excerpt', 'hash')),
    vendor_tickers TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;
CREATE INDEX articles_by_known_at ON articles (known_at, id, version);

CREATE TABLE bars (
    ticker TEXT NOT NULL,
    session TEXT NOT NULL,
    source TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id),
    open INTEGER NOT NULL,
    high INTEGER NOT NULL,
    low INTEGER NOT NULL,
    close INTEGER NOT NULL,
    currency TEXT NOT NULL,
    volume INTEGER,
    adjustment TEXT NOT NULL CHECK (adjustment IN ('raw', 'splits', 'full')),
    finality TEXT NOT NULL CHECK (finality IN ('closed', 'unfinished')),
    known_at INTEGER NOT NULL,
    known_by TEXT NOT NULL CHECK (known_by IN ('clock', 'assumed-published'))
) STRICT;
CREATE INDEX bars_by_session ON bars (ticker, session, source, batch);

CREATE TABLE actions (
    ticker TEXT NOT NULL,
    ex_session TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('split', 'dividend')),
    new INTEGER,
    old INTEGER,
    amount INTEGER,
    currency TEXT,
    source TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX actions_by_ex_session ON actions (ticker, ex_session);

CREATE TABLE published_editions (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    overall INTEGER,
    batch INTEGER NOT NULL REFERENCES batches (id),
    PRIMARY KEY (brief, date, revision)
) STRICT;

CREATE TABLE published_scores (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    ticker TEXT NOT NULL,
    score INTEGER,
    PRIMARY KEY (brief, date, revision, ticker),
    FOREIGN KEY (brief, date, revision) REFERENCES published_editions (brief, date, revision)
) STRICT;

CREATE TABLE published_takeaways (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    ticker TEXT NOT NULL,
    setup TEXT NOT NULL,
    stance TEXT NOT NULL,
    conviction_pct INTEGER,
    horizon_sessions INTEGER NOT NULL,
    PRIMARY KEY (brief, date, revision, ticker),
    FOREIGN KEY (brief, date, revision) REFERENCES published_editions (brief, date, revision)
) STRICT;

-- What collecting had to say; a fact like the others, because an edition prints it.
CREATE TABLE faults (
    source TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('check', 'fine')),
    partial INTEGER NOT NULL CHECK (partial IN (0, 1)),
    text TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX faults_by_known_at ON faults (known_at);

CREATE TRIGGER batches_are_never_changed BEFORE UPDATE ON batches BEGIN
    SELECT RAISE(ABORT, 'batches are only ever appended');
END;
CREATE TRIGGER batches_are_never_removed BEFORE DELETE ON batches BEGIN
    SELECT RAISE(ABORT, 'batches are only ever appended');
END;

CREATE TRIGGER articles_are_never_changed BEFORE UPDATE ON articles BEGIN
    SELECT RAISE(ABORT, 'articles are only ever appended');
END;
CREATE TRIGGER articles_are_never_removed BEFORE DELETE ON articles BEGIN
    SELECT RAISE(ABORT, 'articles are only ever appended');
END;

CREATE TRIGGER bars_are_never_changed BEFORE UPDATE ON bars BEGIN
    SELECT RAISE(ABORT, 'bars are only ever appended');
END;
CREATE TRIGGER bars_are_never_removed BEFORE DELETE ON bars BEGIN
    SELECT RAISE(ABORT, 'bars are only ever appended');
END;

CREATE TRIGGER actions_are_never_changed BEFORE UPDATE ON actions BEGIN
    SELECT RAISE(ABORT, 'actions are only ever appended');
END;
CREATE TRIGGER actions_are_never_removed BEFORE DELETE ON actions BEGIN
    SELECT RAISE(ABORT, 'actions are only ever appended');
END;

CREATE TRIGGER published_editions_are_never_changed BEFORE UPDATE ON published_editions BEGIN
    SELECT RAISE(ABORT, 'published_editions are only ever appended');
END;
CREATE TRIGGER published_editions_are_never_removed BEFORE DELETE ON published_editions BEGIN
    SELECT RAISE(ABORT, 'published_editions are only ever appended');
END;

CREATE TRIGGER published_scores_are_never_changed BEFORE UPDATE ON published_scores BEGIN
    SELECT RAISE(ABORT, 'published_scores are only ever appended');
END;
CREATE TRIGGER published_scores_are_never_removed BEFORE DELETE ON published_scores BEGIN
    SELECT RAISE(ABORT, 'published_scores are only ever appended');
END;

CREATE TRIGGER published_takeaways_are_never_changed BEFORE UPDATE ON published_takeaways BEGIN
    SELECT RAISE(ABORT, 'published_takeaways are only ever appended');
END;
CREATE TRIGGER published_takeaways_are_never_removed BEFORE DELETE ON published_takeaways BEGIN
    SELECT RAISE(ABORT, 'published_takeaways are only ever appended');
END;

CREATE TRIGGER faults_are_never_changed BEFORE UPDATE ON faults BEGIN
    SELECT RAISE(ABORT, 'faults are only ever appended');
END;
CREATE TRIGGER faults_are_never_removed BEFORE DELETE ON faults BEGIN
    SELECT RAISE(ABORT, 'faults are only ever appended');
END;

-- State, not facts: what a source answered last, for conditional requests.
CREATE TABLE validators (
    source TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL,
    brief TEXT,
    date TEXT,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER,
    outcome TEXT,
    detail TEXT
) STRICT;

-- The ledger: one row per revision and subscriber, so that nothing can be sent by two rows.
CREATE TABLE outbox (
    brief TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    subscriber TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intent', 'unsure', 'accepted', 'deferred', 'refused')),
    reply TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    data_started_at INTEGER,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (brief, date, revision, subscriber)
) STRICT;
CREATE TRIGGER accepted_deliveries_are_never_changed BEFORE UPDATE ON outbox
WHEN OLD.state = 'accepted' BEGIN
    SELECT RAISE(ABORT, 'an accepted delivery is never changed');
END;
CREATE TRIGGER deliveries_are_never_removed BEFORE DELETE ON outbox BEGIN
    SELECT RAISE(ABORT, 'deliveries are never removed');
END;
