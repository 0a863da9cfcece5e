-- What a source said of an article, apart from the page behind it; and what was taken back.
-- Rows from before have no hash of their own for what was said: it is that of their content.

ALTER TABLE articles ADD COLUMN full_text TEXT;
ALTER TABLE articles ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN said_sha256 TEXT;
CREATE INDEX articles_by_page ON articles (url, title, source);
