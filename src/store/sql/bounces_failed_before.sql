-- Other letters to the same address that came back because there is no such mailbox and were sent
-- within some time of this one, since a suppression for bounces was last lifted. By
-- bounces_by_subscriber, then the ledger's primary key.
SELECT count(DISTINCT brief || ' ' || date || ' ' || revision)
FROM bounces JOIN outbox USING (brief, date, revision, subscriber)
WHERE subscriber = :subscriber
    AND deed IN ('counted', 'suppressed') AND kind = 'failed' AND fault = 'mailbox'
    AND lower(address) = lower(:address)
    AND (brief, date, revision) <> (:brief, :date, :revision)
    AND changed_at BETWEEN :sent_at - :within AND :sent_at + :within
    AND changed_at > ifnull((
        SELECT max(lifted_at) FROM suppressions
        WHERE suppressions.subscriber = :subscriber AND reason = 'bounced'
    ), changed_at - 1)
