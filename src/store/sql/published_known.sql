-- record_published asks whether a revision is there already; served by the primary key.
SELECT 1 FROM published_editions WHERE brief = ?1 AND date = ?2 AND revision = ?3
