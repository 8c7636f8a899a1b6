// Spans, metrics and Prometheus series of failures, with the real SDK of OpenTelemetry, @fastify/otel and prom-client.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import * as client from 'prom-client'
import t, { type Test } from 'tap'
import { freePort } from '../../test/freePort.ts'
import { startProgram, writeGuide } from './guide.ts'

// Imported before Fastify requires node:http.
const http = new HttpInstrumentation()
http.disable()

const { default: Fastify } = await import('fastify')
const { default: rateLimit } = await import('@fastify/rate-limit')
const { FastifyOtelInstrumentation } = await import('@fastify/otel')
const { default: errorCatalog, CatalogError, serverOptions } = await import('fastify-error-catalog')
const { countFailures, dropExpected, instrumentFailures } = await import('fastify-error-catalog/telemetry')

const secret = 'hunter2'

const catalog = {
  extends: 'http',
  codes: {
    invoice_locked: { status: 409, message: 'Invoice {invoiceId} is locked.', details: { invoiceId: 'string', 'holder?': 'string' }, private: ['holder'] },
    ledger_down: { status: 503, message: 'The ledger is down.' },
    order_gone: { status: 404, message: 'There is no such order.' }
  },
  map: { errors: { OrderGone: 'order_gone' } }
}

class OrderGone extends Error {}

const details = { invoiceId: 'in_1', holder: secret }
const create = (code: string) => new (CatalogError as unknown as new (...args: unknown[]) => Error)(code, details, { cause: new Error(secret) })

/** The failing routes, by path, with the status and the code of the response. */
const failures: Readonly<Record<string, readonly [status: number, code: string, init?: RequestInit]>> = {
  '/fail': [409, 'invoice_locked'],
  '/throw': [409, 'invoice_locked'],
  '/return': [409, 'invoice_locked'],
  '/fail503': [503, 'ledger_down'],
  '/throw503': [503, 'ledger_down'],
  '/return503': [503, 'ledger_down'],
  '/mapped': [404, 'order_gone'],
  '/invalid?n=x': [400, 'validation_failed'],
  '/body': [400, 'malformed_body', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }],
  '/nowhere': [404, 'not_found'],
  '/mapped#405': [405, 'method_not_allowed', { method: 'PUT' }],
  '/limited': [429, 'rate_limited'],
  '/bug': [500, 'internal_error'],
  '/%zz': [400, 'uri_invalid']
}

function addRoutes (app: FastifyInstance) {
  for (const [suffix, code] of [['', 'invoice_locked'], ['503', 'ledger_down']] as const) {
    app.get(`/fail${suffix}`, async (_request, reply) => reply.fail(code, details, { cause: new Error(secret) }))
    app.get(`/throw${suffix}`, async () => { throw create(code) })
    app.get(`/return${suffix}`, async () => create(code))
  }
  app.get('/mapped', async () => { throw new OrderGone(secret) })
  app.get('/invalid', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async () => 'done')
  app.post('/body', async () => 'done')
  app.get('/limited', { config: { rateLimit: { max: 1, timeWindow: 60_000 } } }, async () => 'done')
  app.get('/bug', async () => { throw new TypeError('the disk is full') })
  app.get('/done', async () => 'done')
}

const memory = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [dropExpected(), new SimpleSpanProcessor(memory)] })
api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
api.trace.setGlobalTracerProvider(provider)
http.setTracerProvider(provider)

const metricMemory = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: metricMemory, exportIntervalMillis: 3_600_000 })
api.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
t.teardown(async () => { await reader.shutdown() })

const otel = new FastifyOtelInstrumentation()
otel.setTracerProvider(provider)

async function serve (t: Test, prepare: (app: FastifyInstance) => Promise<void>): Promise<string> {
  const app = Fastify(serverOptions({ keepAliveTimeout: 1 } as FastifyServerOptions)) as unknown as FastifyInstance
  t.teardown(async () => { await app.close() })
  await prepare(app)
  await app.register(rateLimit, { global: false })
  addRoutes(app)
  return await app.listen({ host: '127.0.0.1', port: 0 })
}

const withCatalog = async (app: FastifyInstance) => { await app.register(errorCatalog, { catalog: catalog as never }) }
const withOtel = async (app: FastifyInstance) => { await app.register(otel.plugin() as never) }

const setups: Readonly<Record<string, { readonly http: boolean, readonly prepare: (app: FastifyInstance) => Promise<void> }>> = {
  '@fastify/otel first': { http: false, prepare: async app => { await withOtel(app); await withCatalog(app) } },
  '@fastify/otel last': { http: false, prepare: async app => { await withCatalog(app); await withOtel(app) } },
  'the HTTP instrumentation and @fastify/otel': { http: true, prepare: async app => { await withOtel(app); await withCatalog(app) } },
  'the HTTP instrumentation only': { http: true, prepare: withCatalog },
  'no instrumentation': { http: false, prepare: withCatalog }
}

/** The compared parts of a span: without times, ids and stack traces. */
const shown = ({ name, kind, status, attributes, events }: ReadableSpan) => {
  const { 'error_catalog.code': code, 'error.type': type, 'http.response.status_code': sent } = attributes
  return { name: name.replace(/ - .*|(?<=^[A-Z]+) .*/, ''), kind, status, code, type, sent, events: events.map(({ attributes }) => attributes?.['exception.type']) }
}

const spansOf = (spans: readonly ReadableSpan[]) => spans.map(shown).sort((a, b) => a.name.localeCompare(b.name))

for (const [name, { http: withHttp, prepare }] of Object.entries(setups)) {
  t.test(`spans with ${name}: a failure below 500 is not an error, and every way to fail gives the same spans`, async t => {
    if (withHttp) http.enable()
    const stop = instrumentFailures(api)
    t.teardown(() => { stop(); http.disable() })
    const url = await serve(t, prepare)
    await fetch(`${url}/limited`)
    const all: Record<string, ReturnType<typeof spansOf>> = {}
    for (const [path, [status, code, init]] of Object.entries(failures)) {
      memory.reset()
      const response = await fetch(url + path, { ...init, headers: { ...init?.headers, connection: 'close' } })
      const body = await response.json() as { error: { code: string } }
      t.same([response.status, body.error.code], [status, code], path)
      await new Promise(resolve => setImmediate(resolve))
      // The same instrumentation also creates the spans of the client.
      const spans = memory.getFinishedSpans().filter(({ kind }) => kind !== api.SpanKind.CLIENT)
      all[path] = spansOf(spans)
      t.notMatch(JSON.stringify(spans.map(({ attributes, status }) => ({ attributes, status }))), /hunter2|in_1/, path)
      const servers = spans.filter(({ kind }) => kind === api.SpanKind.SERVER)
      const isBelowRouter = path === '/%zz' && !withHttp
      t.equal(servers.length, name === 'no instrumentation' || isBelowRouter ? 0 : 1, `${path}: one span of the server`)
      for (const span of servers) {
        t.equal(span.attributes['error_catalog.code'], code, `${path}: the code`)
        t.equal(span.status.code, status < 500 ? api.SpanStatusCode.UNSET : api.SpanStatusCode.ERROR, `${path}: the status of the span`)
        if (status >= 500) t.equal(span.attributes['error.type'], code, `${path}: the type of the error`)
      }
      if (status < 500) t.same(spans.filter(({ status: { code } }) => code === api.SpanStatusCode.ERROR).map(({ name }) => name), [], `${path}: no span is an error`)
    }
    for (const suffix of ['', '503']) {
      t.same(all[`/throw${suffix}`], all[`/fail${suffix}`], `throw and reply.fail give equal spans${suffix}`)
      t.same(all[`/return${suffix}`], all[`/fail${suffix}`], `return and reply.fail give equal spans${suffix}`)
    }
    if (name.startsWith('@fastify/otel')) t.match(all['/bug']?.find(({ name }) => name === 'request'), { status: { code: api.SpanStatusCode.ERROR }, events: ['TypeError'] }, 'a bug keeps its exception')
    memory.reset()
    t.equal(await (await fetch(`${url}/done`)).text(), 'done')
    t.same(memory.getFinishedSpans().filter(({ attributes }) => attributes['error_catalog.code'] !== undefined), [], 'a success has no code')
  })
}

t.test('the counter of OpenTelemetry counts by code, status, route and method', async t => {
  const stop = instrumentFailures(api)
  t.teardown(stop)
  const url = await serve(t, withCatalog)
  const counted = async () => {
    await reader.forceFlush()
    const points = metricMemory.getMetrics().at(-1)?.scopeMetrics.flatMap(({ metrics }) => metrics).find(({ descriptor }) => descriptor.name === 'error_catalog.failures')?.dataPoints ?? []
    return new Map(points.map(({ attributes, value }) => [Object.values(attributes).join(' '), Number(value)]))
  }
  const before = await counted()
  for (const [path, [, , init]] of Object.entries(failures)) await fetch(url + path, init)
  await malformed(url)
  const after = await counted()
  const grown = Object.fromEntries([...after].map(([labels, value]) => [labels, value - (before.get(labels) ?? 0)] as const).filter(([, value]) => value > 0))
  t.same(grown, {
    'invoice_locked 409 /fail GET': 1,
    'invoice_locked 409 /throw GET': 1,
    'invoice_locked 409 /return GET': 1,
    'ledger_down 503 /fail503 GET': 1,
    'ledger_down 503 /throw503 GET': 1,
    'ledger_down 503 /return503 GET': 1,
    'order_gone 404 /mapped GET': 1,
    'validation_failed 400 /invalid GET': 1,
    'malformed_body 400 /body POST': 1,
    'not_found 404 GET': 1,
    'method_not_allowed 405 PUT': 1,
    'internal_error 500 /bug GET': 1,
    'uri_invalid 400 GET': 1,
    'bad_request 400': 1
  })
})

async function malformed (url: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('no request\r\n\r\n')
  socket.resume()
  await new Promise(resolve => socket.on('close', resolve))
}

t.test('the counter of prom-client starts declared series at 0 and counts', async t => {
  const registry = new client.Registry()
  const url = await serve(t, async app => {
    t.teardown(countFailures(client, { app, registers: [registry] }))
    await withCatalog(app)
    app.route({ method: ['GET', 'POST'], url: '/declared', config: { errors: ['order_gone'] as never }, handler: async (_request, reply) => reply.fail('order_gone') })
  })
  const series = async () => (await registry.metrics()).split('\n').filter(line => line.startsWith('error_catalog_failures_total'))
  const line = (labels: string, value: number) => `error_catalog_failures_total{${labels}} ${value}`
  const declared = (method: string, value: number) => line(`code="order_gone",status="404",route="/declared",method="${method}"`, value)
  t.same((await series()).sort(), ['GET', 'HEAD', 'POST'].map(method => declared(method, 0)))
  await fetch(`${url}/declared`)
  await fetch(`${url}/declared`)
  await fetch(`${url}/nowhere`)
  await malformed(url)
  t.same((await series()).sort(), [
    line('code="bad_request",status="400",route="",method=""', 1),
    line('code="not_found",status="404",route="",method="GET"', 1),
    declared('GET', 2), declared('HEAD', 0), declared('POST', 0)
  ])
})

t.test('the default registry and another name', async t => {
  t.teardown(() => client.register.clear())
  t.teardown(countFailures(client, { name: 'failures' }))
  const url = await serve(t, withCatalog)
  await fetch(`${url}/bug`)
  t.match(await client.register.metrics(), /failures\{code="internal_error",status="500",route="\/bug",method="GET"\} 1/)
})

t.test('the server of the guide counts as the guide shows', async t => {
  const folder = t.testdir({ 'package.json': '{ "type": "module" }' })
  const port = await freePort()
  writeGuide('guides/telemetry.md', folder, port, 'Count failures for Prometheus')
  await startProgram(t, folder, ['server.js'], port)
  const url = `http://127.0.0.1:${port}`
  const series = async () => await (await fetch(`${url}/metrics`)).text()
  const line = (value: number) => `error_catalog_failures_total{code="conflict",status="409",route="/orders",method="GET"} ${value}\n`
  t.ok((await series()).includes(line(0)), 'a declared code starts at 0')
  for (let i = 0; i < 2; i++) await fetch(`${url}/orders`)
  t.ok((await series()).includes(line(2)))
  t.ok(readFileSync(new URL('../../docs/guides/telemetry.md', import.meta.url), 'utf8').includes(line(2)))
})
