import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import type { Answer } from '../../acceptance/tour/client.ts'
import { differences } from '../../acceptance/tour/differences.ts'
import type { Outcome } from '../../acceptance/tour/outcome.ts'
import type { Entry } from '../../src/catalog/entry.ts'
import { loadContract } from '../../src/envelope/load.ts'

const never = async () => { throw new Error('nobody is asked here') }
const contract = await loadContract('./catalog.yaml#merchant')
const entry = contract.catalog.entries.get('rate_limited') as Entry
const outcome: Outcome = { code: 'rate_limited', because: '', provoke: never, legal: never, details: { resetSeconds: /^\d$/ }, headers: { 'retry-after': /^\d$/ } }

const documented = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-request-id': 'request-1', 'retry-after': '5' }
const failed = (details: object, code = 'rate_limited', message = 'The request budget of this merchant is used up for another 5 s.') => ({ ok: false, error: { code, message, details } })
const answer: Answer = { method: 'GET', path: '/', status: 429, headers: new Headers(documented), body: failed({ resetSeconds: 5 }) }
const legal: Answer = { method: 'GET', path: '/', status: 200, headers: new Headers(), body: { ok: true, data: {} } }
const withHeaders = (headers: object) => ({ answer: { ...answer, headers: new Headers({ ...documented, ...headers }) } })

for (const [title, asked, want] of [
  ['all that is documented', {}, []],
  ['another status', { answer: { ...answer, status: 503 } }, ['status: wanted 429, got 503']],
  ['another code', { answer: { ...answer, body: failed({ resetSeconds: 5 }, 'rate_limited_key') } }, ["code: wanted 'rate_limited', got 'rate_limited_key'", /^body: /]],
  ['another message', { answer: { ...answer, body: failed({ resetSeconds: 5 }, undefined, 'Wait.') } }, [/^message: wanted 'The request .* 5 s\.', got 'Wait\.'/]],
  ['a detail that does not fit its pattern', { answer: { ...answer, body: failed({ resetSeconds: 60 }, undefined, 'The request budget of this merchant is used up for another 60 s.') } }, ['details: wanted { resetSeconds: /^\\d$/ }, got { resetSeconds: 60 }']],
  ['a detail too many', { answer: { ...answer, body: failed({ resetSeconds: 5, key: 'k' }) } }, [/^body: wanted .* details: \{ resetSeconds: 5 \} .* got .* key: 'k' /]],
  ['no envelope', { answer: { ...answer, body: { error: 'Too many.' } } }, ['429 {"error":"Too many."} is not in the envelope']],
  ['another header', withHeaders({ 'cache-control': 'public', 'retry-after': 'soon' }), ["cache-control: wanted 'no-store', got 'public'", "retry-after: wanted /^\\d$/, got 'soon'"]],
  ['a header too many', withHeaders({ 'www-authenticate': 'Bearer' }), ["www-authenticate: wanted undefined, got 'Bearer'"]],
  ['no request id', withHeaders({ 'x-request-id': '' }), [/^request id: wanted .*, got ''$/]],
  ['a neighbour that fails', { legal: { ...legal, status: 403 } }, ['neighbour: wanted /^2\\d\\d$/, got 403']],
  ['a neighbour that is the failure', { legal: { ...answer, status: 200 } }, ["neighbour: wanted undefined, got 'rate_limited'"]]
] as ReadonlyArray<[string, object, Array<string | RegExp>]>) {
  t.test(`the tour tells ${title}`, async t => {
    const got = differences(contract, entry, outcome, { answer, legal, ...asked })
    t.equal(got.length, want.length, got.join('\n'))
    t.match(got, want)
  })
}

t.test('npm run tour ends with 1 where nobody answers, and tells so for each code', async t => {
  const args = ['--import', 'tsx', fileURLToPath(new URL('../../acceptance/tour/run.ts', import.meta.url)), 'http://127.0.0.1:2']
  const env = { PATH: process.env['PATH'], _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  const { code, stdout } = await promisify(execFile)(process.execPath, args, { env }).then(done => ({ code: 0, ...done }), (error: unknown) => error as { code: number, stdout: string })
  t.equal(code, 1)
  t.match(stdout, /kyc +authentication_required +401 +TypeError: fetch failed/)
  t.match(stdout, /^0 of 112 codes are answered as documented$/m)
})
