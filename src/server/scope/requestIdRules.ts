import type { FastifyInstance } from 'fastify'
import type { Catalog } from '../../catalog/catalog.ts'
import { internal } from '../fastify/internals.ts'

export type IdRules = Catalog['requestId']

type Generate = (raw: { headers: object }) => unknown

/** The source of the ids of an instance: the rules of a catalog, Fastify's default, or the user. */
type IdSource = IdRules | 'default' | 'user'

const sources = new WeakMap<Generate, IdSource>()

function generatorOf (app: FastifyInstance): Generate {
  return (app as unknown as { genReqId: Generate }).genReqId
}

export function idSourceOf (app: FastifyInstance): IdSource {
  const generate = generatorOf(app)
  let source = sources.get(generate)
  if (source === undefined) {
    source = isGiven(app) || !countsUp(generate) ? 'user' : 'default'
    sources.set(generate, source)
  }
  return source
}

/** Let an instance generate ids by the rules of a catalog. */
export function setIdSource (app: FastifyInstance, rules: IdRules, generate: Parameters<FastifyInstance['setGenReqId']>[0]) {
  app.setGenReqId(generate)
  // With the option `requestIdHeader`, Fastify has wrapped the generator (lib/req-id-gen-factory.js).
  sources.set(generatorOf(app), rules)
}

/** Whether the server was built with a generator. */
function isGiven (app: FastifyInstance): boolean {
  return internal<{ genReqId?: unknown }>(app, 'fastify.options')?.genReqId !== undefined
}

/**
 * Whether a generator returns the ids of Fastify's default: `req-1`, `req-2` … `req-a`.
 *
 * Such ids start again in every process, so the logs cannot be searched by them.
 */
function countsUp (generate: Generate): boolean {
  const next = () => Number.parseInt(/^req-([0-9a-z]+)$/.exec(String(generate({ headers: {} })))?.[1] ?? '', 36)
  try {
    return next() + 1 === next()
  } catch {
    return false
  }
}
