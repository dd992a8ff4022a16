import type { BackupStore } from './backup-store.ts'

/** Where the data of a drill and its backups are, as infra/backup/place.conf says it of a server. */
export function placeFile(folder: string, data: string, port: number, stores: readonly BackupStore[]): string {
  const repositories = stores.flatMap((store, index) => repositoryOptions(index + 1, store))
  return `[global]
log-path=${folder}/log
lock-path=${folder}/lock
spool-path=${folder}/spool
${repositories.join('\n')}

[lms]
pg1-path=${data}
pg1-port=${port}
pg1-socket-path=${folder}
pg1-user=postgres
`
}

function repositoryOptions(number: number, store: BackupStore): string[] {
  const options = {
    's3-bucket': store.bucket,
    's3-endpoint': 'localhost',
    's3-region': store.region,
    's3-key': store.accessKeyId,
    's3-key-secret': store.secretAccessKey,
    's3-uri-style': 'path',
    'storage-host': 'localhost',
    'storage-port': store.port,
    'storage-ca-file': store.certificate,
    'cipher-pass': `for a drill alone, repository ${number}`,
  }
  return Object.entries(options).map(([name, value]) => `repo${number}-${name}=${value}`)
}
