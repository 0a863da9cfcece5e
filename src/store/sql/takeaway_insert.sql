-- Recording an edition. By the primary key.
INSERT INTO takeaways (
    brief, date, revision, ticker, setup, stance, conviction_pct, horizon_sessions
) VALUES (
    :brief, :date, :revision, :ticker, :setup, :stance, :conviction_pct, :horizon_sessions
)
