-- Recording articles: is this page known under another id? A column that keeps its address and
-- title is another article each day. By articles_by_page.
SELECT id FROM articles
WHERE url = :url AND title = :title AND source = :source
    AND (published_at IS NULL OR :published_at IS NULL
        OR ABS(published_at - :published_at) < 86400000000)
ORDER BY known_at, id LIMIT 1
