-- The words of every version in a span, in the dossier's order. By articles_by_known_at.
SELECT id, version, publisher, url, title, text, full_text
FROM articles
WHERE known_at BETWEEN :since AND :until
ORDER BY known_at, id, version
