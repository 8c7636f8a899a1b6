import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { budgets } from '../../acceptance/budgets.ts'
import { createClient, type Answer } from '../../acceptance/tour/client.ts'
import { freePort } from '../freePort.ts'
import { startRedis } from '../redis.ts'

/** A demo in a separate process, as `npm start` starts it; resolves to its address. */
async function forkDemo (t: Test, redis: number): Promise<string> {
  const env = { ...process.env, PORT: '0', REDIS_URL: `redis://127.0.0.1:${redis}`, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  const child = fork(fileURLToPath(new URL('demoServer.ts', import.meta.url)), { env, execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  t.teardown(() => child.disconnect())
  const [told] = await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit').then(([code]) => { throw new Error(`the demo ended with ${code}`) })]) as [Buffer]
  child.stdout?.resume()
  return /http:\S+/.exec(told.toString())?.[0] as string
}

/** Clients of one platform, in both demos. */
const clientsOf = (bases: readonly string[], platform: string, headers: Record<string, string>) =>
  bases.map(base => createClient(`${base}/${platform}`, () => headers)) as [ReturnType<typeof createClient>, ReturnType<typeof createClient>]

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** One route of each platform with the small budget, and one that takes keys. */
const platforms = {
  kyc: { headers: bearer('kyc_test_key'), limited: '/v1/balance', write: '/v1/verifications', body: { email: 'pat@example.com', country: 'DE' } },
  billing: { headers: bearer('billing_test_token'), limited: '/v1/scopes', write: '/v1/invoices', body: { customer: 'cus_1', currency: 'EUR', amount: '12.50' } },
  settlement: { headers: bearer('settlement_test_key'), limited: '/v1/chains', write: '/v1/customers', body: { email: 'sam@example.com' } },
  merchant: { headers: bearer('merchant_test_key'), limited: '/v1/balance', write: '/v1/customers', body: { name: 'Pat Example', email: 'pat@example.com' } },
  cards: { headers: { 'x-api-key': 'cards_test_key' }, limited: '/currencies' }
} as const

const replayed = ({ status, headers }: Answer) => [status, headers.get('idempotent-replayed')]

t.test('two demos on one Redis share rate limits and idempotency keys', async t => {
  const port = await freePort()
  await startRedis(t, port)
  const bases = await Promise.all([forkDemo(t, port), forkDemo(t, port)])

  for (const [platform, { headers, limited }] of Object.entries(platforms)) {
    const [one, other] = clientsOf(bases, platform, headers)
    for (let sent = 0; sent < budgets.small.max; sent++) t.equal((await one(`GET ${limited}`)).status, 200, platform)
    t.equal((await other(`GET ${limited}`)).status, 429, `${platform}: a budget used up at one is used up at the other`)
  }

  for (const [platform, given] of Object.entries(platforms)) {
    if (!('write' in given)) continue
    const { headers, write, body } = given
    const [one, other] = clientsOf(bases, platform, { ...headers, 'idempotency-key': randomUUID() })
    const first = await one(`POST ${write}`, { body })
    t.same(replayed(first), [201, null], platform)
    const second = await other(`POST ${write}`, { body })
    t.same([replayed(second), second.body], [[201, 'true'], first.body], `${platform}: what one has answered the other tells again`)
  }

  // The screening provider of merchant does not answer for this recipient: a request that runs until it gives up.
  const clients = clientsOf(bases, 'merchant', { ...bearer('merchant_live_key'), 'idempotency-key': randomUUID() })
  const answers = await Promise.all(clients.map(api => api('POST /v1/payouts', { body: { amount: 500, to: 'Slow Ltd' } })))
  t.same(answers.map(({ status }) => status).sort(), [400, 502], 'while a request runs at one, the other does not run it')
})
