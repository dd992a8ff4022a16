import type { FetchNode } from '@apollo/query-planner'

/** Writes the JSON body of a request from the operation's variables and more variables, already written as JSON. */
export type WriteBody = (variables: Readonly<Record<string, unknown>>, more?: string) => string

/** All that never changes of a body is written once. */
export function compileBody(text: string, { operationName, variableUsages = [] }: FetchNode): WriteBody {
  const head = `{"query":${JSON.stringify(text)}${operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`}`
  const names = variableUsages.map((name) => ({ name, text: JSON.stringify(name) }))
  if (names.length === 0) return (_, more = '') => (more === '' ? `${head}}` : `${head},"variables":{${more}}}`)
  return (variables, more = '') => {
    const own = names.flatMap(({ name, text: key }) => {
      const value = Object.hasOwn(variables, name) ? JSON.stringify(variables[name]) : undefined
      return value === undefined ? [] : [`${key}:${value}`]
    })
    return `${head},"variables":{${[...own, ...(more === '' ? [] : [more])].join(',')}}}`
  }
}
