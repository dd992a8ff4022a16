import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** Lets pages of every origin call `app`, as the hosted services that it stands in for do. */
export async function allowEveryOrigin(app: FastifyInstance, exposedHeaders: string[] = []): Promise<void> {
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
    exposedHeaders,
    maxAge: 600,
  })
}
