#!/bin/sh
# Restores the newest backup of a repository beside the running server, lets PostgreSQL replay to the end of the archive, reads
# every database, and throws it away again: restore-test.sh <repository> [folder] [port]. Needs as much space as the data.
set -eu
repository=$1 folder=${2:-/var/lib/postgresql/restore-test} port=${3:-5499}
bin=${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
trap '"$bin/pg_ctl" stop -s -m immediate -D "$folder" 2>/dev/null || true; rm -rf "$folder"' EXIT
rm -rf "$folder"
mkdir -m 700 "$folder"
started=$(date +%s)
pgbackrest --stanza=lms --repo="$repository" --pg1-path="$folder" --type=default --archive-mode=off restore
"$bin/pg_ctl" start -s -w -t 14400 -D "$folder" -l "$folder/restore-test.log" \
  -o "-c port=$port -c listen_addresses='' -c unix_socket_directories=$folder" || { tail "$folder/restore-test.log" && exit 1; }
while [ "$(psql -XAtq -h "$folder" -p "$port" -c 'select pg_is_in_recovery()' postgres)" != f ]; do sleep 1; done
for database in $(psql -XAtq -h "$folder" -p "$port" -c "select datname from pg_database where datname like 'lms\_%'" postgres); do
  "$bin/pg_dump" -h "$folder" -p "$port" "$database" >/dev/null
  echo "$database can be read"
done
echo "repository $repository came back in $(($(date +%s) - started)) s"
