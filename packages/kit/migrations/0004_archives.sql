-- Which old rows lie in files (pnpm lms archive). While a row is here, what is made of its table cannot be made again.
create table kit.archive (
  table_name text not null,
  -- Of the file's rows.
  sha256 text not null,
  file text not null,
  rows bigint not null,
  -- What is older than this is in the file.
  before timestamptz not null,
  noted_at timestamptz not null default now(),
  primary key (table_name, sha256)
);
