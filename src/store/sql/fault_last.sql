-- Recording that a source is well again asks what was said of it last. By faults_by_source.
SELECT text FROM faults
WHERE source = :source
ORDER BY id DESC
LIMIT 1
