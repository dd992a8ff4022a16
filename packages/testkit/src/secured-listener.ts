import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { KafkaServerOptions } from '@lms/local/kafka-server'
import { freePort } from '@lms/local/ports'

/** How a broker is reached that takes nothing but TLS and signed-in clients, by SCRAM-SHA-512 or PLAIN. */
export interface SecuredKafka {
  brokers: string[]
  /** Certificate, as PEM, that the broker's is checked against. */
  ca: string
  username: string
  password: string
}

/** Prepares a listener with a certificate of its own, and the one user that it lets in. */
export async function secureListener(
  folder: string,
): Promise<SecuredKafka & { options: Pick<KafkaServerOptions, 'listeners' | 'settings' | 'format'> }> {
  await mkdir(folder, { recursive: true })
  const [key, certificate, keystore] = [
    join(folder, 'server.key'),
    join(folder, 'server.crt'),
    join(folder, 'server.pem'),
  ]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes']
  const files = ['-newkey', 'rsa:2048', '-keyout', key, '-out', certificate]
  await promisify(execFile)('openssl', ['req', '-x509', ...subject, ...files])
  const ca = await readFile(certificate, 'utf8')
  await writeFile(keystore, (await readFile(key, 'utf8')) + ca)
  const address = `127.0.0.1:${await freePort()}`
  const [username, password] = ['lms', 'open-sesame']
  const login = 'org.apache.kafka.common.security'
  return {
    ...{ brokers: [address], ca, username, password },
    options: {
      listeners: [`SECURED://${address}`],
      settings: {
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL',
        'listener.name.secured.ssl.keystore.type': 'PEM',
        'listener.name.secured.ssl.keystore.location': keystore,
        'listener.name.secured.sasl.enabled.mechanisms': 'SCRAM-SHA-512,PLAIN',
        'listener.name.secured.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
        'listener.name.secured.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_${username}="${password}";`,
      },
      format: ['--add-scram', `SCRAM-SHA-512=[name=${username},password=${password}]`],
    },
  }
}
