-- Recording articles: is this text a new version? By the primary key.
SELECT id, version, source, publisher, url, title, text, full_text, withdrawn, published_at,
    licence, vendor_tickers, content_sha256, known_at, known_by,
    COALESCE(said_sha256, content_sha256) AS said_sha256
FROM articles WHERE id = :id ORDER BY version DESC LIMIT 1
