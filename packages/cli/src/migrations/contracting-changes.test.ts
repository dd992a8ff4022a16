import { describe, expect, test } from 'vitest'
import { contractingChanges } from './contracting-changes.ts'

describe('the version before does not survive', () => {
  test.each([
    ['a dropped table', 'DROP TABLE "price";'],
    ['a dropped column', 'ALTER TABLE "price" DROP COLUMN "currency";'],
    ['one of several columns', 'ALTER TABLE "price" ADD COLUMN "tax" INTEGER,\nDROP COLUMN "currency";'],
    ['a column dropped without the word', 'alter table price drop if exists currency;'],
    ['a renamed column', 'ALTER TABLE "price" RENAME COLUMN "currency" TO "code";'],
    ['a renamed table', 'alter table price rename to prices;'],
    ['a renamed value', `ALTER TYPE "Status" RENAME VALUE 'PAID' TO 'SETTLED';`],
    ['another type', 'ALTER TABLE "price" ALTER COLUMN "minor_units" SET DATA TYPE BIGINT;'],
    ['another type, in short', 'alter table price alter minor_units type bigint using minor_units::bigint;'],
    ['a value that must be there', 'ALTER TABLE "price" ALTER COLUMN "currency" SET NOT NULL;'],
    ['a default that is gone', 'ALTER TABLE "price" ALTER COLUMN "currency" DROP DEFAULT;'],
    ['a new column that must be filled', 'ALTER TABLE "price" ADD COLUMN "tax" NUMERIC(5, 2) NOT NULL;'],
    ['a second one', 'ALTER TABLE "price" ADD COLUMN "a" TEXT NOT NULL DEFAULT \'\', ADD COLUMN "b" TEXT NOT NULL;'],
    ['what stands behind a comment', '-- harmless\n/* so is this */ drop table price;'],
    ['a dropped type', 'DROP TYPE "Status";'],
  ])('%s', (_what, sql) => {
    expect(contractingChanges(sql)).toHaveLength(1)
  })
})

describe('the version before survives', () => {
  test.each([
    ['a new table', 'CREATE TABLE "price" ("id" TEXT NOT NULL, "currency" TEXT NOT NULL);'],
    [
      'what happens to a table of the same migration',
      'create table tax (id text); alter table "tax" alter column id set not null;',
    ],
    ['a column that may be empty', 'ALTER TABLE "price" ADD COLUMN "tax" TEXT;'],
    [
      'a column with a default',
      `ALTER TABLE "price" ADD COLUMN "tax" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "b" TEXT;`,
    ],
    ['a generated column', 'alter table price add column total int generated always as (a + b) stored not null;'],
    ['a value that may be absent now', 'ALTER TABLE "price" ALTER COLUMN "currency" DROP NOT NULL;'],
    ['a new value of a type', `ALTER TYPE "Status" ADD VALUE 'SETTLED';`],
    ['a constraint that is gone', 'alter table price drop constraint price_check;'],
    [
      'words in comments, texts and functions',
      `-- drop table price;\ninsert into note values ('drop table price; --');
      create function f() returns void as $body$ begin drop table price; end $body$ language plpgsql;`,
    ],
  ])('%s', (_what, sql) => {
    expect(contractingChanges(sql)).toEqual([])
  })
})
