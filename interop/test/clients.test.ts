import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import axios, { type AxiosInstance } from 'axios'
import Fastify from 'fastify'
import errorCatalog, { CatalogError } from 'fastify-error-catalog'
import { addAxiosRetry, createReader, kyOptions, withRetry, type Classes, type ErrorData } from 'fastify-error-catalog/client'
import ky from 'ky'
import createOpenApiClient from 'openapi-fetch'
import t from 'tap'
import { fetch as undiciFetch, request } from 'undici'
import { loadContract } from '../../src/envelope/load.ts'
import { headersOf } from '../../src/failure/headers.ts'
import { bodiesOf, sampleFailure } from '../../src/render/bodies.ts'
import { toErrorData } from '../../src/render/generate/errorData.ts'
import { run } from '../../test/built.ts'
import { catalogOf, envelopeNames } from '../../test/client/responses.ts'

// Compilers are slow on a busy machine.
t.setTimeout(600_000)

const { resolve } = createRequire(import.meta.url)
const command = join(dirname(resolve('fastify-error-catalog/package.json')), 'dist/esm/cli.js')
const platforms = ['kyc', 'billing', 'settlement', 'merchant', 'cards']

/** How to send a request with each library, and which parts of its result to read. */
const libraries: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  fetch: async url => await fetch(url),
  axios: async url => await axios.get(url).catch((error: unknown) => error),
  ky: async url => await ky(url, { retry: 0 }).catch((error: unknown) => error),
  'fetch of undici': async url => await undiciFetch(url),
  'request of undici': async url => {
    const response = await request(url)
    // The body of a success can be read only once.
    return response.statusCode < 400 ? { ...response, body: await response.body.json() } : response
  }
}

t.test('the client reads the responses of fetch, undici, axios and ky for all 112 codes in all ten envelopes', async t => {
  const app = Fastify()
  t.teardown(async () => await app.close())
  const cases: Array<{ path: string, errors: ErrorData, want: object }> = []
  for (const platform of platforms) {
    for (const envelope of envelopeNames) {
      const { catalog } = await loadContract({ extends: platform })
      const errors = toErrorData({ ...catalog, envelope })
      const entries = [...catalog.entries.values()]
      for (const entry of entries) {
        const failure = sampleFailure(catalog, entry)
        const body = bodiesOf(catalog, failure).find(body => body.envelope === envelope)
        // An envelope cannot write details whose names are names of its members.
        if (body === undefined) continue
        const path = `/${platform}/${envelope}/${entry.code}`
        const headers = { ...Object.fromEntries(headersOf(failure, catalog)), [catalog.requestId.header]: failure.requestId, 'content-type': body.contentType }
        app.get(path, async (_request, reply) => await reply.code(entry.status).headers(headers).serializer((text: string) => text).send(body.text))
        const isAlone = entries.filter(({ status }) => status === entry.status).length === 1
        cases.push({
          path,
          errors,
          want: {
            kind: 'api',
            status: entry.status,
            requestId: failure.requestId,
            message: failure.message,
            ...envelope !== 'cards' || isAlone ? { known: true, code: entry.code, retry: entry.retry } : {},
            ...envelope === 'kyc' ? {} : { details: failure.details }
          }
        })
      }
    }
  }
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  t.ok(cases.length > 1000, `${cases.length} failures`)
  for (const { path, errors, want } of cases) {
    for (const [library, send] of Object.entries(libraries)) {
      const failure = await createReader(errors)(await send(base + path))
      t.match(failure, want, `${path} by ${library}`)
    }
  }
})

t.test('the adapters retry as the catalog says, and throw the classes of the generated client', async t => {
  const folder = t.testdir({ 'catalog.json': JSON.stringify(catalogOf('nested')) })
  const file = join(folder, 'errors.ts')
  t.equal((await run([command, 'client', join(folder, 'catalog.json'), '-o', file])).code, 0)
  const { errors, classes } = await import(pathToFileURL(file).href) as { errors: ErrorData, classes: Classes }
  const counts = new Map<string, number>()
  const app = Fastify()
  t.teardown(async () => await app.close())
  await app.register(errorCatalog, { catalog: catalogOf('nested') as never })
  app.all('/:code/:succeeds', async ({ params, url }) => {
    const { code, succeeds } = params as { code: string, succeeds: string }
    const count = (counts.get(url) ?? 0) + 1
    counts.set(url, count)
    if (count >= Number(succeeds)) return { done: true }
    throw new CatalogError(code as never, (code === 'locked' ? { by: 'Ann' } : code === 'slow_down' ? { seconds: 61 } : {}) as never)
  })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const options = { maxWait: 10, onFailure: () => {} }
  const retrying: AxiosInstance = axios.create()
  addAxiosRetry(retrying as never, errors, { ...options, classes })
  const throwing = ky.create(kyOptions(errors, { ...options, classes }) as never)
  const typed = createOpenApiClient<Record<string, never>>({ baseUrl: base, fetch: withRetry(fetch, errors, options) as never })
  const senders: Readonly<Record<string, (method: 'GET' | 'POST', path: string) => Promise<unknown>>> = {
    axios: async (method, path) => (await retrying.request({ method, url: base + path, data: {} })).data as unknown,
    ky: async (method, path) => await throwing(base + path, { method, ...method === 'POST' ? { json: {} } : {} }).json(),
    'openapi-fetch': async (method, path) => {
      const { data, response } = await (typed as unknown as Record<string, (path: string, init: object) => Promise<{ data: unknown, response: Response }>>)[method]?.(path, method === 'POST' ? { body: {} } : {}) as { data: unknown, response: Response }
      return response.ok ? data : response.status
    }
  }
  for (const [library, send] of Object.entries(senders)) {
    const of = async (method: 'GET' | 'POST', code: string, succeeds: number) => {
      const path = `/${code}/${succeeds}?${library}${method}`
      const result = await send(method, path).catch((error: Error) => error.name)
      return [result, counts.get(path)]
    }
    const thrown = (name: string, status: number) => library === 'openapi-fetch' ? status : name
    t.same(await of('GET', 'internal', 2), [{ done: true }, 2], `${library} repeats a GET`)
    t.same(await of('POST', 'internal', 2), [thrown('InternalError', 500), 1], `${library} sends a POST once`)
    t.same(await of('GET', 'locked', 2), [thrown('LockedError', 409), 1], `${library} does not repeat what can never succeed`)
    t.same(await of('GET', 'slow_down', 2), [thrown('RateLimitError', 429), 1], `${library} does not wait longer than allowed`)
  }
})

t.test('each TypeScript version compiles the types of a generated client', async t => {
  const folder = t.testdir({ 'catalog.json': JSON.stringify(catalogOf('nested')) })
  for (const kind of ['right', 'wrong']) {
    mkdirSync(join(folder, kind))
    t.equal((await run([command, 'client', join(folder, 'catalog.json'), '-o', join(folder, kind, 'errors.ts')])).code, 0)
    writeFileSync(join(folder, kind, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, kind, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [], module: 'nodenext', moduleResolution: 'nodenext', allowImportingTsExtensions: true, skipLibCheck: false },
      files: ['app.ts', 'errors.ts']
    }))
  }
  const head = "import { createReader, isApiError, shouldRetry, toError, withRetry } from 'fastify-error-catalog/client'\nimport { classes, errors, LockedError, RateLimitError, type Failure } from './errors.ts'\n"
  writeFileSync(join(folder, 'right/app.ts'), `${head}
const read = createReader(errors)
const call = withRetry(fetch, errors)
export async function show (): Promise<string> {
  const failure: Failure | undefined = await read(await call('/'))
  if (failure === undefined) return 'fine'
  shouldRetry(failure, { method: 'POST' })
  if (failure.kind !== 'api') return failure.kind === 'unanswered' ? failure.reason : failure.text
  if (!failure.known) return failure.code ?? 'a code this client lacks'
  switch (failure.code) {
    case 'locked': return failure.details.by + (failure.details.since ?? 0).toFixed()
    case 'slow_down': { const status: 429 = failure.status; return failure.details.seconds.toFixed(status) }
    case 'invalid': case 'seats': case 'step.up': case 'down': case 'internal': return failure.message ?? ''
    default: { const all: never = failure; return all }
  }
}
export function handle (error: unknown): number | undefined {
  if (error instanceof RateLimitError) { const code: 'slow_down' = error.code; return code.length + (error.retryAfter ?? error.details.seconds) }
  if (error instanceof LockedError) return error.details.by.length
  if (isApiError(error, 'internal')) { const code: 'internal' = error.code; return code.length }
  throw toError({ kind: 'unanswered', sent: 'no', reason: 'refused', cause: error }, classes)
}
`)
  writeFileSync(join(folder, 'wrong/app.ts'), `${head}
export function handle (failure: Failure, error: unknown): unknown {
  if (failure.kind === 'api' && failure.known && failure.code === 'lockd') return 1
  if (failure.kind === 'api' && failure.known && failure.code === 'locked') return failure.details.missing
  if (error instanceof RateLimitError) { const code: 'locked' = error.code; return code }
  return [createReader, isApiError, shouldRetry, toError, withRetry, classes, errors, LockedError]
}
`)
  for (const compiler of ['typescript-5.5', 'typescript-5.9', 'typescript']) {
    const { stdout } = await run(['interop/test/typecheck.mjs', compiler, join(folder, 'right'), join(folder, 'wrong')])
    const lines = stdout.split('\n').filter(line => line !== '')
    t.match(lines.shift(), /^right on .+: the package was read$/, stdout)
    t.match(lines.shift(), /^wrong on .+: the package was read$/, stdout)
    t.same(lines.filter(line => /^app\.ts:\d+ /.test(line)).map(line => /^app\.ts:(\d+)/.exec(line)?.[1]), ['5', '6', '7'], stdout)
  }
  // TypeScript 7 has a command, but no API of this form. Its bin/tsc has no extension, so the loaders of tests do not treat it as a module.
  const tsc = join(dirname(resolve('typescript-7/package.json')), 'lib/tsc.js')
  t.same(await run([tsc, '-p', join(folder, 'right')]), { code: 0, stdout: '', stderr: '' })
  const { stdout } = await run([tsc, '-p', join(folder, 'wrong')])
  t.same([...stdout.matchAll(/app\.ts\((\d+),/g)].map(([, line]) => line), ['5', '6', '7'], stdout)
})

t.test('the client runs without Node: its build imports nothing', async t => {
  for (const format of ['esm', 'cjs']) {
    const { readFileSync } = await import('node:fs')
    const text = readFileSync(fileURLToPath(new URL(`../dist/${format}/client.js`, pathToFileURL(dirname(command)))), 'utf8')
    t.notMatch(text, /^import |\brequire\(|\bprocess\.|\bBuffer\b/m, format)
  }
})
