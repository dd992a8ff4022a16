import type { AddressInfo } from 'node:net'
import { graphql } from 'graphql'
import { createAnswerServer } from './answer-server.ts'
import { type GraphName, graphs } from './graphs.ts'

/*
 * All subgraphs of a graph in one process, at /<name>. Their data never changes, so every answer is computed once and then sent
 * from memory: what is measured is what stands in front of them.
 */
const graph = graphs[process.env.GRAPH as GraphName]

const server = createAnswerServer(async (path, body) => {
  const subgraph = graph.find(({ name }) => path === `/${name}`)
  if (!subgraph) throw new Error(`no subgraph at ${path}`)
  const { query, variables } = JSON.parse(body)
  return JSON.stringify(await graphql({ schema: subgraph.schema, source: query, variableValues: variables }))
})

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
