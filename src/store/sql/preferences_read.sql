-- Delivery asks for every reader's choice, the page for one (primary key).
SELECT subscriber, form, attachments, until FROM preferences
WHERE :subscriber IS NULL OR subscriber = :subscriber ORDER BY subscriber
