import { EVENTS } from '@lms/contracts/catalogue'
import { SERVICES } from '@lms/local/services'
import { expect, test } from 'vitest'

test.each(EVENTS.filter(({ planned }) => !planned))(
  '$type is handled by whom its contract names',
  ({ type, consumers }) => {
    const handling = SERVICES.filter(({ start }) => start.handlers.some(({ definition }) => definition.type === type))
    expect(handling.map(({ name }) => name).sort()).toEqual(Object.keys(consumers).sort())
  },
)

test('no service handles what is only agreed', () => {
  const planned = new Set(EVENTS.filter((event) => event.planned).map(({ type }) => type))
  const handled = SERVICES.flatMap(({ start }) => start.handlers.map(({ definition }) => definition.type))
  expect(handled.filter((type) => planned.has(type))).toEqual([])
})
