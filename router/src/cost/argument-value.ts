import { type FieldNode, type GraphQLField, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'

/** A value of a document, ready to be read without its syntax tree. */
export interface Value {
  /** Whether it holds no variable. */
  readonly fixed: boolean
  /** undefined when a variable was not given. */
  read(variables: Readonly<Record<string, unknown>>): unknown
}

/** Values of a field's arguments by name, defaults included; absent arguments are absent. */
export type ArgumentValues = ReadonlyMap<string, Value>

export function compileArguments(field: FieldNode, definition: GraphQLField<unknown, unknown>): ArgumentValues {
  const values = new Map<string, Value>()
  for (const { name, defaultValue } of definition.args) {
    const given = field.arguments?.find((argument) => argument.name.value === name)?.value
    const value = given ? withDefault(compileValue(given), defaultValue) : constant(defaultValue)
    if (!value.fixed || value.read({}) !== undefined) values.set(name, value)
  }
  return values
}

const constant = (value: unknown): Value => ({ fixed: true, read: () => value })

/** A variable that was not given leaves the argument's default standing; null does not. */
function withDefault(value: Value, fallback: unknown): Value {
  if (value.fixed || fallback === undefined) return value
  return {
    fixed: false,
    read(variables) {
      const given = value.read(variables)
      return given === undefined ? fallback : given
    },
  }
}

function compileValue(node: ValueNode): Value {
  switch (node.kind) {
    case Kind.VARIABLE: {
      const name = node.name.value
      return { fixed: false, read: (variables) => variables[name] }
    }
    case Kind.LIST: {
      const items = node.values.map(compileValue)
      return settle({ fixed: items.every(isFixed), read: (variables) => items.map((item) => item.read(variables)) })
    }
    case Kind.OBJECT: {
      const fields = node.fields.map(({ name, value }) => ({ name: name.value, value: compileValue(value) }))
      return settle({
        fixed: fields.every(({ value }) => value.fixed),
        read(variables) {
          const read: Record<string, unknown> = Object.create(null)
          for (const { name, value } of fields) {
            const given = value.read(variables)
            if (given !== undefined) read[name] = given
          }
          return read
        },
      })
    }
    default:
      return constant(valueFromASTUntyped(node))
  }
}

const isFixed = ({ fixed }: Value): boolean => fixed
const settle = (value: Value): Value => (value.fixed ? constant(value.read({})) : value)
