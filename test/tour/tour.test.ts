import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import type { Outcome } from '../../acceptance/tour/outcome.ts'
import { platforms } from '../../acceptance/tour/platforms.ts'
import { toExact } from '../../acceptance/tour/toExact.ts'
import { tour, type Row } from '../../acceptance/tour/tour.ts'
import { toPage } from '../../scripts/platforms.ts'
import { docOf } from '../docs/serve.ts'

interface Documented {
  readonly status: number
  readonly message: string
  readonly challenge?: string
  readonly retryAfter?: number
}

/** What a body has to say. */
interface Said {
  readonly code: string
  readonly message: string
  readonly id: string | null
  readonly details: object
  readonly issues: NonNullable<Outcome['issues']>
  readonly param: string | undefined
}

const unlessEmpty = (name: string, value: object) => Object.keys(value).length === 0 ? {} : { [name]: value }
const byField = (issues: Said['issues']) => Object.fromEntries([...new Set(issues.map(({ path }) => path))]
  .map(field => [field, issues.filter(({ path }) => path === field).map(({ message }) => message)]))

/** How each platform writes a failure: read from its page, and by no code of the package. */
const bodyOf: Readonly<Record<string, (said: Said) => object>> = {
  kyc: ({ code, message, id, issues }) => ({ code, message, request_id: id, ...unlessEmpty('fields', byField(issues)) }),
  billing: ({ code, message, id, issues, details }) =>
    ({ problem: code, message, trace_id: id, ...unlessEmpty('errors', issues.map(({ path, message }) => ({ field: path, message }))), ...details }),
  settlement: ({ code, message, id, param, details }) =>
    ({ error: { code, message, ...param === undefined ? {} : { param }, request_id: id, ...unlessEmpty('metadata', details) } }),
  merchant: ({ code, message, issues, details }) =>
    ({ ok: false, error: { code, message, ...unlessEmpty('details', issues.length === 0 ? details : issues.map(({ path, message, keyword }) => ({ path, message, code: keyword }))) } }),
  cards: ({ message, details }) => ({ status: 'error', message, ...details })
}

const { catalogs } = parse(readFileSync(new URL('../../catalog.yaml', import.meta.url), 'utf8')) as { catalogs: Record<string, { codes: Record<string, Documented> }> }
const documented = Object.keys(bodyOf).flatMap(platform => Object.entries(catalogs[platform]?.codes ?? {}).map(([code, entry]) => ({ platform, code, entry })))
const titleOf = ({ platform, code }: { platform: string, code: string }) => `${platform} ${code}`

let rows: readonly Row[] = []
/** What the page is that the Link of each failure leads to. */
const helped = new Map<Row, { readonly link: string | null, readonly status?: number, readonly heading?: string | undefined }>()
t.before(async () => {
  const app = await buildDemo()
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  rows = await tour(base)
  for (const row of rows) {
    const link = row.answer?.headers.get('link') ?? null
    const url = /^<([^>]+)>; rel="help"$/.exec(link ?? '')?.[1]
    if (url === undefined) {
      helped.set(row, { link })
    } else {
      const response = await fetch(new URL(url, base))
      helped.set(row, { link, status: response.status, heading: /<h1><code>(.*?)<\/code><\/h1>/.exec((await response.text()).replaceAll('<wbr>', ''))?.[1] })
    }
  }
  await app.close()
})

t.test('the Link of each failure leads to the page of its code', async t => {
  t.equal(helped.size, 112)
  for (const [{ platform, entry: { code } }, page] of helped) {
    t.strictSame(page, { link: `</${platform}/errors/${code}>; rel="help"`, status: 200, heading: code }, `${platform} ${code}`)
  }
})

t.test('each of the 112 codes has one outcome, and the tour asks for all of them in the order of the catalogs', async t => {
  t.equal(documented.length, 112)
  for (const [platform, { outcomes }] of Object.entries(platforms)) {
    t.same(outcomes.map(({ code }) => code).sort(), Object.keys(catalogs[platform]?.codes ?? {}).sort(), platform)
  }
  t.same(rows.map(({ platform, entry: { code } }) => titleOf({ platform, code })), documented.map(titleOf))
})

for (const { platform, code, entry } of documented) {
  t.test(`${titleOf({ platform, code })} is answered as documented, and its neighbour succeeds`, async t => {
    const { answer, legal, outcome, wrong } = rows.find(row => row.platform === platform && row.entry.code === code) ?? {}
    if (answer === undefined || legal === undefined || outcome === undefined) throw new Error(wrong?.join())
    t.equal(answer.status, entry.status)
    t.same(answer.body, toExact(bodyOf[platform]?.(said(platform, code, entry, { answer, outcome })), answer.body))
    const { headers } = answer
    for (const [name, want] of Object.entries(headersOf(entry, outcome))) t.equal(headers.get(name), toExact(want, headers.get(name)), name)
    t.match(headers.get(idHeader(platform)), /^(req_)?[\w-]{36}$/, 'a request id')
    t.match(legal.status, /^2\d\d$/)
    t.notMatch(JSON.stringify(legal.body), `"${code}"`, 'no failure that is sent with a 200')
    t.same(wrong, [], 'the tour sees it alike')
  })
}

const idHeader = (platform: string) => platform === 'kyc' ? 'kyc-request-id' : 'x-request-id'

function said (platform: string, code: string, entry: Documented, { answer, outcome }: Required<Pick<Row, 'answer' | 'outcome'>>): Said {
  const { details = {}, issues = [], param, message = entry.message } = outcome
  // Only the wait varies, and the header has the same value.
  const all: Record<string, unknown> = { ...details, ...'resetSeconds' in details ? { resetSeconds: Number(answer.headers.get('retry-after')) } : {} }
  return { code, message: message.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(all[name])), id: answer.headers.get(idHeader(platform)), details: all, issues, param }
}

/** All that a failure has, and has not. */
function headersOf ({ challenge, retryAfter }: Documented, { headers }: Outcome) {
  return {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'www-authenticate': challenge ?? null,
    'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : null,
    allow: null,
    ...headers
  }
}

t.test('docs/reference/platforms.md lists the results of the tour', async t => {
  t.equal(docOf('reference/platforms.md'), toPage(rows))
})
