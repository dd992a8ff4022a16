import { expect, test } from 'vitest'
import { createOperationLabel } from './operation-label.ts'

test('any number of names makes a bounded number of labels', () => {
  const labelOf = createOperationLabel()
  const labels = Array.from({ length: 5_000 }, (_, n) => labelOf({ name: `Made_up_${n}`, persisted: false }))
  expect(new Set(labels).size).toBe(201)
  expect(labels[199]).toBe('Made_up_199')
  expect(labels[200]).toBe('other')
  expect(labelOf({ name: 'Made_up_7', persisted: false })).toBe('Made_up_7')
})

test('no name makes a long label', () => {
  const labelOf = createOperationLabel()
  for (const persisted of [true, false]) {
    expect(labelOf({ name: 'x'.repeat(200), persisted })).toHaveLength(200)
    expect(labelOf({ name: 'x'.repeat(100_000), persisted })).toBe('other')
  }
})

test('registered operations keep their names whatever others make up', () => {
  const labelOf = createOperationLabel()
  for (let n = 0; n < 5_000; n++) labelOf({ name: `Made_up_${n}`, persisted: false })
  expect(labelOf({ name: 'PartnerCatalogue', persisted: true })).toBe('PartnerCatalogue')
})

test('what has no name is told from what is no operation', () => {
  const labelOf = createOperationLabel()
  expect(labelOf({ name: null, persisted: false })).toBe('unnamed')
  expect(labelOf(null)).toBe('unknown')
})
