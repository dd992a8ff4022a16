import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { unexplainedNulls } from './unexplained-nulls.ts'

const at = (...path: (string | number)[]) => new GraphQLError('error', { path })
const told = (data: unknown, incomplete: GraphQLError[], errors: GraphQLError[]) =>
  unexplainedNulls(JSON.stringify(data), incomplete, errors).map(({ path }) => path)

test('a null that travelled is told of by an error below the place where it came to rest', () => {
  expect(told({ book: null }, [at('book', 'title')], [at('book', 'title')])).toEqual([])
  expect(told({ book: null }, [at('book', 'title')], [at('book', 'author', 'name')])).toEqual([])
  expect(told(null, [at('book', 'title')], [at('shop')])).toEqual([])
  expect(told({ books: [null] }, [at('books', 0, 'title')], [at('books', '@', 'title')])).toEqual([])
})

test('a null in another place stays to be told of', () => {
  expect(told({ book: null, shop: null }, [at('book', 'title')], [at('shop')])).toEqual([['book', 'title']])
  expect(told({ books: [null, { title: 'a' }] }, [at('books', 0, 'title')], [at('books', 1, 'price')])).toEqual([
    ['books', 0, 'title'],
  ])
})

test('without errors every null is told of, and an error without a place tells of all', () => {
  expect(told({ book: null }, [at('book', 'title')], [])).toEqual([['book', 'title']])
  expect(told({ book: null }, [at('book', 'title')], [new GraphQLError('a part is missing')])).toEqual([])
})
