-- The dossier. By articles_by_known_at, whose order is the answer's.
-- The words are those of articles known after :words_after alone.
SELECT id, version, source, withdrawn, published_at, licence, vendor_tickers, content_sha256,
    known_at, known_by,
    iif(known_at > :words_after, publisher, '') AS publisher,
    iif(known_at > :words_after, url, NULL) AS url,
    iif(known_at > :words_after, title, '') AS title,
    iif(known_at > :words_after, text, '') AS text,
    iif(known_at > :words_after, full_text, NULL) AS full_text
FROM articles
WHERE known_at BETWEEN :since AND :as_of
    AND batch <= :batch_max
    AND (json_array_length(:sources) = 0 OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY known_at, id, version
