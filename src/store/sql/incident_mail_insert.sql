-- With the marks of the incidents that a mail told of.
INSERT INTO incident_mails (sent_at, incidents) VALUES (:sent_at, :incidents)
