-- The dossier. By articles_by_known_at, whose order is the answer's.
SELECT id, version, source, publisher, url, title, text, full_text, withdrawn, published_at,
    licence, vendor_tickers, content_sha256, known_at, known_by
FROM articles
WHERE known_at BETWEEN :since AND :as_of
    AND batch <= :batch_max
    AND (json_array_length(:sources) = 0 OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY known_at, id, version
