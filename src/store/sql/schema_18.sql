-- What later windows need of one: the words of its texts as hashes, and its stories by them. It
-- goes with its window and is never changed.

CREATE TABLE tellings (
    key TEXT PRIMARY KEY REFERENCES windows (key) ON DELETE CASCADE,
    telling BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tellings_refuse_update BEFORE UPDATE ON tellings
BEGIN SELECT RAISE(ABORT, 'tellings are kept as they were told'); END;
