-- The dossier: the scores of the edition before this one. By the primary key.
SELECT ticker, score FROM edition_scores
WHERE brief = :brief AND date = :date AND revision = :revision ORDER BY ticker
