// The arithmetic of telemetry with small stand-ins; interop/test has the same with the real SDKs.
import type { FastifyInstance, FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import errorCatalog, { CatalogError } from '../../src/index.ts'
import { countFailures, dropExpected, instrumentFailures, sentryOptions } from '../../src/telemetry.ts'
import { serve } from '../serve.ts'

const catalog = {
  extends: 'http',
  codes: { locked: { status: 409, message: 'It is {state}.', details: { state: 'string' } }, down: { status: 503, message: 'It is down.' } }
} as const

class Span {
  readonly attributes: Record<string, unknown> = {}
  readonly events: Array<{ name: string, attributes?: Record<string, unknown> }> = []
  status: { code: number, message?: string } = { code: 0 }
  readonly isEnded: boolean

  constructor (isEnded = false) {
    this.isEnded = isEnded
  }

  isRecording () {
    return !this.isEnded
  }

  setAttribute (name: string, value: unknown) {
    this.attributes[name] = value
  }

  setStatus (status: Span['status']) {
    this.status = status
  }

  throwing (...types: string[]): this {
    this.status = { code: 2, message: 'hunter2' }
    for (const type of types) this.events.push({ name: 'exception', attributes: { 'exception.type': type } })
    return this
  }

  as (attributes: Record<string, unknown>): this {
    Object.assign(this.attributes, attributes)
    return this
  }
}

/** An OpenTelemetry API whose server span and active span are given. */
function fakeApi (spans: { server?: Span, active?: Span } = {}) {
  const counted: unknown[] = []
  const rpc = Symbol.for('OpenTelemetry SDK Context Key RPC_METADATA')
  const api = {
    context: { active: () => ({ getValue: (key: symbol) => key === rpc && spans.server !== undefined ? { span: spans.server } : undefined }) },
    trace: { getActiveSpan: () => spans.active },
    metrics: { getMeter: (name: string) => ({ createCounter: (counter: string) => ({ add: (value: number, attributes: object) => counted.push([`${name} ${counter}`, value, attributes]) }) }) }
  }
  return { api, counted }
}

const addRoutes = (app: FastifyInstance) => {
  app.get('/locked', async (_request, reply) => reply.fail('locked' as never, { state: 'hunter2' } as never))
  app.get('/down', { config: { errors: ['down'] as never } }, async (_request, reply) => reply.fail('down' as never))
}

t.test('spans and the counter have the code; the status is an error from 500 on', async t => {
  const [ofRequest, server, active, ended] = [new Span(), new Span(), new Span(), new Span(true)]
  for (const [name, spans, own, want] of [
    ['the span of @fastify/otel and of the HTTP instrumentation', { server, active }, ofRequest, [ofRequest, server]],
    ['the HTTP instrumentation', { server, active }, undefined, [server]],
    ['another instrumentation', { active }, null, [active]],
    ['an active span that has ended', { active: ended }, undefined, []],
    ['no span', {}, undefined, []]
  ] as const) {
    const { api, counted } = fakeApi(spans)
    const stop = instrumentFailures(api)
    const { ask, raw } = await serve(t, async app => {
      if (own !== undefined) app.decorateRequest('opentelemetry', (() => ({ span: own })) as never)
      await app.register(errorCatalog, { catalog })
      addRoutes(app)
    })
    for (const [path, status, attributes] of [
      ['/locked', 0, { 'error_catalog.code': 'locked' }],
      ['/down', 2, { 'error_catalog.code': 'down', 'error.type': 'down' }]
    ] as const) {
      await ask(path)
      for (const span of want) {
        t.same([span.attributes, span.status], [attributes, { code: status }], `${name}: ${path}`)
        Object.assign(span, { attributes: {}, status: { code: 0 } })
      }
    }
    await raw('no request\r\n\r\n')
    t.same([ofRequest, server, active, ended].filter(span => Object.keys(span.attributes).length > 0), [], `${name}: no other span`)
    const of = (code: string, status: number, more: object = {}) => ['fastify-error-catalog error_catalog.failures', 1, { 'error_catalog.code': code, 'http.response.status_code': status, ...more }]
    t.same(counted, [
      of('locked', 409, { 'http.route': '/locked', 'http.request.method': 'GET' }),
      of('down', 503, { 'http.route': '/down', 'http.request.method': 'GET' }),
      of('bad_request', 400)
    ])
    stop()
    await ask('/locked')
    t.equal(counted.length, 3, 'nothing is counted after the end')
  }
})

t.test('dropExpected takes errors from spans of expected failures, and from no other span', async t => {
  await serve(t, async app => { await app.register(errorCatalog, { catalog }) })
  const key = Symbol.for('OpenTelemetry Context Key SPAN')
  const processor = dropExpected()
  const start = (span: Span, parent?: Span) => {
    processor.onStart(span, { getValue: asked => asked === key ? parent : undefined })
    return span
  }
  const end = (span: Span) => {
    processor.onEnding(span)
    processor.onEnd(span)
    return { status: span.status.code, exceptions: span.events.map(({ attributes }) => attributes?.['exception.type']) }
  }
  const handler = { 'fastify.type': 'request-handler' }
  const [expected, bug, outside, replied] = [start(new Span()), start(new Span()), start(new Span()), start(new Span())]
  const thrown = start(new Span().as(handler), expected).throwing('locked')
  const mapped = start(new Span().as(handler), expected).throwing('OrderGone')
  const hook = start(new Span().as(handler), expected)
  const query = start(new Span(), expected).throwing('23505')
  const alone = start(new Span().as(handler)).throwing('OrderGone')
  const failed = start(new Span().as(handler), bug).throwing('TypeError')
  t.same(end(thrown), { status: 0, exceptions: [] }, 'a handler that threw a code')
  t.same(end(mapped), { status: 2, exceptions: ['OrderGone'] }, 'a handler whose error is not mapped yet')
  t.same(end(hook), { status: 0, exceptions: [] }, 'a hook')
  t.same(end(query), { status: 2, exceptions: ['23505'] }, 'a span of another library')
  t.same(end(alone), { status: 2, exceptions: ['OrderGone'] }, 'a handler without a span above')
  t.same(end(failed), { status: 2, exceptions: ['TypeError'] }, 'a bug')
  t.same(end(expected.throwing('OrderGone').as({ 'error_catalog.code': 'locked' })), { status: 0, exceptions: [] }, 'the request below 500')
  t.same([mapped.status.code, mapped.events], [0, []], 'then the handler too')
  t.same([query.status.code, alone.status.code], [2, 2])
  bug.events.push({ name: 'note' })
  t.same(end(bug.throwing('down', 'TypeError').as({ 'error_catalog.code': 'down', 'error.type': 'down' })), { status: 2, exceptions: [undefined, 'TypeError'] }, 'the request from 500 on')
  t.equal(failed.status.code, 2)
  t.same(end(replied.throwing('locked').as({ 'error_catalog.code': 'locked' })), { status: 0, exceptions: [] }, 'a request below 500 without a span of its handler')
  t.same(end(outside.throwing('Error')), { status: 2, exceptions: ['Error'] }, 'a request without a catalog')
  await processor.forceFlush()
  await processor.shutdown()
})

t.test('countFailures starts declared series at 0', async t => {
  const counted: unknown[] = []
  class Counter {
    constructor (configuration: object) { counted.push(configuration) }
    inc (labels: object, value: number) { counted.push([...Object.values(labels), value].join(' ')) }
  }
  t.teardown(countFailures({ Counter }, { name: 'mine', registers: [1] }))
  const configuration = { help: 'Failures by code, status, route and method.', labelNames: ['code', 'status', 'route', 'method'] }
  t.same(counted.splice(0), [{ name: 'mine', registers: [1], ...configuration }])
  const { ask, raw } = await serve(t, async app => {
    t.teardown(countFailures({ Counter }, { app }))
    await app.register(errorCatalog, { catalog })
    addRoutes(app)
    app.get('/plain', async () => 'done')
  })
  t.same(counted.splice(0), [{ name: 'error_catalog_failures_total', ...configuration }, 'down 503 /down GET 0', 'down 503 /down HEAD 0'])
  await ask('/down')
  await raw('no request\r\n\r\n')
  t.same(counted, ['down 503 /down GET 1', 'down 503 /down GET 1', 'bad_request 400   1', 'bad_request 400   1'], 'both counters')
})

type Handle = (error: Error, request: object, reply: object) => boolean

function fakeSentry () {
  const captured: Array<readonly [error: unknown, context: unknown]> = []
  let handle: Handle = () => true
  const sentry = {
    fastifyIntegration: ({ shouldHandleError }: { shouldHandleError: Handle }) => {
      handle = shouldHandleError
      return { name: 'Fastify' }
    },
    captureException: (error: unknown, context: unknown) => captured.push([error, context])
  }
  return { sentry, captured, handle: (...args: Parameters<Handle>) => handle(...args) }
}

async function serveSentry (t: Test) {
  const { sentry, captured, handle } = fakeSentry()
  t.same(sentryOptions(sentry), { integrations: [{ name: 'Fastify' }] })
  const handled: boolean[] = []
  const served = await serve(t, async app => {
    app.addHook('onError', async (request, reply, error) => { handled.push(handle(error, request, reply)) })
    app.get('/outside', async () => { throw new Error('outside') })
    app.get('/outside404', async (_request, reply: FastifyReply) => { reply.code(404); throw new Error('outside') })
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog })
      addRoutes(scope)
      scope.get('/bug', async () => { throw new TypeError('bug') })
      scope.get('/thrown', async () => { throw new (CatalogError as unknown as new (code: string) => Error)('locked') })
      scope.get('/own', { errorHandler: async (_error, _request, reply) => await reply.code(500).send('own') }, async () => { throw new Error('own') })
      scope.get('/own404', { errorHandler: async (_error, _request, reply) => await reply.code(404).send('own') }, async () => { throw new Error('own') })
    })
  })
  return { ...served, captured, handled }
}

t.test('sentryOptions captures failures from 500 on, by their cause', async t => {
  const { ask, raw, captured, handled } = await serveSentry(t)
  for (const [path, want, byIntegration] of [
    ['/locked', [], []],
    ['/thrown', [], [false]],
    ['/down', [[{ name: 'down', message: 'It is down.' }, { tags: { 'error_catalog.code': 'down' }, fingerprint: ['down'] }]], []],
    ['/bug', [[{ name: 'TypeError', message: 'bug' }, { tags: { 'error_catalog.code': 'internal_error' }, fingerprint: undefined }]], [false]],
    ['/own', [[{ message: 'own' }, { tags: {} }]], [false]],
    ['/own404', [], [false]],
    ['/outside', [], [true]],
    ['/outside404', [], [false]]
  ] as const) {
    captured.length = handled.length = 0
    await ask(path, { headers: { connection: 'close' } })
    await new Promise(resolve => setTimeout(resolve, 20))
    t.match(captured, want, path)
    t.equal(captured.length, want.length, path)
    t.same(handled, byIntegration, `${path}: what Sentry captures by itself`)
  }
  captured.length = 0
  await raw('no request\r\n\r\n')
  t.same(captured, [])
})
