import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import * as billing from '../../acceptance/platforms/billing/outcomes/steps.ts'
import * as kyc from '../../acceptance/platforms/kyc/outcomes/steps.ts'
import { createClient, type Answer, type Client } from '../../acceptance/tour/client.ts'
import { platforms, type Platform } from '../../acceptance/tour/platforms.ts'

const document = { body: { check: 'document' } }

/** A key for live mode, of the tenant that the client of the tour is. */
async function liveKey (api: Client) {
  await api('PUT /v1/plan', { body: { slug: 'payg' } })
  return kyc.as((await kyc.issueKey(api, 'live', 'admin')).key)
}

async function rotatedToken (api: Client) {
  const token = await billing.token(api, ['subscriptions:read'])
  await api(`POST /v1/tokens/${token.id}/rotate`, { body: { grace_seconds: 0 } })
  return token
}

/** What the documented codes answer besides the one occasion of each that is on the tour. */
const occasions: ReadonlyArray<readonly [platform: string, title: string, ask: (api: Client) => Promise<Answer>, status: number, code: string | undefined]> = [
  ['kyc', 'a canceled verification takes no more checks', async api => {
    const id = await kyc.start(api)
    await api(`POST /v1/verifications/${id}/cancel`)
    return api(`POST /v1/verifications/${id}/checks`, document)
  }, 422, 'check_not_required'],
  ['kyc', 'a live key is none for what was started in test mode', async api => api(`GET /v1/verifications/${await kyc.start(api)}`, await liveKey(api)), 401, 'invalid_api_key'],
  ['kyc', 'a live key is one for what it has started', async api => {
    const key = await liveKey(api)
    const { id } = kyc.made(await api('POST /v1/verifications', { ...key, body: kyc.applicant }))
    return api(`POST /v1/verifications/${id}/checks`, { ...key, ...document })
  }, 200, undefined],
  ['billing', 'a wallet does not pay an invoice of which a payment waits for its customer', async api => {
    const invoice = await billing.openInvoice(api)
    await billing.pay(api, invoice, '3ds')
    return api(`POST /v1/wallets/${await billing.wallet(api, '500.00')}/settlements`, { body: { invoice } })
  }, 409, 'payment.duplicate'],
  ['billing', 'a canceled subscription changes no plan', async api => {
    const id = await billing.activeSubscription(api)
    await api(`POST /v1/subscriptions/${id}/cancel`)
    return api(`PATCH /v1/subscriptions/${id}`, { body: { plan: await billing.plan(api) } })
  }, 422, 'subscription.illegal_transition'],
  ['billing', 'a token does not get scopes by rotating one that has more', async api => {
    const { id } = await billing.token(api, ['invoices:write'])
    const { headers } = await billing.token(api, ['tokens:write'])
    await billing.stepUp(api, { seconds: 60, headers })
    return api(`POST /v1/tokens/${id}/rotate`, { headers, body: { grace_seconds: 60 } })
  }, 403, 'auth.scope_required'],
  ['billing', 'a token whose grace period is over stays so when it is rotated again', async api => {
    const { id, headers } = await rotatedToken(api)
    await api(`POST /v1/tokens/${id}/rotate`, { body: { grace_seconds: 60 } })
    return api('GET /v1/plans', { headers })
  }, 401, 'auth.expired_token'],
  ['billing', 'events are sent to this machine only', api => api('POST /v1/webhook-endpoints', { body: { url: 'http://192.0.2.1:80/' } }), 422, 'validation.failed'],
  ['billing', 'an endpoint where nobody listens is a downstream that is away', async api =>
    api(`POST /v1/webhook-endpoints/${await billing.endpoint(api, 'http://127.0.0.1:2/')}/test`), 503, 'unavailable']
]

let base = ''
t.before(async () => {
  const app = await buildDemo()
  t.teardown(() => app.close())
  base = await app.listen({ port: 0, host: '127.0.0.1' })
})

const clientOf = (platform: string) => createClient(`${base}/${platform}`, (platforms[platform] as Platform).common)

for (const [platform, title, ask, status, code] of occasions) {
  t.test(`${platform}: ${title}`, async t => {
    const { status: got, body } = await ask(clientOf(platform))
    const { code: kycCode, problem = kycCode } = body as Record<string, unknown>
    t.same([got, problem], [status, code])
  })
}

t.test('merchant: a starter has 10 requests a second, and each key half of them', async t => {
  const { headers } = await clientOf('merchant')('GET /v1/customers/cus_1')
  t.match(headers.get('ratelimit-policy'), /"all-key";q=300;w=60, "all-merchant";q=600;w=60/)
})
