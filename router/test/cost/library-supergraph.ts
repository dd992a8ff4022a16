import { compose } from './compose.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@external", "@requires", "@shareable", "@interfaceObject", "@cost", "@listSize"])`

const catalog = `
  type Query {
    book(id: ID!): Book
    books(first: Int, last: Int): [Book!]!
      @listSize(assumedSize: 20, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    newBooks(first: Int, last: Int): [Book!]! @listSize(slicingArguments: ["first", "last"])
    topBooks(limit: Int = 5): [Book!]! @listSize(slicingArguments: ["limit"])
    shelves: [Shelf!]!
    bookPage(first: Int): BookConnection!
      @listSize(slicingArguments: ["first"], assumedSize: 20, sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
    strictPage(first: Int): BookConnection! @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    works: [Work!]! @listSize(assumedSize: 4)
    found: [Found!]! @listSize(assumedSize: 6)
    search(filter: Filter!, hints: [Hint!]): [Book!]! @listSize(assumedSize: 2)
    report: Report @cost(weight: 50)
    grid: [[Cell!]!]! @listSize(assumedSize: 3)
    sample(cached: Boolean @cost(weight: -20)): Book @cost(weight: 5)
  }
  type Mutation {
    addBook(input: AddBookInput!): Book
    removeBook(id: ID!): ID @cost(weight: 3)
  }
  interface Work {
    title: String!
    authors: [Author!]!
  }
  type Book implements Work @key(fields: "id") {
    id: ID!
    title: String!
    authors: [Author!]! @listSize(assumedSize: 2)
    tags: [String!]! @listSize(assumedSize: 8)
    summary: Html
    cover: Image
    chapters(first: Int): [Chapter!]!
      @listSize(assumedSize: 12, slicingArguments: ["first"], requireOneSlicingArgument: false)
    grams: Int
    size: Size
    related(first: Int): BookConnection!
      @listSize(slicingArguments: ["first"], assumedSize: 20, sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
  }
  type Atlas implements Work {
    title: String!
    authors: [Author!]! @listSize(assumedSize: 7)
    maps: [Image!]! @listSize(assumedSize: 30)
  }
  type Film @key(fields: "id") @cost(weight: 3) {
    id: ID!
    minutes: Int @cost(weight: 2)
  }
  union Found = Book | Atlas | Film
  type Author @key(fields: "id") {
    id: ID!
  }
  type Shelf {
    name: String!
    books: [Book!]!
  }
  type Chapter {
    title: String!
    pages: [Page!]! @listSize(assumedSize: 15)
  }
  type Page {
    text: String!
  }
  type Image @cost(weight: 4) {
    url: String!
  }
  type Size {
    cm: Int
  }
  type Report {
    lines: [ReportLine!]! @listSize(assumedSize: 100)
  }
  type ReportLine {
    text: String
  }
  type Cell {
    value: Int
  }
  scalar Html @cost(weight: 2)
  enum Mood @cost(weight: 1) {
    GOOD
    BAD
  }
  type BookConnection {
    nodes: [Book!]!
    edges: [BookEdge!]!
    pageInfo: PageInfo!
  }
  type BookEdge {
    node: Book!
  }
  type PageInfo {
    hasNextPage: Boolean!
  }
  input Filter {
    text: String @cost(weight: 7)
    moods: [Mood!]
    also: [Filter!]
    limit: Int = 10 @cost(weight: 1)
  }
  input Hint {
    text: String
  }
  input AddBookInput {
    title: String!
    cover: CoverInput
    chapters: [ChapterInput!]
  }
  input CoverInput {
    url: String @cost(weight: 6)
  }
  input ChapterInput {
    title: String!
  }
`

const people = `
  type Query {
    author(id: ID!): Author
    authors(first: Int): [Author!]!
      @listSize(slicingArguments: ["first"], assumedSize: 10, requireOneSlicingArgument: false)
  }
  type Author @key(fields: "id") {
    id: ID!
    name: String!
    score: Int @cost(weight: 3)
    awards(first: Int): [Award!]!
      @listSize(slicingArguments: ["first"], assumedSize: 5, requireOneSlicingArgument: false)
    wrote(first: Int): [Book!]! @listSize(slicingArguments: ["first"], assumedSize: 5, requireOneSlicingArgument: false)
  }
  type Book @key(fields: "id") {
    id: ID!
  }
  type Award {
    title: String!
  }
`

const stock = `
  type Book @key(fields: "id") {
    id: ID!
    grams: Int @external
    size: Size @external
    copies(first: Int): [Copy!]!
      @listSize(slicingArguments: ["first"], assumedSize: 3, requireOneSlicingArgument: false)
    shipping: Money @requires(fields: "grams size { cm }")
  }
  type Size {
    cm: Int @external
  }
  type Film @key(fields: "id") {
    id: ID!
    copies(first: Int): [Copy!]! @listSize(slicingArguments: ["first"], assumedSize: 3, requireOneSlicingArgument: false)
  }
  type Copy @cost(weight: 2) {
    number: Int
  }
  type Money {
    amount: Int
  }
`

/** A supergraph of three subgraphs that has every kind of annotation; lists without any hold 10. */
export const composeLibrary = (): string =>
  compose({ catalog: `${LINK}${catalog}`, people: `${LINK}${people}`, stock: `${LINK}${stock}` })
