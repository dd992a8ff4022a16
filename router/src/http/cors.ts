import fastifyCors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** Lets pages of the frontend call, with credentials, and read the headers that tell of limits; no other origin. */
export async function allowFrontend(app: FastifyInstance, frontendUrl: string): Promise<void> {
  const frontend = new URL(frontendUrl).origin
  await app.register(fastifyCors, {
    // Who is no page of the frontend is told nothing: most are no browsers at all.
    origin: (origin, decide) => decide(null, origin === frontend && frontend),
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
