import { readFile } from 'node:fs/promises'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'

/* Everything at its default, but no check of headers that the other gateways do not make. */
const supergraphSdl = await readFile(process.env.SUPERGRAPH_PATH, 'utf8')
const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }), csrfPrevention: false })
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } })

process.on('disconnect', () => process.exit())
process.send(Number(new URL(url).port))
