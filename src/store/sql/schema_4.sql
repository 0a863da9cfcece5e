-- What the operator has imported of names and symbols. A row whose key stands there already is
-- a restatement; the latest known at a cut-off counts. Instants are microseconds UTC.

CREATE TABLE reference_names (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    ticker TEXT,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    kind TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX reference_names_by_key ON reference_names (key, id);

CREATE TRIGGER reference_names_refuse_update BEFORE UPDATE ON reference_names
BEGIN SELECT RAISE(ABORT, 'reference_names are facts: only ever appended'); END;
CREATE TRIGGER reference_names_refuse_delete BEFORE DELETE ON reference_names
BEGIN SELECT RAISE(ABORT, 'reference_names are facts: only ever appended'); END;
