import type { EventDefinition, EventOf } from '@lms/contracts/event'
import { type EventHandler, type HandlerContext, handles } from '@lms/kit/events/handles'
import type { Deps, Tx } from '../deps.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { recordEvent } from '../log/record-event.ts'

type Handling = Deps & HandlerContext<Tx>

/**
 * Takes events of a type into the log and the projections. Only the named parts of the data are kept: names, addresses
 * and texts stay with their owners.
 */
export function intake<Definition extends EventDefinition>(
  definition: Definition,
  ...kept: (keyof EventOf<Definition>['data'] & string)[]
): EventHandler<Handling> {
  const handler = handles(definition, async (event, context: Handling) => {
    // The data of an event came as JSON.
    const data = Object.fromEntries(kept.map((name) => [name, event.data[name]])) as Prisma.InputJsonObject
    await recordEvent(context, event, data)
  })
  return { ...handler, readModel: { table: 'event_log', refusal: NOT_AGAIN } }
}

const NOT_AGAIN = 'it is a log itself and reaches further back than the topics. What is made of it can be rebuilt.'
