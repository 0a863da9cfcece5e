-- The dossier: what was published first for each date is what is judged. By the primary keys.
SELECT takeaways.date, ticker, setup, stance, conviction_pct, horizon_sessions
FROM takeaways JOIN editions USING (brief, date, revision)
WHERE brief = :brief AND takeaways.date < :date AND as_of <= :as_of AND batch <= :batch_max
    AND revision = (
        SELECT MIN(first.revision) FROM editions AS first
        WHERE first.brief = takeaways.brief AND first.date = takeaways.date
    )
ORDER BY takeaways.date, ticker, setup
