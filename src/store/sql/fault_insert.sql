-- record_faults appends one sentence.
INSERT INTO faults (source, level, partial, text, known_at, batch)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
