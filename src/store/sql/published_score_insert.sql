-- record_published appends the score of one ticker.
INSERT INTO published_scores (brief, date, revision, ticker, score)
VALUES (?1, ?2, ?3, ?4, ?5)
