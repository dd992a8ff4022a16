-- LOST: told before a backup was restored to a moment when it had not happened yet. Nobody may act on it any more. The
-- rows that are there fit, and are not read again for it.
alter table kit.inbox drop constraint inbox_outcome_check;
alter table kit.inbox
  add constraint inbox_outcome_check check (outcome in ('APPLIED', 'STALE', 'LOST')) not valid;

-- What is made anew from the log leaves these out.
create index inbox_lost on kit.inbox (consumer, event_id) where outcome = 'LOST';
