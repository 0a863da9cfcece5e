-- Each answer of a source with how long it took, for the status page: kept for some days only.
-- No edition reads it. And the way from a verb to its last runs. Instants are microseconds UTC.

CREATE TABLE answers (
    n INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    took_us INTEGER NOT NULL,
    failed INTEGER NOT NULL CHECK (failed IN (0, 1)),
    items INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_instant ON answers (at);
CREATE INDEX runs_by_verb ON runs (verb, brief, id);
