-- validators asks what a source answered last; served by the primary key.
SELECT etag, last_modified FROM validators WHERE source = ?1
