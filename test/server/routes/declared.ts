import type { FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import errorCatalog, { type ErrorCatalogOptions } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

export const catalog = {
  extends: 'http',
  codes: {
    invoice_locked: { status: 409, message: 'The invoice is locked.', aliases: ['invoice_closed'] },
    invoice_void: { status: 410, message: 'The invoice is void.' },
    key_revoked: { status: 401, message: 'The key is revoked.', headers: { 'X-Revoked': 'yes' } }
  }
} as const

/** A server with one route that fails as `?code=` says. */
export function failing (t: Test, options: ErrorCatalogOptions, config: { errors?: readonly string[] } = {}, server?: FastifyServerOptions) {
  return serve(t, async app => {
    await app.register(errorCatalog, { catalog, ...options })
    app.get<{ Querystring: { code?: string } }>('/invoices/:id', { config }, async ({ query: { code } }, reply) => {
      if (code === undefined) throw new Error('a bug')
      return reply.header('x-own', '1').fail(code, {}, { cause: new Error('why'), headers: { 'x-more': '1' } })
    })
  }, server)
}

/** The log lines about failures that their route does not declare. */
export const undeclaredIn = (logs: ReadonlyArray<Record<string, unknown>>) => logs.filter(({ msg }) => /which it does not declare/.test(String(msg)))
