-- Where each business process that crosses services is, in the database of the service that answers for it.
create table kit.saga (
  kind text not null,
  -- What it is about, for example an order line.
  key text not null,
  step text not null,
  -- Place of the step; a saga only moves forward.
  number integer not null,
  started_at timestamptz not null,
  -- Since when it is at this step.
  since timestamptz not null,
  finished_at timestamptz,
  -- When the step is done again, unless an answer came; null where it waits for people.
  due_at timestamptz,
  -- How often the step was done again.
  resumed integer not null default 0,
  primary key (kind, key)
);

create index saga_due on kit.saga (due_at) where finished_at is null and due_at is not null;
