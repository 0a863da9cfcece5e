-- The dossier: what collecting had to say lately. By faults_by_instant.
SELECT DISTINCT level, text, partial FROM faults
WHERE at > :since AND at <= :as_of AND batch <= :batch_max
ORDER BY level, text, partial
