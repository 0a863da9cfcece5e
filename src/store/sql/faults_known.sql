-- dossier asks what collecting had to say in the hours before the cut-off; served by
-- faults_by_known_at. A thing said twice is said once.
SELECT DISTINCT level, partial, text FROM faults
WHERE known_at > ?1 AND known_at <= ?2 AND batch <= ?3
ORDER BY level, text, partial
