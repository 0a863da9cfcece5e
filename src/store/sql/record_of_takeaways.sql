-- dossier asks for what first revisions before a date took a stance on, for the scorecard;
-- served by the primary keys.
SELECT t.date, t.ticker, t.setup, t.stance, t.conviction_pct, t.horizon_sessions
FROM published_takeaways AS t
JOIN published_editions AS e USING (brief, date, revision)
WHERE t.brief = ?1 AND t.date < ?2 AND e.as_of <= ?3 AND e.batch <= ?4 AND t.revision = 1
ORDER BY t.date, t.ticker
