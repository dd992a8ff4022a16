import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { promisify } from 'node:util'
import { startObjectStore } from '@lms/local/object-store'
import { freePort } from '@lms/local/ports'

/** S3 of one region, where backups go; pgBackRest speaks to it by TLS alone. */
export interface BackupStore extends AsyncDisposable {
  /** Of 127.0.0.1; the certificate is that of `localhost`. */
  readonly port: number
  /** File with the certificate that it shows. */
  readonly certificate: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Starts the S3 of the embedded stack behind TLS. */
export async function startBackupStore(folder: string): Promise<BackupStore> {
  await using started = new AsyncDisposableStack()
  await mkdir(folder, { recursive: true })
  const store = await startObjectStore({ port: 0, dataDir: join(folder, 'objects'), bucket: 'lms-backup' })
  started.defer(() => store.stop())
  const { key, certificate } = await createCertificate(folder)
  const behind = Number(new URL(store.endpoint).port)
  const open = new Set<Socket>()
  const server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (outside) => {
    const inside = connect(behind, '127.0.0.1')
    open.add(outside)
    outside.once('close', () => open.delete(outside))
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  started.defer(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  const { bucket, region, accessKeyId, secretAccessKey } = store
  const running = started.move()
  return {
    ...{ port, certificate, bucket, region, accessKeyId, secretAccessKey },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function createCertificate(folder: string): Promise<{ key: string; certificate: string }> {
  const [key, certificate] = [join(folder, 's3.key'), join(folder, 's3.crt')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2', '-nodes']
  const files = ['-newkey', 'rsa:2048', '-keyout', key, '-out', certificate]
  await promisify(execFile)('openssl', ['req', '-x509', ...subject, ...files])
  return { key, certificate }
}
