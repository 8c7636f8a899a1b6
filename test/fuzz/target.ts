import type { AddressInfo } from 'node:net'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import { loadContract } from '../../src/envelope/load.ts'
import errorCatalog, { defineCatalog } from '../../src/index.ts'
import { places, type Case } from './places.ts'
import { build } from './recipe.ts'

export const styles = ['nested', 'kyc', 'billing', 'settlement', 'merchant', 'cards', 'rfc9457', 'jsend', 'jsonapi', 'google']

export const catalogOf = (envelope: string) => defineCatalog({
  extends: 'http',
  envelope,
  docs: 'https://example.com/errors/{code}',
  codes: {
    everything: {
      status: 409,
      message: 'Thing {id} is {state}.',
      details: {
        id: 'string',
        'count?': 'integer',
        'state?': "'on' | 'off'",
        'tags?': 'string[]',
        'place?': { type: 'object', properties: { city: { type: 'string' } } },
        // In google's style details are texts: what may be one or not could not be told apart.
        'any?': envelope === 'google' ? { type: 'object', additionalProperties: true } : {},
        'wait?': 'integer',
        'holder?': 'string'
      },
      private: ['holder'],
      headers: { 'X-Thing': '"{id}"; count={count}' },
      retryAfter: '{wait}',
      aliases: ['old_everything']
    }
  },
  map: { errors: { E_MAPPED: 'everything' }, validation: { format: 'everything' }, statuses: { 418: 'everything' } }
})

export interface Target {
  readonly app: FastifyInstance
  readonly port: number
  /** What the requests with `x-case: <index>` are about. */
  cases: readonly Case[]
  /** Lines that are not one JSON object each. */
  readonly badLines: string[]
}

/** One server with a scope for each style, in which each place has a route. */
export async function createTarget (): Promise<Target> {
  const badLines: string[] = []
  const write = (line: string) => {
    if (!isOneObject(line)) badLines.push(line)
  }
  const app = Fastify({ logger: { level: 'info', stream: { write } }, logController: new LogController({ disableRequestLogging: true }), forceCloseConnections: true })
  const target: Target = { app, port: 0, cases: [], badLines }
  for (const style of styles) {
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog: catalogOf(style) })
      addPlaces(scope, at => target.cases[at] as Case)
    }, { prefix: `/${style}` })
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  return Object.assign(target, { port: (app.server.address() as AddressInfo).port })
}

export function addPlaces (scope: FastifyInstance, caseAt: (at: number) => Case) {
  for (const [index, { add }] of Object.values(places).entries()) {
    add(scope, `/${index}`, ({ headers }) => {
      const given = caseAt(Number(headers['x-case']))
      return 'thrown' in given ? build(given.thrown) : [given.fail.code, given.fail.details, given.fail.options].map(recipe => build(recipe))
    })
  }
}

export async function contracts () {
  return new Map(await Promise.all(styles.map(async style => [style, await loadContract(catalogOf(style))] as const)))
}

function isOneObject (line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && line.indexOf('\n') === line.length - 1
  } catch {
    return false
  }
}
