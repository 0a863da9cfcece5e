-- record_published appends one revision.
INSERT INTO published_editions (brief, date, revision, as_of, overall, batch)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
