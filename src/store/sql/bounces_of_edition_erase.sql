-- A prune: what came back about an edition, without addresses. A scan: rare.
UPDATE bounces SET recipient = '', diagnostic = ''
WHERE brief = :brief AND date = :date AND (recipient <> '' OR diagnostic <> '')
