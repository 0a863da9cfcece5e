-- The dossier. Each name as it was last stated at the cut-off. By reference_names_by_key, whose
-- order is the answer's.
SELECT ticker, name, aliases, kind FROM reference_names AS stated
WHERE id = (
    SELECT MAX(id) FROM reference_names AS other
    WHERE other.key = stated.key AND other.known_at <= :as_of AND other.batch <= :batch_max
)
ORDER BY key
