-- dossier asks for every version known at the cut-off; served by articles_by_known_at.
SELECT
    id, version, source, publisher, url, title, text, published_at, known_at, known_by, licence,
    vendor_tickers, content_sha256
FROM articles
WHERE known_at > ?1 AND known_at <= ?2 AND batch <= ?3
ORDER BY known_at, id, version
