-- Recording articles. By the primary key.
INSERT INTO articles (
    id, version, source, publisher, url, title, text, full_text, withdrawn, published_at, licence,
    vendor_tickers, said_sha256, content_sha256, known_at, known_by, batch
) VALUES (
    :id, :version, :source, :publisher, :url, :title, :text, :full_text, :withdrawn,
    :published_at, :licence, :vendor_tickers, :said_sha256, :content_sha256, :known_at,
    :known_by, :batch
)
