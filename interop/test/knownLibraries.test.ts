// Clients of databases, Redis, MongoDB, gRPC and key sets, against a server that refuses, hangs, hangs up or sends garbage.
import Fastify, { type FastifyInstance } from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import t, { type Test } from 'tap'
import { databaseClients, patientClients } from './databaseClients.ts'
import { startFaultyServer, type Fault } from './faultyServer.ts'

const wanted: Readonly<Record<Fault, string>> = {
  refuses: '503 unavailable',
  hangs: '504 gateway_timeout',
  'hangs up': '502 bad_gateway',
  'sends garbage': '502 bad_gateway'
}

const unavailable = { hangs: '503 unavailable', 'hangs up': '503 unavailable', 'sends garbage': '503 unavailable' }

/** Libraries with fewer kinds of errors: they report each lost connection as a service that is not available. */
const but: Readonly<Record<string, Readonly<Partial<Record<Fault, string>>>>> = {
  ioredis: unavailable,
  '@grpc/grpc-js': { ...unavailable, hangs: '504 gateway_timeout' }
}

/** How long a client waits: long, unless the server never responds. */
const timeoutOf = (fault: Fault) => fault === 'hangs' ? 1000 : 60_000

/** A server with one path for each query, whose handler throws the error of the query; and a request to it. */
async function serve (t: Test, queries: ReadonlyMap<string, () => Promise<unknown>>) {
  const app: FastifyInstance = Fastify()
  t.teardown(async () => { await app.close() })
  await app.register(errorCatalog)
  app.get('/:name', async request => await queries.get((request.params as { name: string }).name)?.())
  return async (name: string) => {
    const { statusCode, body } = await app.inject(`/${encodeURIComponent(name)}`)
    const { error: { code } } = JSON.parse(body) as { error: { code: string } }
    t.notMatch(body, /hunter2|127\.0\.0\.1|select|connect/i, `${name}: nothing of the error is sent`)
    return `${statusCode} ${code}`
  }
}

for (const fault of Object.keys(wanted) as Fault[]) {
  t.test(`a server that ${fault}`, async t => {
    const port = await startFaultyServer(t, fault)
    const ask = await serve(t, new Map(Object.entries(databaseClients).map(([name, query]) => [name, async () => await query(port, timeoutOf(fault))])))
    for (const name of Object.keys(databaseClients)) t.equal(await ask(name), but[name]?.[fault] ?? wanted[fault], name)
  })
}

t.test('timeouts of queries, full pools and clients without a connection', async t => {
  const port = await startFaultyServer(t, 'hangs')
  const ask = await serve(t, new Map(Object.entries(patientClients).map(([name, [query]]) => [name, async () => await query(port, timeoutOf('hangs'))])))
  for (const [name, [, code]] of Object.entries(patientClients)) t.match(await ask(name), code, name)
})
