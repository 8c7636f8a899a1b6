import type { Role } from '../../format/roles.ts'

interface Refusal {
  readonly what: string
  readonly role: Role
  /** Without this option Fastify or Node sends its own body. */
  readonly needs?: 'serverOptions()'
}

/** Failures without an error that identifies them, or with an unknown error. */
export const frameworkRoles = {
  url: { what: 'No route matches the URL', role: 'notFound' },
  method: { what: 'No route matches the method, another one matches the URL: `Allow` names it', role: 'methodNotAllowed' },
  schema: { what: 'A part of the request that is invalid by its schema', role: 'validation' },
  host: { what: 'A request of HTTP/1.1 without `Host`, or with several', role: 'badRequest', needs: 'serverOptions()' },
  closing: { what: 'A request during shutdown', role: 'unavailable', needs: 'serverOptions()' },
  expectation: { what: 'An `Expect` other than `100-continue`', role: 'expectationFailed' },
  bytes: { what: 'Bytes that Node cannot parse as a request: `clientError` with any other `code`', role: 'badRequest' },
  code: { what: 'A code that the catalog does not have, given to `reply.fail` or `CatalogError`', role: 'internal' },
  thrown: { what: 'Any other thrown value', role: 'internal' }
} as const satisfies Readonly<Record<string, Refusal>>
