-- The dossier: the edition before this one. By the primary key, backwards.
SELECT date, revision, overall FROM editions
WHERE brief = :brief AND date < :date AND as_of <= :as_of AND batch <= :batch_max
ORDER BY date DESC, revision DESC LIMIT 1
