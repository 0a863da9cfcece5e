-- dossier asks for the scores of one published revision; served by the primary key.
SELECT ticker, score FROM published_scores
WHERE brief = ?1 AND date = ?2 AND revision = ?3
ORDER BY ticker
