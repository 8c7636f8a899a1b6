import { runInNewContext } from 'node:vm'
import boom from '@hapi/boom'
import createError from '@fastify/error'
import Fastify from 'fastify'
import httpErrors from 'http-errors'
import t from 'tap'
import type { Entry } from '../../../src/catalog/entry.ts'
import { loadContract } from '../../../src/envelope/load.ts'
import errorCatalog from '../../../src/index.ts'
import { mapError, type ErrorContext } from '../../../src/server/mapping/mapError.ts'
import { readThrown } from '../../../src/server/mapping/readThrown.ts'
import { toValidationFailure } from '../../../src/server/validation/validationFailure.ts'
import { sdkNames, sdkRoles, upstreamHeaders, upstreamSigns, upstreamStatuses } from '../../../src/server/roles/upstreamErrors.ts'

const catalogWith = async (errors: Readonly<Record<string, 'mapped' | 'base'>>) => (await loadContract({
  extends: 'http',
  codes: { mapped: { status: 409, message: 'It is mapped.' }, base: { status: 410, message: 'It is mapped by a base class.' } },
  map: { errors }
})).catalog

const catalog = await catalogWith({ E_MAPPED: 'mapped', OrderNotFound: 'mapped', DomainError: 'base' })
const withBuiltIns = await catalogWith({ DomainError: 'mapped', TypeError: 'base', Error: 'base' })
const plain = (await loadContract({ extends: 'http' })).catalog

const context = (more: Partial<ErrorContext> = {}): ErrorContext => ({
  trustStatus: 'own',
  unmatched: undefined,
  replyStatus: undefined,
  validationFailure: () => undefined,
  isParserError: () => false,
  limiterRole: () => undefined,
  limiterWait: () => undefined,
  ...more
})

const error = (members: object = {}) => Object.assign(new Error('hunter2'), members)
const named = (name: string, members: object = {}) => error({ name, ...members })

class DomainError extends Error {}
class OrderNotFound extends DomainError {}
class InvoiceNotFound extends DomainError {}
class Named extends DomainError { override name = 'OrderNotFound' }

const withCause = (cause: unknown) => new RangeError('hunter2', { cause })
const deep = (levels: number): unknown => levels === 0 ? error({ code: 'E_MAPPED' }) : withCause(deep(levels - 1))
const cycle = withCause(undefined)
Object.assign(cycle, { cause: withCause(cycle) })

t.test('map.errors matches by code, name and class, of the error, of members and of causes', async t => {
  const rows: Readonly<Record<string, readonly [thrown: unknown, code: string]>> = {
    'its code': [error({ code: 'E_MAPPED' }), 'mapped'],
    'its class': [new OrderNotFound('7'), 'mapped'],
    'a class that it extends': [new InvoiceNotFound('7'), 'base'],
    'its name before its classes': [new Named('7'), 'mapped'],
    'no class of what is no error': [{ code: 'x' }, 'internal_error'],
    'an instance that is no error': [new (class OrderNotFound {})(), 'mapped'],
    'a class of another realm': [runInNewContext('class OrderNotFound extends Error {}; new OrderNotFound("7")'), 'mapped'],
    'a class without a name': [new (class extends RangeError {})('7'), 'internal_error'],
    'a cause twenty levels down': [deep(20), 'mapped'],
    'no cause forty levels down': [deep(40), 'internal_error'],
    'a cycle of causes': [cycle, 'internal_error'],
    'members of an AggregateError in order': [new AggregateError([named('x'), new InvoiceNotFound('7'), error({ code: 'E_MAPPED' })]), 'base'],
    'members before the cause': [new AggregateError([error({ code: 'E_MAPPED' })], '7', { cause: new InvoiceNotFound('7') }), 'mapped'],
    'members of a class that extends it': [new (class Several extends AggregateError {})([error({ code: 'E_MAPPED' })]), 'mapped'],
    'no members of another error': [named('Invalid', { errors: [error({ code: 'E_MAPPED' })] }), 'internal_error'],
    'a list of members that throws': [named('AggregateError', { errors: new Proxy([], { get () { throw error() } }) }), 'internal_error'],
    'members that are none': [named('AggregateError', { errors: 'E_MAPPED' }), 'internal_error'],
    'members that are no errors': [new AggregateError(['E_MAPPED', undefined, null, 7]), 'internal_error']
  }
  for (const [name, [thrown, code]] of Object.entries(rows)) t.equal(mapError(readThrown(thrown), catalog, context()).entry.code, code, name)
})

t.test('a built-in name in map.errors matches only the name of an error', async t => {
  const rows: Readonly<Record<string, readonly [thrown: unknown, code: string]>> = {
    'its name': [new TypeError('7'), 'base'],
    'no built-in class': [new (class extends TypeError { override name = 'Mine' })('7'), 'internal_error'],
    'its class before its name': [new OrderNotFound('7'), 'mapped'],
    'its name before the classes of its cause': [new Error('7', { cause: new OrderNotFound('7') }), 'base'],
    'its name, in another realm': [runInNewContext('new Error("7")'), 'base']
  }
  for (const [name, [thrown, code]] of Object.entries(rows)) t.equal(mapError(readThrown(thrown), withBuiltIns, context()).entry.code, code, name)
})

const response = { headers: { date: 'now' } }

t.test('an error of an upstream is badGateway, gatewayTimeout or unavailable, whatever its kind and status', async t => {
  const rows: Readonly<Record<string, readonly [thrown: object, code: string]>> = {
    ...Object.fromEntries(sdkNames.map(name => [name, [named(name, { status: 401 }), 'bad_gateway']])),
    ...Object.fromEntries(upstreamSigns.map(({ member, having }) => [member, [error({ statusCode: 401, [member]: { [having[0] ?? 'x']: 'x' } }), 'bad_gateway']])),
    ...Object.fromEntries(upstreamHeaders.map(name => [name, [error({ statusCode: 404, headers: { [name]: 'x' } }), 'bad_gateway']])),
    ...Object.fromEntries(Object.entries(upstreamStatuses).map(([status, role]) => [status, [error({ response: { ...response, status: Number(status) } }), catalog.roles[role]]])),
    ...Object.fromEntries(sdkRoles.flatMap(({ role, names }) => names.map(name => [`${name} with a sign`, [named(name, { $metadata: {} }), catalog.roles[role]]]))),
    'headers of the class Headers': [error({ status: 403, headers: new Headers() }), 'bad_gateway'],
    'the class of an SDK': [new (class APIError extends (class OpenAIError extends Error {}) { status = 401 })(), 'bad_gateway'],
    'http-errors': [httpErrors(401, { response }), 'bad_gateway'],
    Boom: [boom.unauthorized('No.', 'Bearer', {}), 'unauthenticated'],
    'Boom of a client': [boom.boomify(error({ data: { isResponseError: true } }), { statusCode: 401 }), 'bad_gateway'],
    'a status of statusCode': [error({ response: { ...response, statusCode: 503 } }), 'unavailable'],
    'a status of $metadata': [error({ $metadata: { httpStatusCode: 503 } }), 'unavailable'],
    'a code of the network': [error({ config: { url: 'x' }, code: 'ECONNREFUSED' }), 'unavailable'],
    'a code of the network in the cause': [error({ status: 500, request: { url: 'x' }, cause: withCause(error({ code: 'UND_ERR_HEADERS_TIMEOUT' })) }), 'gateway_timeout'],
    'a code of the cause before the name of an SDK': [named('APIConnectionError', { config: { url: 'x' }, cause: withCause(error({ code: 'UND_ERR_SOCKET' })) }), 'bad_gateway'],
    'a detail of Stripe': [new (class StripeConnectionError extends (class StripeError extends Error {}) { detail = error({ code: 'ETIMEDOUT' }) })(), 'gateway_timeout'],
    'a detail of another library': [new (class OrderError extends Error { detail = error({ code: 'ETIMEDOUT' }) })(), 'internal_error'],
    'a request that was aborted': [new (class GaxiosError extends Error {})('7', { cause: named('AbortError', {}) }), 'gateway_timeout'],
    'a code that is known for something else': [error({ response, code: 'FAST_JWT_MALFORMED' }), 'bad_gateway'],
    'a code that is mapped': [error({ response, statusCode: 401, code: 'E_MAPPED' }), 'mapped'],
    'the timeout of axios': [named('AxiosError', { code: 'ECONNABORTED', config: { url: 'x' } }), 'gateway_timeout'],
    'a response that is a body': [error({ status: 404, response: { statusCode: 404, message: 'Not Found' } }), 'not_found'],
    'a request that is a text': [error({ status: 404, request: 'GET /' }), 'not_found'],
    'a config that is the program\'s': [error({ status: 404, config: { strict: true } }), 'not_found'],
    'a name that says too little': [named('TimeoutError', { status: 404 }), 'gateway_timeout'],
    'a thrown Response of success': [new Response('x', { headers: { date: 'now' } }), 'internal_error'],
    'a thrown Response': [new Response('x', { status: 404, headers: { date: 'now' } }), 'bad_gateway'],
    'headers of the program': [error({ status: 404, headers: { 'retry-after': '5', 'www-authenticate': 'Bearer', 'set-cookie': 'a=1' } }), 'not_found']
  }
  for (const [name, [thrown, code]] of Object.entries(rows)) {
    const got = mapError(readThrown(thrown), catalog, context())
    t.same([got.entry.code, got.headers, got.issues], [code, name === 'Boom' ? { 'www-authenticate': 'Bearer , error="No."' } : undefined, undefined], name)
  }
  const issues = () => ({ entry: plain.entries.get('validation_failed') as Entry, issues: [{ path: 'a', message: 'No.' }] })
  const got = mapError(readThrown(error({ status: 422, response })), plain, context({ validationFailure: issues }))
  t.same([got.entry.code, got.issues], ['bad_gateway', undefined], 'issues of an upstream are not the client\'s')
})

t.test('trustStatus: own believes plain errors, known only libraries whose errors are responses', async t => {
  const rows: Readonly<Record<string, readonly [thrown: unknown, own: string, known: string]>> = {
    'a plain status': [error({ statusCode: 404 }), 'not_found', 'internal_error'],
    'a status that is text': [error({ status: '404' }), 'not_found', 'internal_error'],
    'http-errors': [httpErrors(404), 'not_found', 'not_found'],
    'http-errors, by hand': [error({ status: 404, statusCode: 404, expose: true }), 'not_found', 'not_found'],
    'two statuses without expose': [error({ status: 404, statusCode: 404 }), 'not_found', 'internal_error'],
    Boom: [boom.notFound(), 'not_found', 'not_found'],
    'an output of another library': [error({ output: { statusCode: 404 } }), 'not_found', 'internal_error'],
    '@fastify/error': [new (createError('E_GONE', 'Gone', 404))(), 'not_found', 'not_found'],
    'a known code': [error({ code: 'FST_JWT_BAD_REQUEST', statusCode: 400 }), 'unauthenticated', 'unauthenticated']
  }
  for (const [name, [thrown, own, known]] of Object.entries(rows)) {
    t.equal(mapError(readThrown(thrown), plain, context()).entry.code, own, `own: ${name}`)
    t.equal(mapError(readThrown(thrown), plain, context({ trustStatus: 'known' })).entry.code, known, `known: ${name}`)
  }
  const set = mapError(readThrown(error({ statusCode: 404 })), plain, context({ trustStatus: 'known', replyStatus: 409 }))
  t.equal(set.entry.code, 'conflict', 'the status that a handler has set is its own')
})

t.test('headers are forwarded only from libraries whose errors are responses, with their status', async t => {
  const headers = { 'WWW-Authenticate': 'Bearer', 'x-other': 'x', 'Retry-After': 5 }
  const kept = { 'www-authenticate': 'Bearer' }
  const rows: Readonly<Record<string, readonly [thrown: unknown, headers: object | undefined, wait: number | undefined]>> = {
    'http-errors': [httpErrors(401, { headers }), kept, 5],
    '@fastify/error': [Object.assign(new (createError('E_AUTH', 'No', 401))(), { headers }), kept, 5],
    Boom: [boom.boomify(error(), { statusCode: 401 }), {}, undefined],
    'a plain error': [error({ statusCode: 401, headers }), undefined, undefined],
    'an upstream': [httpErrors(401, { headers: { ...headers, date: 'now' } }), undefined, undefined],
    'another status than is sent': [httpErrors(402, { headers }), undefined, undefined],
    'a status from 500': [httpErrors(503, { headers }), {}, 5],
    'no headers': [httpErrors(401, { headers: null }), undefined, undefined],
    'headers that throw': [httpErrors(401, { headers: new Proxy({}, { ownKeys () { throw error() } }) }), {}, undefined],
    'a wait that is none': [httpErrors(401, { headers: { 'retry-after': {} } }), {}, undefined]
  }
  for (const [name, [thrown, want, wait]] of Object.entries(rows)) {
    const got = mapError(readThrown(thrown), plain, context())
    t.same([got.headers, got.retryAfter], [want, wait], name)
  }
})

t.test('each member of a thrown error is read once, and none is read after readThrown', async t => {
  const issue = { path: ['name'], message: 'Wrong.' }
  for (const lists of [{}, { validation: [{}] }, { issues: [issue] }, { isJoi: true, details: [issue] }, { validationContext: 'body', errors: [{}], statusCode: undefined, status: undefined }]) {
    const reads = new Map<string, number>()
    const target = error({ code: 'E_X', statusCode: 422, status: 422, expose: true, headers: {}, response: 'x', output: {}, cause: undefined, ...lists })
    const thrown = readThrown(new Proxy(target, {
      get (from, name) {
        reads.set(String(name), (reads.get(String(name)) ?? 0) + 1)
        return Reflect.get(from, name) as unknown
      }
    }))
    const before = new Map(reads)
    const app = Fastify()
    await app.register(errorCatalog)
    app.get('/', async request => ({ issues: toValidationFailure(thrown, catalog, request)?.issues.length ?? 0 }))
    mapError(thrown, catalog, context())
    t.same((await app.inject('/')).json(), { issues: Object.keys(lists).length === 0 ? 0 : 1 })
    t.same(reads, before, 'mapError and toValidationFailure read nothing of the error')
    t.ok(reads.has('code') && reads.has('message') && reads.has('cause'))
    t.same([...reads].filter(([, times]) => times > 1), [])
    t.ok(Object.isFrozen(thrown))
  }
})

t.test('members that cannot be read are ignored', async t => {
  const fail = () => { throw error() }
  const hostile = new Proxy(error(), { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail })
  for (const thrown of [undefined, null, '', 'E_MAPPED', 7, 7n, Symbol('x'), () => {}, [], Object.create(null), hostile, Proxy.revocable({}, {}).proxy]) {
    t.equal(mapError(readThrown(thrown), catalog, context()).entry.code, 'internal_error', typeof thrown)
  }
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  t.equal(mapError(readThrown(proxy), catalog, context()).entry.code, 'internal_error')
})
