#!/bin/sh
# Tells Prometheus when backups last succeeded, for the alert BackupTooOld: write-metrics.sh pgbackrest|aws [file]
# The file is one that node-exporter serves. Whatever fails leaves it as it was, and so growing old.
set -eu
file=${2:-/var/lib/node_exporter/lms-backup.prom}

# When the newest backup of a repository was complete.
newest_of_repository() {
  pgbackrest --stanza=lms --repo="$1" --output=json info |
    grep -o '"stop":[0-9][0-9]*' | cut -d: -f2 | sort -n | tail -1
}

newest_of_vault() {
  seconds_of "$(aws backup list-recovery-points-by-backup-vault --region "$1" --backup-vault-name lms-backup \
    --query "max(RecoveryPoints[?Status=='COMPLETED'].CompletionDate)" --output text)"
}

# As version 2 of the command says times, and version 1. Of nothing at all date would make today.
seconds_of() {
  case $1 in
    '') ;;
    *[!0-9.]*) date -u +%s -d "$1" ;;
    *) printf '%.0f' "$1" ;;
  esac
}

case $1 in
  pgbackrest)
    here=$(newest_of_repository 1)
    there=$(newest_of_repository 2)
    wal=$(psql -XAtqc 'select extract(epoch from last_archived_time)::bigint from pg_stat_archiver')
    ;;
  aws)
    here=$(newest_of_vault "$AWS_REGION")
    there=$(newest_of_vault "$COPY_REGION")
    wal=$(seconds_of "$(aws rds describe-db-instances --db-instance-identifier "$DATABASE" \
      --query 'DBInstances[0].LatestRestorableTime' --output text)")
    ;;
  *)
    echo 'write-metrics.sh pgbackrest|aws [file]' >&2
    exit 2
    ;;
esac
for time in "$here" "$there" "$wal"; do
  case $time in '' | *[!0-9]*) echo "no backup is known: here '$here', there '$there', segments '$wal'" >&2 && exit 1 ;; esac
done

# A backup that is in one region alone is none.
base=$here
[ "$there" -ge "$here" ] || base=$there
cat >"$file.new" <<END
# HELP lms_backup_last_success_timestamp_seconds When a backup last succeeded in both regions, or a segment was archived
# TYPE lms_backup_last_success_timestamp_seconds gauge
lms_backup_last_success_timestamp_seconds{kind="base"} $base
lms_backup_last_success_timestamp_seconds{kind="wal"} $wal
END
chmod 644 "$file.new"
mv "$file.new" "$file"
