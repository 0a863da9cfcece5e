-- Recording articles: is this page known under another id? By articles_by_page.
SELECT id FROM articles WHERE url = :url AND title = :title AND source = :source
ORDER BY known_at, id LIMIT 1
