-- Recording articles: is this text a new version? By the primary key.
SELECT version, content_sha256, known_at FROM articles
WHERE id = :id ORDER BY version DESC LIMIT 1
