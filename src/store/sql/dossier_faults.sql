-- The dossier: what collecting had to say when it last asked each source. By
-- faults_by_instant; the later answer of a source by faults_by_source.
SELECT DISTINCT level, text, partial FROM faults AS said
WHERE at > :since AND at <= :as_of AND batch <= :batch_max AND text <> ''
    AND NOT EXISTS (
        SELECT 1 FROM faults AS later
        WHERE later.source = said.source AND later.batch > said.batch
            AND later.at <= :as_of AND later.batch <= :batch_max
    )
ORDER BY level, text, partial
