-- Collecting: what to ask the server "changed since?" with. By the primary key.
SELECT etag, last_modified FROM source_state WHERE source = :source
