import type { ApolloGateway } from '@apollo/gateway'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import type { Logger } from '@lms/kit/log'
import type { FastifyInstance } from 'fastify'
import type { RouterConfig } from './config.ts'
import type { RouterContext } from './context.ts'
import { formatRouterError } from './format-error.ts'

/** No honest document comes near these; they keep parsing and validation short. */
const LONGEST_DOCUMENT_TOKENS = 5_000
const MOST_RECURSIVE_SELECTIONS = 5_000

/** Apollo Server in front of the gateway: parsing, validation, one formatter for errors. */
export function createApolloServer(options: {
  gateway: ApolloGateway
  app: FastifyInstance
  config: RouterConfig
  log: Logger
}): ApolloServer<RouterContext> {
  const { gateway, app, config, log } = options
  return new ApolloServer<RouterContext>({
    gateway,
    formatError: formatRouterError,
    introspection: config.explorable,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !config.explorable,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    parseOptions: { maxTokens: LONGEST_DOCUMENT_TOKENS },
    maxRecursiveSelections: MOST_RECURSIVE_SELECTIONS,
    logger: log,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      nameRequestInErrors,
    ],
  })
}

/** Puts the request's id into every error, so that a client can quote it, and logs what was masked. */
const nameRequestInErrors: ApolloServerPlugin<RouterContext> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) {
          if (formatRouterError(error.toJSON(), error).extensions?.code !== 'INTERNAL_SERVER_ERROR') continue
          contextValue.log.error({ err: error.originalError ?? error, path: error.path }, 'operation failed')
        }
      },
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind !== 'single') return
        const { singleResult } = response.body
        if (!singleResult.errors) return
        singleResult.errors = singleResult.errors.map((error) => ({
          ...error,
          extensions: { ...error.extensions, requestId: contextValue.requestId },
        }))
      },
    }
  },
}
