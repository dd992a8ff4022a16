import { Agent } from 'node:https'
import { connect } from 'node:net'

/**
 * An agent that leads every HTTPS request to one plain HTTP server, whatever its host: how the SDK, which knows its
 * hosts by heart, reaches what stands in for them.
 */
export function agentTo(url: string): Agent {
  const { hostname, port } = new URL(url)
  const agent = new Agent()
  agent.createConnection = () => connect({ host: hostname, port: Number(port) })
  return agent
}
