-- What is older than the retention is deleted bit by bit, oldest first.
create index inbox_handled_at on kit.inbox (handled_at);
