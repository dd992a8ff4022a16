import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql'
import type { ArgumentValues } from './argument-value.ts'
import type { CostModel } from './cost-model.ts'
import { bounded, type Expression, sum } from './expression.ts'

/** Like any object (Apollo). */
const INPUT_OBJECT_WEIGHT = 1

/** Cost of the values that a field's arguments have: nothing for what is absent or null, every item of a list. */
export function compileInputCost(
  definition: GraphQLField<unknown, unknown>,
  values: ArgumentValues,
  model: CostModel,
): Expression {
  return sum(
    definition.args.map((argument) => {
      const value = values.get(argument.name)
      if (!value || !mayCost(argument, model)) return 0
      const cost = (variables: Readonly<Record<string, unknown>>) =>
        inputCost(model, argument, argument.type, value.read(variables))
      return value.fixed ? cost({}) : ({ variables }) => cost(variables)
    }),
  )
}

const mayCost = (argument: GraphQLArgument, model: CostModel): boolean =>
  isInputObjectType(getNamedType(argument.type)) || ownWeight(model, argument) !== 0

function ownWeight(model: CostModel, input: GraphQLArgument | GraphQLInputField): number {
  const type = getNamedType(input.type)
  const fallback = isInputObjectType(type) ? INPUT_OBJECT_WEIGHT : 0
  return model.weights.get(input) ?? model.weights.get(type) ?? fallback
}

function inputCost(
  model: CostModel,
  input: GraphQLArgument | GraphQLInputField,
  declared: GraphQLInputType,
  value: unknown,
): number {
  if (value === null || value === undefined) return 0
  const type = getNullableType(declared)
  if (isListType(type)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value]
    return items.reduce<number>((total, item) => bounded(total + inputCost(model, input, type.ofType, item)), 0)
  }
  let cost = ownWeight(model, input)
  if (!isInputObjectType(type) || typeof value !== 'object') return cost
  for (const field of Object.values(type.getFields())) {
    const fieldValue = Object.hasOwn(value, field.name)
      ? (value as Record<string, unknown>)[field.name]
      : field.defaultValue
    cost = bounded(cost + inputCost(model, field, field.type, fieldValue))
  }
  return cost
}
