-- Somebody is to be forgotten. By bounces_by_subscriber.
UPDATE bounces SET recipient = '', diagnostic = '' WHERE subscriber = :subscriber
