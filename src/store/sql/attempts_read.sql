-- Whoever asks what happened to one delivery. By the primary key.
SELECT n, phase, started_at, ended_at, outcome, reply, message_sha256 FROM attempts
WHERE brief = :brief AND date = :date AND revision = :revision AND subscriber = :subscriber
ORDER BY n
