import type { FastifyInstance } from 'fastify'
import qs from 'qs'

/** Lets `app` read what pages and SDKs send as forms, brackets included. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, qs.parse(String(body))),
  )
}
