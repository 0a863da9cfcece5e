-- record_articles asks which version of an article is the newest; served by the primary key.
SELECT version, content_sha256 FROM articles WHERE id = ?1 ORDER BY version DESC LIMIT 1
