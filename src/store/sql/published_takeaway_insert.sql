-- record_published appends one takeaway.
INSERT INTO published_takeaways (
    brief, date, revision, ticker, setup, stance, conviction_pct, horizon_sessions
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
