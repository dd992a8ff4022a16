import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  getNamedType,
  isInputObjectType,
} from 'graphql'
import { RequestRefusal } from '../refusal.ts'
import type { ArgumentValues } from './argument-value.ts'
import type { CostModel } from './cost-model.ts'
import { bounded, type Expression } from './expression.ts'

/**
 * The length that a field's `@listSize` expects: the greatest slicing argument, else the assumed size, else the default.
 * null where the field has no `@listSize`. Evaluating it refuses what breaks the directive.
 */
export function compileListSize(
  coordinate: string,
  definition: GraphQLField<unknown, unknown>,
  values: ArgumentValues,
  model: CostModel,
): Expression | null {
  const listSize = model.listSizes.get(definition)
  if (!listSize) return null
  const { slicingArguments, requireOneSlicingArgument } = listSize
  const otherwise = listSize.assumedSize ?? model.defaultListSize
  if (slicingArguments.length === 0) return otherwise
  const readers = slicingArguments.map((path) => ({
    name: path.join('.'),
    read: compilePath(path, definition, values),
  }))
  const sizeFor: Size = (variables) => {
    const given = readers.flatMap(({ name, read }) => {
      const size = read(variables)
      return typeof size === 'number' ? [{ name, size }] : []
    })
    if (requireOneSlicingArgument && given.length !== 1) throw ambiguous(coordinate, slicingArguments)
    for (const { name, size } of given) if (size < 0) throw negative(coordinate, name)
    return given.length === 0 ? otherwise : bounded(Math.max(...given.map(({ size }) => size)))
  }
  const isFixed = slicingArguments.every(([argument = '']) => values.get(argument)?.fixed ?? true)
  return (isFixed ? sizeWithout(sizeFor) : null) ?? (({ variables }) => sizeFor(variables))
}

type Size = (variables: Readonly<Record<string, unknown>>) => number

/** A size that no variable decides; null where it breaks the directive, which is for whoever evaluates it to hear. */
function sizeWithout(sizeFor: Size): number | null {
  try {
    return sizeFor({})
  } catch {
    return null
  }
}

type Reader = (variables: Readonly<Record<string, unknown>>) => unknown

/** Reads a slicing argument, or a field inside of it such as `input.first`, with the defaults on the way. */
function compilePath(
  [argument = '', ...keys]: readonly string[],
  definition: GraphQLField<unknown, unknown>,
  values: ArgumentValues,
): Reader {
  const value = values.get(argument)
  const start: Reader = value ? (variables) => value.read(variables) : () => undefined
  let input: GraphQLArgument | GraphQLInputField | undefined = definition.args.find(({ name }) => name === argument)
  return keys.reduce<Reader>((outer, key) => {
    const type = input && getNamedType(input.type)
    input = type && isInputObjectType(type) ? type.getFields()[key] : undefined
    const fallback = input?.defaultValue
    return (variables) => {
      const object = outer(variables)
      if (typeof object !== 'object' || object === null) return undefined
      return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : fallback
    }
  }, start)
}

function ambiguous(coordinate: string, slicingArguments: readonly (readonly string[])[]): RequestRefusal {
  const names = slicingArguments.map((path) => `"${path.join('.')}"`)
  const rule = names.length === 1 ? `needs ${names[0]}` : `needs exactly one of ${names.join(', ')}`
  return new RequestRefusal(400, 'BAD_USER_INPUT', `${coordinate} ${rule}.`)
}

const negative = (coordinate: string, name: string) =>
  new RequestRefusal(400, 'BAD_USER_INPUT', `"${name}" of ${coordinate} must not be negative.`)
