-- Narrating, before an engine is asked: the first answer to the very same request. By
-- replies_by_request.
SELECT model, host, answer FROM replies
WHERE request_sha256 = :request_sha256 AND answer IS NOT NULL
ORDER BY id LIMIT 1
