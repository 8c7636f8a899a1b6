import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import { toCurl } from '../../acceptance/toCurl.ts'
import { tries, type PlatformTry } from '../../acceptance/tries.ts'
import { loadContract, type Contract } from '../../src/envelope/load.ts'

const platforms = ['kyc', 'billing', 'settlement', 'merchant', 'cards'] as const

/** Where each platform writes what: read from its page. */
const placeOf = {
  http: { code: ['error', 'code'], id: ['error', 'request_id'], header: 'x-request-id' },
  kyc: { code: ['code'], id: ['request_id'], header: 'kyc-request-id' },
  billing: { code: ['problem'], id: ['trace_id'], header: 'x-request-id' },
  settlement: { code: ['error', 'code'], id: ['error', 'request_id'], header: 'x-request-id' },
  merchant: { code: ['error', 'code'], id: undefined, header: 'x-request-id' },
  cards: { code: undefined, id: undefined, header: 'x-request-id' }
} as const

const valueAt = (body: unknown, path: readonly string[]) =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], body)

const contracts = new Map<string, Contract>()
for (const name of platforms) contracts.set(name, await loadContract(`./catalog.yaml#${name}`))
contracts.set('http', await loadContract({ extends: 'http' }))

const lines: string[] = []
const app = await buildDemo({ logger: { level: 'error', stream: { write: line => { lines.push(line) } } } })
const base = await app.listen({ port: 0, host: '127.0.0.1' })
t.teardown(() => app.close())

async function send ({ method, path, headers = {}, body, repeat = 1 }: PlatformTry) {
  const init = { method, headers, ...body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) } }
  for (let i = 1; i < repeat; i++) await (await fetch(base + path, init)).text()
  const response = await fetch(base + path, init)
  return { response, body: JSON.parse(await response.text()) as Record<string, unknown> }
}

const ajv = new Ajv({ strict: false })
const answers = new Map<PlatformTry, Awaited<ReturnType<typeof send>>>()

t.test('every request that the demo prints gives its status and code, in the envelope of its platform', async t => {
  for (const item of tries) {
    const { platform, name, status, code } = item
    const answer = await send(item)
    answers.set(item, answer)
    const { response, body } = answer
    const place = placeOf[platform as keyof typeof placeOf]
    const title = `${platform}: ${name}`
    t.equal(response.status, status, title)
    t.match(response.headers.get(place.header), /^[\w.-]{8,}$/, `${title} has a request id`)
    if (code === undefined) continue
    const { catalog, envelope } = contracts.get(platform) as Contract
    const entry = catalog.entries.get(code)
    if (entry === undefined) {
      t.fail(`${title}: ${code} is no code of the catalog`)
      continue
    }
    t.equal(entry.status, status, `${title} has the documented status`)
    if (place.code !== undefined) t.equal(valueAt(body, place.code), code, `${title} has the code`)
    if (place.id !== undefined) t.equal(valueAt(body, place.id), response.headers.get(place.header), `${title} repeats the id in its header`)
    t.ok(ajv.validate(envelope.schemaOf(entry), body), `${title} is what the schema of ${code} says: ${JSON.stringify(body)}`)
    t.equal(response.headers.get('content-type'), envelope.contentType, title)
    t.equal(response.headers.get('cache-control'), 'no-store', title)
    if (status === 401 && entry.challenge !== undefined) t.equal(response.headers.get('www-authenticate'), entry.challenge, title)
    if (status === 429) t.match(response.headers.get('retry-after'), /^[1-9]\d*$/, `${title} tells when to come back`)
  }
})

t.test('each platform shows a success, a validation failure, an auth failure, a 404, a 429 and a 500', async t => {
  for (const platform of platforms) {
    const statuses = new Set(tries.filter(item => item.platform === platform).map(({ status }) => status))
    t.ok([200, 401, 404, 429, 500].every(status => statuses.has(status)), platform)
    t.ok(statuses.has(400) || statuses.has(422), `${platform} has a validation failure`)
  }
})

t.test('what only the log may hold is in no body', async t => {
  const bugs = [...answers].filter(([{ status }]) => status === 500)
  t.equal(bugs.length, platforms.length)
  for (const [{ platform }, { body }] of bugs) t.notMatch(JSON.stringify(body), /SyntaxError|RangeError|at .*\.ts|JSON|position|BigInt/, platform)
  const logged = lines.map(line => JSON.parse(line) as { status?: number, err?: { stack?: string } }).filter(({ status }) => status === 500)
  t.equal(logged.length, platforms.length)
  for (const { err } of logged) t.match(err?.stack, /Error: [^]* at /)
})

const answerTo = (platform: string, code: string) => [...answers].find(([item]) => item.platform === platform && item.code === code)?.[1]

t.test('particular to each platform is what its page documents', async t => {
  const fields = answerTo('kyc', 'validation_error')?.body['fields'] as Record<string, string[]>
  for (const messages of Object.values(fields)) t.ok(Array.isArray(messages) && messages.every(message => /\.$/.test(message)))
  t.match(answerTo('kyc', 'method_not_allowed')?.response.headers.get('allow'), /^GET, HEAD$/)
  t.match(answerTo('billing', 'validation.failed')?.body, { errors: [{ field: String, message: String }] })
  t.match(answerTo('billing', 'payment.requires_action')?.body, { problem: 'payment.requires_action', trace_id: String, next_action: { type: String } })
  t.match(answerTo('billing', 'payment.declined')?.body, { last_error: { code: String } })
  t.match(answerTo('settlement', 'invalid_request')?.body, { error: { param: String } })
  t.match(answerTo('settlement', 'restricted_jurisdiction')?.body, { error: { metadata: { code: String, name: String, reason: String } } })
  t.match(answerTo('merchant', 'validation_failed')?.body, { ok: false, error: { details: [{ path: String, message: String }] } })
  t.match(answerTo('merchant', 'insufficient_scope')?.body, { error: { details: { requiredScope: String, grantedScopes: Array } } })
  for (const code of ['rate_limited', 'rate_limited_key']) {
    const { body, response } = answerTo('merchant', code) as Awaited<ReturnType<typeof send>>
    t.match(body, { error: { details: { resetSeconds: Number(response.headers.get('retry-after')) } } }, code)
  }
  for (const [, { body }] of [...answers].filter(([{ platform, code }]) => platform === 'cards' && code === 'ip_not_authorized')) {
    t.same(body, { status: 'error', message: 'No authorized IPs configured' }, 'whichever of both checks it was')
  }
  const deposits = [...answers].find(([{ path }]) => path === '/cards/cards/transactions')?.[1].body['data'] as Array<{ amount: number, state: string }>
  t.same(deposits.map(({ amount, state }) => [amount, state]), [[500, 'done'], [500, 'done'], [700, 'unknown']], 'what was sent twice stands twice, and what broke off stands too')
})

t.test('successes are wrapped where the platform wraps them', async t => {
  for (const [{ platform, status }, { body }] of answers) {
    if (status >= 300 || (platform === 'billing' && 'problem' in body)) continue
    if (platform === 'merchant') t.match(body, { ok: true, data: {} })
    if (platform === 'cards') t.equal(body['status'], 'success')
    if (platform === 'kyc') t.notOk('ok' in body)
  }
})

t.test('a line to paste is quoted for the shell', async t => {
  t.equal(
    toCurl('http://x', { name: '', method: 'PATCH', path: '/a', headers: { k: "it's" }, body: { a: 1 }, repeat: 2, status: 200 }),
    "for i in 1 2; do curl -siw '\\n' -X PATCH http://x/a -H 'k: it'\\''s' -d '{\"a\":1}'; done"
  )
  t.equal(toCurl('http://x', { name: '', method: 'GET', path: '/', status: 200 }), "curl -siw '\\n' http://x/")
  t.equal(toCurl('http://x', { name: '', method: 'POST', path: '/', body: '{', status: 400 }), "curl -siw '\\n' http://x/ -d '{'")
})

t.test('examples and platforms have no custom error handling', async t => {
  for (const folder of ['examples', 'acceptance'].map(name => new URL(`../../${name}/`, import.meta.url))) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))) {
      const text = readFileSync(new URL(file, folder), 'utf8')
      t.notMatch(text, /setErrorHandler|errorResponseBuilder|reply\.code\([45]/, file)
      if (file.startsWith('platforms/') && text.includes("from 'fastify'")) t.notMatch(text, 'CatalogError', `${file} leaves it to the domain, which needs no Fastify, to fail`)
    }
  }
})
