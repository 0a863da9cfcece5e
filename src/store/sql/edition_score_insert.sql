-- Recording an edition. By the primary key.
INSERT INTO edition_scores (brief, date, revision, ticker, score)
VALUES (:brief, :date, :revision, :ticker, :score)
