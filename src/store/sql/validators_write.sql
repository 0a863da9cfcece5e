-- Collecting, after an answer. By the primary key.
INSERT INTO source_state (source, etag, last_modified) VALUES (:source, :etag, :last_modified)
ON CONFLICT (source) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified
