import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import idempotency, { type IdempotencyOptions } from '../../src/idempotency.ts'
import errorCatalog, { type ErrorCatalogOptions } from '../../src/index.ts'
import { serve, type Got } from '../serve.ts'

export const codeOf = ({ body }: Got) => (body as { error?: { code: string } }).error?.code
/** What distinguishes a run from a replay. */
export const told = (got: Got) => [got.status, codeOf(got) ?? got.text, got.headers['idempotent-replayed']]

interface Setup {
  readonly options?: Partial<IdempotencyOptions>
  readonly catalog?: ErrorCatalogOptions
  readonly server?: FastifyServerOptions
}

/** Let time pass for what is measured by `performance.now`, without waiting. */
export function clock (t: Test) {
  const { now } = performance
  let passed = 0
  performance.now = () => now.call(performance) + passed
  t.teardown(() => { performance.now = now })
  return { pass (milliseconds: number) { passed += milliseconds } }
}

/** A server whose keys belong to the owner in `x-owner`. */
export async function keyed (t: Test, build: (app: FastifyInstance) => unknown, { options = {}, catalog = {}, server = {} }: Setup = {}) {
  const served = await serve(t, async app => {
    await app.register(errorCatalog, catalog)
    await app.register(idempotency, { owner: request => String(request.headers['x-owner'] ?? 'acme'), ...options })
    await build(app)
  }, server)
  const post = (path: string, key: string | undefined, body: unknown = { amount: 1 }, headers: Record<string, string> = {}) => served.ask(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...key === undefined ? {} : { 'idempotency-key': key }, ...headers }
  })
  return { ...served, post }
}

/** A handler that counts its runs. */
export function counting (app: FastifyInstance, path = '/payments') {
  const runs: unknown[] = []
  app.post(path, async (request, reply) => {
    runs.push(request.body)
    return reply.code(201).header('location', `/payments/${runs.length}`).send({ id: runs.length })
  })
  return runs
}

/** A handler that runs until it is let go. */
export function slow (app: FastifyInstance, path = '/slow') {
  const state = { runs: 0, go: () => {}, begun: Promise.resolve() }
  let begin = () => {}
  const expect = () => { state.begun = new Promise(resolve => { begin = resolve }) }
  expect()
  app.post(path, async (_request, reply) => {
    const id = ++state.runs
    await new Promise<void>(resolve => {
      state.go = resolve
      begin()
      expect()
    })
    return reply.code(201).send({ id })
  })
  return state
}
