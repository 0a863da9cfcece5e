-- Articles stand in the order in which they came, not by their ids, which are hashes: what is
-- written goes to the end, and what became known together is read from pages beside each other.
-- Their words come last in a row, so that a reader who wants none does not walk through them.

CREATE TABLE articles_as_they_came (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    source TEXT NOT NULL,
    published_at INTEGER,
    licence TEXT NOT NULL,
    vendor_tickers TEXT NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    content_sha256 TEXT NOT NULL,
    said_sha256 TEXT,
    known_at INTEGER NOT NULL,
    known_by TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id),
    publisher TEXT NOT NULL,
    url TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    full_text TEXT,
    UNIQUE (id, version)
) STRICT;

INSERT INTO articles_as_they_came (
    id, version, source, published_at, licence, vendor_tickers, withdrawn, content_sha256,
    said_sha256, known_at, known_by, batch, publisher, url, title, text, full_text
)
SELECT
    id, version, source, published_at, licence, vendor_tickers, withdrawn, content_sha256,
    said_sha256, known_at, known_by, batch, publisher, url, title, text, full_text
FROM articles
ORDER BY batch, known_at, id, version;

DROP TABLE articles;
ALTER TABLE articles_as_they_came RENAME TO articles;

CREATE INDEX articles_by_known_at ON articles (known_at, id, version);
CREATE INDEX articles_by_page ON articles (url, title, source);

CREATE TRIGGER articles_refuse_update BEFORE UPDATE ON articles
BEGIN SELECT RAISE(ABORT, 'articles are facts: only ever appended'); END;
CREATE TRIGGER articles_refuse_delete BEFORE DELETE ON articles
WHEN OLD.known_at >= (SELECT IFNULL(MAX(known_before), OLD.known_at) FROM prunes)
BEGIN SELECT RAISE(ABORT, 'articles are facts: only ever appended'); END;
