import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { compare, listen, type Row, type Test } from './rows.ts'
import { nothing, things, type Thing } from './things.ts'

type Place = (app: FastifyInstance, url: string, make: () => unknown) => unknown

const answer = async () => ({ fine: true })
const hookOf = (name: string): Place => (app, url, make) => app.get(url, { [name]: async () => { throw make() } }, answer)
const doneOf = (name: string): Place => (app, url, make) => app.get(url, { [name]: (...given: unknown[]) => (given.at(-1) as (error: unknown) => void)(make()) }, answer)

/** Where Fastify lets an application fail before the headers are sent. */
const places: Readonly<Record<string, Place>> = {
  onRequest: hookOf('onRequest'),
  preParsing: hookOf('preParsing'),
  preValidation: hookOf('preValidation'),
  preHandler: hookOf('preHandler'),
  preSerialization: hookOf('preSerialization'),
  onSend: hookOf('onSend'),
  'onRequest, done': doneOf('onRequest'),
  'preHandler, done': doneOf('preHandler'),
  'handler, at once': (app, url, make) => app.get(url, () => { throw make() }),
  'handler, later': (app, url, make) => app.get(url, async () => { throw make() }),
  'child errorHandler': (app, url, make) => app.register(async scope => {
    scope.setErrorHandler(async () => { throw make() })
    scope.get(url, async () => { throw new Error('first') })
  }),
  'route errorHandler': (app, url, make) => app.get(url, { errorHandler: async () => { throw make() } }, async () => { throw new Error('first') })
}

/** Places where Fastify sends a value that is not an Error as a body, or writes on it, so that no error handler runs. */
const placesOfErrors: Readonly<Record<string, Place>> = {
  'reply.send': (app, url, make) => app.get(url, (_request, reply) => { reply.send(make()) }),
  'handler, returned': (app, url, make) => app.get(url, async () => make()),
  'errorHandler, at once': (app, url, make) => app.get(url, { errorHandler: () => { throw make() } }, async () => { throw new Error('first') }),
  serializer: (app, url, make) => app.get(url, async (_request, reply) => {
    reply.serializer(() => { throw make() })
    return { fine: true }
  }),
  stream: (app, url, make) => app.get(url, (_request, reply) => {
    reply.type('image/png').send(new Readable({ read () { this.destroy(make() as Error) } }))
  })
}

const isError = ([name, { make }]: [string, Thing]) => name !== 'proxy' && make() instanceof Error
/** Fastify writes on what a serializer throws (lib/reply.js, wrapSerializationError): a frozen error becomes a TypeError. */
const replaced: Readonly<Record<string, string>> = { 'frozenWithStatus in serializer': '500 internal_error' }

const falsy = ['empty', 'zero', 'false']

function cross (table: Readonly<Record<string, Place>>, given: ReadonlyArray<[string, Thing]>) {
  return Object.entries(table).flatMap(([where, place], index) => given
    // A callback takes what is falsy for "no error", and Fastify goes on.
    .filter(([name]) => !where.endsWith(', done') || !falsy.includes(name))
    .map(([name, thing]) => ({ where, place, name, thing, url: `/${index}/${name}` })))
}

async function check (t: Test, table: Readonly<Record<string, Place>>, given: ReadonlyArray<[string, Thing]>) {
  const cases = cross(table, given)
  const port = await listen(t, app => { for (const { place, url, thing } of cases) place(app, url, thing.make) })
  await compare(t, port, cases.map(({ where, name, thing, url }): Row => (
    { ask: `GET ${url}`, want: replaced[`${name} in ${where}`] ?? thing.want, about: `${name} in ${where}`, ...thing.sends && { sends: thing.sends } }
  )))
}

t.test('any value thrown anywhere: one failure without content of the value, and the connection stays usable', async t => {
  await check(t, places, Object.entries(things))
})

t.test('errors that are sent, returned or thrown while a body is created', async t => {
  await check(t, placesOfErrors, Object.entries(things).filter(isError))
})

t.test('a promise that is rejected with nothing', async t => {
  const asyncPlaces = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'handler, later', 'handler, at once']
  await check(t, Object.fromEntries(Object.entries(places).filter(([name]) => asyncPlaces.includes(name))), Object.entries(nothing))
})
