import { EVENTS } from '@lms/contracts/catalogue'

/** Which domain tells of events of this type, `lms.<domain>.<fact>.v<n>`. */
export const domainOf = (type: string): string => type.split('.')[1] ?? ''

const consumers = new Map(EVENTS.map((event) => [event.type, event.planned ? [] : Object.keys(event.consumers)]))

/** Which domains do something about events of this type. */
export const consumersOf = (type: string): readonly string[] => consumers.get(type) ?? []
