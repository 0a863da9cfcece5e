-- Recording an edition: is it there? By the primary key.
SELECT 1 FROM editions WHERE brief = :brief AND date = :date AND revision = :revision
