import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { StackError } from './stack-error.ts'

export const KAFKA_VERSION = '4.1.1'
const OLDEST_JAVA = 17

/** Whether this machine has what Apache Kafka needs: Java 17 or later, and mvn to fetch it. */
export async function canRunKafka(): Promise<boolean> {
  const run = promisify(execFile)
  const [java, maven] = await Promise.allSettled([run('java', ['-version']), run('mvn', ['--version'])])
  if (java.status === 'rejected' || maven.status === 'rejected') return false
  const major = /version "(\d+)/.exec(java.value.stderr)?.[1]
  return Number(major) >= OLDEST_JAVA
}

/**
 * Fetches Apache Kafka from Maven Central into the user's cache, once (43 MB).
 * @returns the folder of its jars
 * @throws StackError when Maven fails
 */
export async function installKafka(): Promise<string> {
  const cache = path.join(homedir(), '.cache', 'lms')
  const jars = path.join(cache, `kafka-${KAFKA_VERSION}`)
  if (await exists(jars)) return jars
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(path.join(cache, 'kafka-'))
  try {
    await download(work)
    // A whole folder appears at once, and of two that fetch at the same time the second finds it there.
    await rename(path.join(work, 'jars'), jars).catch(async (error) => {
      if (!(await exists(jars))) throw error
    })
    return jars
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function download(work: string): Promise<void> {
  await writeFile(path.join(work, 'pom.xml'), POM)
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=jars']
  await promisify(execFile)('mvn', ['-q', '-B', ...goal], { cwd: work }).catch((cause) => {
    const hint = 'Check the connection to Maven Central, or set KAFKA_BROKERS to a running cluster.'
    throw new StackError('Apache Kafka could not be fetched with mvn.', hint, { cause })
  })
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lms</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
