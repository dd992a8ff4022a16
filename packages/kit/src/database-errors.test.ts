import { describe, expect, test } from 'vitest'
import { isTransactionConflict, isTransient } from './database-errors.ts'

const named = (name: string, fields: object) => Object.assign(new Error('failed'), { name }, fields)
const rawSql = (originalCode: string, kind = 'postgres') =>
  named('PrismaClientKnownRequestError', {
    code: 'P2010',
    meta: { driverAdapterError: { name: 'DriverAdapterError', cause: { originalCode, kind } } },
  })

// Each shape was seen with Prisma 7.10 and adapter-pg, pg 8, ioredis 5, kafkajs 2 or the AWS SDK 3.
const conflicts = {
  'a statement of the ORM': named('PrismaClientKnownRequestError', { code: 'P2034' }),
  'a failure at COMMIT': named('DriverAdapterError', { cause: { kind: 'TransactionWriteConflict' } }),
  'raw SQL that could not be serialized': rawSql('40001', 'TransactionWriteConflict'),
  'raw SQL in a deadlock': rawSql('40P01', 'TransactionWriteConflict'),
  'pg itself': named('error', { code: '40001' }),
}

const outages = {
  'a statement timeout': rawSql('57014'),
  'a lock timeout': rawSql('55P03'),
  'a server that shuts down': named('error', { code: '57P01' }),
  'a server without room for connections': rawSql('53300', 'TooManyConnections'),
  'a full disk': rawSql('53100'),
  'a read-only server': rawSql('25006'),
  'a password that was just rotated': named('error', { code: '28P01' }),
  'a transaction that ran out of time': named('PrismaClientKnownRequestError', { code: 'P2028' }),
  'a database that cannot be reached': named('PrismaClientKnownRequestError', { code: 'P1001' }),
  'an exhausted pool': new Error('timeout exceeded when trying to connect'),
  'a backend killed within a transaction': new Error('Client has encountered a connection error and is not queryable'),
  'a refused connection': named('Error', { code: 'ECONNREFUSED' }),
  'refused connections to every address of a name': new AggregateError([named('Error', { code: 'ECONNREFUSED' })]),
  'a cause further down': new Error('cannot load', { cause: new Error('no', { cause: rawSql('57P01') }) }),
  'a silent Redis': new Error('Command timed out'),
  'a Redis that loads its data': named('ReplyError', { message: 'LOADING Redis is loading the dataset in memory' }),
  'a Kafka request that may be tried again': named('KafkaJSConnectionError', { retriable: true }),
  'an object store that answers 503': named('SlowDown', { $metadata: { httpStatusCode: 503 } }),
  'an aborted fetch': named('TimeoutError', {}),
  'an object store in trouble': named('S3ServiceException', { $metadata: { httpStatusCode: 503 } }),
}

const faults = {
  'a unique index': rawSql('23505', 'UniqueConstraintViolation'),
  'a unique index, through the ORM': named('PrismaClientKnownRequestError', { code: 'P2002' }),
  'a check': named('PrismaClientKnownRequestError', { code: 'P2039' }),
  'a missing table': rawSql('42P01', 'TableDoesNotExist'),
  'a NUL byte': rawSql('22021'),
  'a row that is not there': named('PrismaClientKnownRequestError', { code: 'P2025' }),
  'a key that the object store refuses': named('AccessDenied', { $metadata: { httpStatusCode: 403 } }),
  'a request that the object store refuses': named('NoSuchKey', { $metadata: { httpStatusCode: 404 } }),
  'a bug': new TypeError('x is not a function'),
  'a text': 'failed',
  nothing: null,
}

describe('a lost race between transactions', () => {
  test.each(Object.entries(conflicts))('is recognised in %s and may be tried again', (_shape, error) => {
    expect([isTransactionConflict(error), isTransient(error)]).toEqual([true, true])
  })
})

describe('a fault of the surroundings', () => {
  test.each(Object.entries(outages))('is recognised in %s', (_shape, error) => {
    expect([isTransactionConflict(error), isTransient(error)]).toEqual([false, true])
  })
})

describe('a fault that would come again', () => {
  test.each(Object.entries(faults))('is recognised in %s', (_shape, error) => {
    expect([isTransactionConflict(error), isTransient(error)]).toEqual([false, false])
  })
})

test('a chain of causes that bites its tail ends', () => {
  const error = new Error('round')
  error.cause = error
  expect(isTransient(error)).toBe(false)
})
