import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'

const identity = { provider: 'postgres', adapterName: 'offline' } as const

/** The oldest version that the product supports, so that a migration uses nothing newer. */
const serverVersion: SqlResultSet = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
  rows: [[true, 'PostgreSQL 15.0', 150_000]],
}

const connection: SqlDriverAdapter = {
  ...identity,
  queryRaw: ({ sql }) => (sql.includes('version()') ? Promise.resolve(serverVersion) : refuse(sql)),
  executeRaw: ({ sql }) => refuse(sql),
  executeScript: refuse,
  startTransaction: () => refuse('begin'),
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  dispose: () => Promise.resolve(),
}

/** Comparing datamodels, the schema engine connects only to ask for the server's version; this answers it. */
export const offlinePostgres: SqlMigrationAwareDriverAdapterFactory = {
  ...identity,
  connect: () => Promise.resolve(connection),
  connectToShadowDb: () => refuse('a shadow database'),
}

function refuse(wanted: string): Promise<never> {
  return Promise.reject(new Error(`the schema engine asked an offline comparison for ${wanted}`))
}
