#!/bin/sh
# A PostgreSQL whose data lies in /data/postgres; POSTGRES_PASSWORD is that of its superuser lms.
set -eu
export PATH="$PATH:/usr/lib/postgresql/15/bin" PGDATA=/data/postgres
if [ ! -f "$PGDATA/PG_VERSION" ]; then
  printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
  initdb --username=lms --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp -c max_connections=200 -c timezone=UTC
