-- set_validators keeps the newest answer only.
INSERT INTO validators (source, etag, last_modified) VALUES (?1, ?2, ?3)
ON CONFLICT (source) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified
