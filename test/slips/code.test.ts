import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { CatalogError, errorCatalog, type ErrorCatalogOptions } from '../../src/index.ts'

const catalog = {
  extends: 'http',
  codes: { order_lost: { status: 404, message: 'Order {orderId} is lost.', details: { orderId: 'string' } } }
} as const

/** Slips that a type check would report are written without types, as in JavaScript. */
interface Loose {
  register: (plugin: unknown, options?: unknown) => Promise<unknown>
  get: (path: string, options: unknown, handler?: unknown) => void
}
type Fail = (code: unknown, details?: unknown) => unknown

/** The message of the error that registration throws, or of the lines of the log from `warn` on, for a request of `/`. */
async function messagesOf (t: Test, build: (app: Loose) => unknown): Promise<string[]> {
  const lines: string[] = []
  const write = (line: string) => {
    const { msg, err } = JSON.parse(line) as { msg: string, err?: { message: string } | string }
    const cause = typeof err === 'object' ? err.message : err
    lines.push(cause === undefined || cause === msg || msg.includes(cause) ? msg : `${msg} / ${cause}`)
  }
  const app = Fastify({ logger: { level: 'warn', stream: { write } } })
  t.teardown(() => app.close())
  try {
    await build(app as unknown as Loose)
    await app.ready()
  } catch (error) {
    return [(error as Error).message.replaceAll(process.cwd(), '')]
  }
  await app.inject('/')
  return lines
}

const withOptions = (options: unknown) => async (app: Loose) => await app.register(errorCatalog, options)
const withHandler = (handler: (fail: Fail, reply: FastifyReply, request: FastifyRequest) => unknown, options: Partial<ErrorCatalogOptions> = {}) =>
  async (app: Loose) => {
    await app.register(errorCatalog, { catalog, ...options })
    app.get('/', async (request: FastifyRequest, reply: FastifyReply) => handler(reply.fail.bind(reply) as Fail, reply, request))
  }
const handler = async () => ({ ok: true })
const inOptions = (problem: string) => `1 problem in the options of fastify-error-catalog: ${problem}`

const slips: ReadonlyArray<readonly [slip: string, build: (app: Loose) => unknown, want: string]> = [
  ['a misspelled path', withOptions({ catalog: './catalgo.yaml' }),
    '1 problem in ./catalgo.yaml\n\n./catalgo.yaml  there is no such file: check the path /catalgo.yaml (the working directory is ); the nearest file is /catalog.yaml'],
  ['a file of several catalogs without a name', withOptions({ catalog: './catalog.yaml' }),
    '1 problem in ./catalog.yaml\n\n./catalog.yaml  one of its catalogs must be named, such as "./catalog.yaml#http": it holds http, kyc, billing, settlement, merchant, cards'],
  ['a misspelled name after the path', withOptions({ catalog: './catalog.yaml#cardz' }),
    '1 problem in ./catalog.yaml\n\n./catalog.yaml:7:1  the part after # must name a catalog of the file, got "cardz" (did you mean "cards"?): it holds http, kyc, billing, settlement, merchant, cards\n    catalogs:\n    ^^^^^^^^^'],
  ['a path without options', withOptions('./catalog.yaml'),
    'the options of fastify-error-catalog must be an object such as { catalog: "./catalog.yaml" }, got "./catalog.yaml"'],
  ['an unknown option', withOptions({ path: './catalog.yaml' }), inOptions('"path" is not an option: did you mean catalog?')],
  ['a misspelled option', withOptions({ catlog: './catalog.yaml' }), inOptions('"catlog" is not an option (did you mean "catalog"?)')],
  ['codes instead of a catalog', withOptions({ codes: catalog.codes }), inOptions('"codes" is not an option: write catalog: { codes: { … } }')],
  ['an invalid option', withOptions({ catalog, undeclared: 'error' }), inOptions('undeclared must be "warn", "throw" or "off", got "error"')],
  ['a catalog in code with a key that does not exist', withOptions({ catalog: { ...catalog, version: '1' } }),
    '1 problem in catalog\n\ncatalog: version  "version" is not a known key: use catalogs, extends, envelope, envelopes, requestId, retryHeader, docs, negotiate, language, locales, roles, map, lint, diff, codes, $schema, generator'],
  ['a catalog in code without a status', withOptions({ catalog: { extends: 'http', codes: { gone: { message: 'Gone.' } } } }),
    '1 problem in catalog\n\ncatalog: codes.gone  gone must have status: it must be an integer from 400 to 599, or 200, 201 or 202'],
  ['a registration twice', async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(errorCatalog, { catalog })
  }, 'fastify-error-catalog is registered twice in the scope "/": remove one, or register the second inside app.register(async scope => …)'],
  ['a registration after a route', async app => {
    app.get('/', handler)
    await app.register(errorCatalog, { catalog })
  }, 'the route GET / was added before fastify-error-catalog was registered: its errors do not reach the catalog, as for 1 more. Write "await app.register(errorCatalog, …)" before the routes of the scope "/"'],
  ['a registration with a prefix', async app => {
    await app.register(errorCatalog, { catalog, prefix: '/v1' })
    app.get('/', handler)
  }, 'the option prefix "/v1" does not limit fastify-error-catalog, which covers the scope "/": write "app.register(async scope => { await scope.register(errorCatalog, …) }, { prefix: \'/v1\' })" with the routes inside'],
  ['an error handler after the registration', async app => {
    await app.register(errorCatalog, { catalog });
    (app as unknown as FastifyInstance).setErrorHandler(() => {})
    app.get('/', handler)
  }, 'setErrorHandler was called in the scope "/" after fastify-error-catalog was registered there: what fails there is no longer answered from the catalog. Remove that handler, or set it inside app.register(async scope => …) and throw what it does not answer'],
  ['a route that declares a code that does not exist', async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/', { config: { errors: ['order_lst'] } }, handler)
  }, '1 problem in config.errors of GET /: "order_lst" is not a code of the catalog (did you mean "order_lost"?)'],
  ['a code that is missing in config.errors', async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/', { config: { errors: ['not_found'] } }, async () => { throw new CatalogError('order_lost' as string, { orderId: '7' } as never) })
  }, 'GET / answered "order_lost", which it does not declare: add it to config.errors, or to the option errors where a hook of all routes raises it'],
  ['no details', withHandler(fail => fail('order_lost')),
    '"order_lost" on GET / was sent without invalid details: orderId must be string, got undefined. The message shows "?" for orderId'],
  ['a detail of another type', withHandler(fail => fail('order_lost', { orderId: 7 })),
    '"order_lost" on GET / was sent without invalid details: orderId must be string, got number: pass String(value). The message shows "?" for orderId'],
  ['a misspelled detail', withHandler(fail => fail('order_lost', { orderID: '7' })),
    '"order_lost" on GET / was sent without invalid details: orderId must be string, got undefined: "orderID" was given, which is not declared. The message shows "?" for orderId'],
  ['no return before a failure', withHandler(fail => {
    fail('order_lost', { orderId: '7' })
    return { ok: true }
  }), 'dropped a payload or an error that came after "order_lost" on GET / was sent: write "return reply.fail(…)" and send one reply only'],
  ['a failure after a response', withHandler(async (fail, reply) => {
    await reply.send({ ok: true })
    return fail('order_lost', { orderId: '7' })
  }), 'reply.fail("order_lost") on GET / came after the reply was sent and did nothing: write "return reply.fail(…)" and send one reply only']
]

/** Slips that are bugs of the handler: the response is `internal`, and the log line of that follows. */
const bugs: ReadonlyArray<readonly [slip: string, build: (app: Loose) => unknown, want: string]> = [
  ['a misspelled code', withHandler(fail => fail('order_lst', { orderId: '7' })), 'unknown error code "order_lst" (did you mean "order_lost"?): add it to the catalog'],
  ['a misspelled code that is thrown', withHandler(() => { throw new CatalogError('order_lst' as string) }),
    'unknown error code "order_lst" (did you mean "order_lost"?): add it to the catalog'],
  ['an object instead of a code', withHandler(fail => fail({ code: 'order_lost' })), "an error code must be a string, got object: write reply.fail('code', { details })"]
]

t.test('each slip of a newcomer in code is one message with what to do', async t => {
  for (const [slip, build, want] of slips) t.same(await messagesOf(t, build), [want], slip)
  for (const [slip, build, want] of bugs) t.same(await messagesOf(t, build), [want, 'The request failed for an unexpected reason.'], slip)
})

t.test('a misspelled function and a thrown string are logged as they are', async t => {
  t.same(await messagesOf(t, withHandler((_, reply) => (reply as unknown as { fial: Fail }).fial('order_lost'))), ['The request failed for an unexpected reason. / reply.fial is not a function'])
  t.same(await messagesOf(t, withHandler(() => { throw 'order_lost' })), ['The request failed for an unexpected reason. / order_lost']) // eslint-disable-line no-throw-literal
})

t.test('a registration without await and a failure without a type work', async t => {
  t.same(await messagesOf(t, app => {
    app.register(errorCatalog, { catalog })
    app.get('/', async (_: unknown, reply: { fail: Fail }) => reply.fail('order_lost', { orderId: '7' }))
  }), [])
})
