import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import t from 'tap'
import { ApiError, createReader, isApiError, toError } from '../../src/client.ts'
import type { Failure } from '../../src/client/types.ts'
import { toErrorData } from '../../src/render/generate/errorData.ts'
import { contractOf } from './responses.ts'

type Codes = { readonly slow_down: { readonly status: 429, readonly retry: 'after', readonly details: { readonly seconds: number } } }

class RateLimitError extends ApiError<Codes, 'slow_down'> {
  static override readonly className: string = 'RateLimitError'
}
const classes = { slow_down: RateLimitError }

async function failureOf (status: number, body: unknown, headers = {}): Promise<Failure> {
  const { catalog } = await contractOf('kyc')
  return await createReader(toErrorData(catalog))({ status, headers, body }) as Failure
}

const slow = { code: 'slow_down', message: 'Wait 5 s.', request_id: 'r' }

t.test('a failure is thrown as the class of its code, with the decoded members', async t => {
  const failure = await failureOf(429, slow, { 'retry-after': '5' })
  const error = toError(failure, classes)
  t.ok(error instanceof RateLimitError && error instanceof ApiError && error instanceof Error)
  t.match(error, { name: 'RateLimitError', message: 'Wait 5 s.', code: 'slow_down', status: 429, retryAfter: 5, retry: 'after', requestId: 'r', docs: 'https://errors.test/slow_down', issues: [], details: {}, failure })
  t.equal(String(error), 'RateLimitError: Wait 5 s.')
  t.match(error.stack, /apiError\.test|apiError\.ts/)
  const { code, retryAfter }: { code: 'slow_down', retryAfter: number | undefined } = error as RateLimitError
  t.same([code, retryAfter], ['slow_down', 5])
})

t.test('all other failures are thrown as ApiError', async t => {
  for (const [failure, message, code] of [
    [await failureOf(429, { ...slow, code: 'slower' }), 'Wait 5 s.', 'slower'],
    [await failureOf(429, { ...slow, code: '__proto__' }), 'Wait 5 s.', '__proto__'],
    [await failureOf(502, '<html>', { 'content-type': 'text/html' }), 'status 502', undefined],
    [await failureOf(502, ''), 'status 502', undefined]
  ] as const) t.match(toError(failure, classes), { name: 'ApiError', message, code, cause: undefined })
  const { message: _, ...silent } = await failureOf(429, slow) as Failure & { message: string }
  t.equal(toError(silent as Failure).message, 'status 429')
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  t.match(toError(await createReader({ codes: {}, envelopes: [], requestId: '' })(cause) as Failure), { message: 'no response: refused', cause })
})

t.test('an error is recognized by its code and across copies of the module', async t => {
  const copy = await import(`${fileURLToPath(new URL('../../src/client/apiError.ts', import.meta.url))}?copy`) as { ApiError: typeof ApiError }
  class OtherRateLimitError extends copy.ApiError {
    static override readonly className: string = 'RateLimitError'
  }
  t.not(copy.ApiError, ApiError)
  const error = new OtherRateLimitError(await failureOf(429, slow))
  t.ok(error instanceof ApiError)
  t.ok(error instanceof RateLimitError)
  t.notOk(new copy.ApiError(await failureOf(429, slow)) instanceof RateLimitError)
  for (const [value, code, want] of [
    [error, undefined, true], [error, 'slow_down', true], [error, 'locked', false], [new Error('x'), undefined, false], [null, undefined, false], ['x', undefined, false], [{ code: 'slow_down' }, 'slow_down', false]
  ] as const) t.equal(isApiError(value, code), want)
})

async function sizeOf (names: string): Promise<number> {
  const { catalog } = await contractOf('nested')
  const { codes: _, ...data } = toErrorData(catalog)
  const source = `import { ${names} } from ${JSON.stringify(fileURLToPath(new URL('../../src/client.ts', import.meta.url)))}
export default [${names}, ${JSON.stringify(data)}]`
  const entry = { name: 'entry', resolveId: (id: string) => id === 'entry' ? id : null, load: (id: string) => id === 'entry' ? source : null }
  const bundle = await rolldown({ input: 'entry', platform: 'browser', plugins: [entry] })
  const { output: [{ code, imports }] } = await bundle.generate({ format: 'esm', minify: true })
  if (imports.length > 0 || /\b(require|process|Buffer)\b/.test(code)) throw new Error('the client must run in browsers')
  return gzipSync(code, { level: 9 }).length
}

t.test('a minified client with one envelope is small after gzip', async t => {
  for (const [names, most] of [
    ['createReader', 3072],
    ['createReader, shouldRetry', 3500],
    ['createReader, shouldRetry, withRetry, ApiError, isApiError, toError', 4352]
  ] as const) {
    const size = await sizeOf(names)
    t.ok(size <= most, `${names}: ${size} bytes`)
  }
})
