import { commaList, costBudget } from '@lms/kit/config'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { section } from '../src/commands/docs.ts'

test('defaults stand as they are written in an environment', () => {
  const page = section('Shop', {
    PRICES: costBudget('100:1').describe('A budget'),
    SORTS: commaList.default(['one', 'two']).describe('A list'),
    PORT: z.coerce.number().default(80).describe('A number'),
    NAME: z.string().describe('A need'),
    MODE: z.enum(['a', 'b']).optional().describe('a|b'),
  })
  expect(page).toBe(`## Shop

| variable | default | meaning |
|---|---|---|
| \`PRICES\` | \`100:1\` | A budget |
| \`SORTS\` | \`one,two\` | A list |
| \`PORT\` | \`80\` | A number |
| \`NAME\` | **required** | A need |
| \`MODE\` | – | a\\|b |
`)
})
