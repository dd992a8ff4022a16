import { expect, test } from 'vitest'
import { createSignedTexts } from './signed-texts.ts'

const texts = createSignedTexts(['new key', 'old key'])

test('a text is signed the same way every time, and read by its signature', () => {
  const signed = texts.sign('session_1.7')
  expect(texts.sign('session_1.7')).toBe(signed)
  expect(signed).toMatch(/^session_1\.7\.[\w-]{43}$/)
  expect(texts.read(signed)).toBe('session_1.7')
})

test('both keys of a rotation are accepted, others are not', () => {
  expect(texts.read(createSignedTexts(['old key']).sign('a'))).toBe('a')
  expect(texts.read(createSignedTexts(['third key']).sign('a'))).toBeNull()
})

test('what was changed, cut or never signed is nothing', () => {
  const [text = '', signature = ''] = texts.sign('a').split('.')
  for (const forged of [
    `b.${signature}`,
    `${text}.`,
    `${text}.${signature}x`,
    `${text}.${signature}.x`,
    signature,
    '.',
    '',
  ])
    expect(texts.read(forged)).toBeNull()
})
