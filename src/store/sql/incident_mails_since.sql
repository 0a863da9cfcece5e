-- Before a mail to the operator: when the last ones went out, newest first. By
-- incident_mails_by_time.
SELECT sent_at FROM incident_mails WHERE sent_at > :since ORDER BY sent_at DESC
