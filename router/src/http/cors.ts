import fastifyCors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** Lets pages of the frontend call, with credentials, and read the headers that tell of limits; no other origin. */
export async function allowFrontend(app: FastifyInstance, frontendUrl: string): Promise<void> {
  await app.register(fastifyCors, {
    // A list, or its one entry would be sent to every origin.
    origin: [new URL(frontendUrl).origin],
    methods: ['GET', 'POST'],
    credentials: true,
    exposedHeaders: [
      'x-request-id',
      'RateLimit',
      'RateLimit-Policy',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'Retry-After',
    ],
    maxAge: 600,
  })
}
