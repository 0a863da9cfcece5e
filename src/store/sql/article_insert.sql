-- record_articles appends one version.
INSERT INTO articles (
    id, version, batch, source, publisher, url, title, text, published_at, known_at, known_by,
    licence, vendor_tickers, content_sha256
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
