-- The dossier. By bars_by_session, one range per ticker.
SELECT ticker, session, source, currency, open_e8, high_e8, low_e8, close_e8, volume,
    adjustment, finality, known_at, known_by
FROM bars
WHERE ticker IN (SELECT value FROM json_each(:tickers))
    AND session >= :since
    AND known_at > :known_after AND known_at <= :as_of
    AND batch <= :batch_max
    AND finality = 'closed'
    AND (json_array_length(:sources) = 0 OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY ticker, session, known_at, source, id
