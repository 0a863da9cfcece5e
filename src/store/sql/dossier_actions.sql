-- The dossier. By actions_by_session, one range per ticker.
SELECT ticker, ex_session, source, kind, new_shares, old_shares, amount_e8, currency, known_at
FROM actions
WHERE ticker IN (SELECT value FROM json_each(:tickers))
    AND ex_session >= :since
    AND known_at > :known_after AND known_at <= :as_of
    AND batch <= :batch_max
    AND (json_array_length(:sources) = 0 OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY ticker, ex_session, known_at, source, kind, id
