import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { BigIntResolver } from 'graphql-scalars'

const SMALLEST = -(2n ** 63n)
const LARGEST = 2n ** 63n - 1n

/**
 * The `BigInt` of graphql-scalars, except that operations always get a `bigint` and the answer never depends on a patch
 * of `BigInt.prototype`: a JSON number where that is exact, text otherwise.
 */
export const BigIntScalar = new GraphQLScalarType<bigint, number | string>({
  ...BigIntResolver.toConfig(),
  serialize(value) {
    const number = toBigInt(value)
    const exact = number >= BigInt(Number.MIN_SAFE_INTEGER) && number <= BigInt(Number.MAX_SAFE_INTEGER)
    return exact ? Number(number) : number.toString()
  },
  parseValue: toBigInt,
  parseLiteral(node) {
    if (node.kind !== Kind.INT && node.kind !== Kind.STRING) throw notAnInteger()
    return toBigInt(node.value)
  },
})

function toBigInt(value: unknown): bigint {
  if (typeof value === 'bigint') return inRange(value)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return inRange(BigInt(value))
  throw notAnInteger()
}

function inRange(value: bigint): bigint {
  if (value < SMALLEST || value > LARGEST) throw notAnInteger()
  return value
}

const notAnInteger = () =>
  new GraphQLError('BigInt must be an integer of at most 64 bits: a number where that is exact, text otherwise.')
