-- Domain events of one service (docs: packages/kit/src/events). Times come from the service's clock, never from the server's.
create schema if not exists kit;

create table kit.outbox (
  position bigint generated always as identity primary key,
  event_id text not null unique,
  topic text not null,
  key text not null,
  type text not null,
  aggregate_version bigint not null,
  envelope jsonb not null,
  created_at timestamptz not null,
  published_at timestamptz,
  attempts integer not null default 0,
  last_error text
);

-- What the relay reads, in the order in which it publishes.
create index outbox_unpublished on kit.outbox (position) where published_at is null;

create table kit.inbox (
  consumer text not null,
  event_id text not null,
  type text not null,
  subject text not null,
  aggregate_version bigint not null,
  outcome text not null check (outcome in ('APPLIED', 'STALE')),
  handled_at timestamptz not null,
  primary key (consumer, event_id)
);
