import { buildSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, parse } from 'graphql'
import { CurrencyResolver, DateTimeResolver, EmailAddressResolver, JSONResolver, URLResolver } from 'graphql-scalars'
import { BigIntScalar } from './big-int.ts'
import { type Permissions, protectSchema } from './permissions.ts'

const sharedResolvers = {
  DateTime: DateTimeResolver,
  BigInt: BigIntScalar,
  EmailAddress: EmailAddressResolver,
  URL: URLResolver,
  Currency: CurrencyResolver,
  JSON: JSONResolver,
}

/** Builds a subgraph's executable schema: its SDL, its resolvers, the shared scalars, and its permissions in front. */
export function createSubgraphSchema(options: {
  typeDefs: string
  resolvers: object
  permissions: Permissions
}): GraphQLSchema {
  const resolvers = { ...sharedResolvers, ...options.resolvers }
  return protectSchema(buildSubgraphSchema([{ typeDefs: parse(options.typeDefs), resolvers }]), options.permissions)
}
