import type { Answer, Client } from '../../../tour/client.ts'
import { succeeded } from '../../../tour/succeeded.ts'
import { providerSecret, sign } from '../signature.ts'
import type { Scope } from '../tokens.ts'

// The steps before an outcome use the API, create fresh data each time, and must succeed.

async function done (asked: Promise<Answer>): Promise<unknown> {
  const body = succeeded(await asked) as { problem?: string } | undefined
  // A payment that waits for its customer gets a 200.
  if (body?.problem !== undefined) throw new Error(`A step ended with ${body.problem}`)
  return body
}

async function made (asked: Promise<Answer>): Promise<string> {
  return (await done(asked) as { id: string }).id
}

export const address = { city: 'Ulm', country: 'DE' }

export function customer (api: Client, content: object = { address }): Promise<string> {
  return made(api('POST /v1/customers', { body: { name: 'Tour', ...content } }))
}

export async function method (api: Client, content: object = {}): Promise<string> {
  const body = { card: 'plain', expires: '2099-12', ...content }
  return made(api('POST /v1/payment-methods', { body: 'customer' in body ? body : { ...body, customer: await customer(api) } }))
}

/** A draft with one line. */
export async function draft (api: Client, content: object = {}): Promise<string> {
  const body = { currency: 'EUR', amount: '100.00', ...content }
  return made(api('POST /v1/invoices', { body: 'customer' in body ? body : { ...body, customer: await customer(api) } }))
}

/** An invoice of 119.00: with tax. */
export async function openInvoice (api: Client): Promise<string> {
  return made(api(`POST /v1/invoices/${await draft(api)}/finalize`))
}

export async function pay (api: Client, invoice: string, card: string): Promise<Answer> {
  return api('POST /v1/payments', { body: { invoice, method: await method(api, { card }) } })
}

/** The first payment of an invoice, also where it has failed. */
export async function paymentOf (api: Client, invoice: string): Promise<string> {
  const { payments: [payment] } = await done(api(`GET /v1/invoices/${invoice}/payments`)) as { payments: Array<{ id: string }> }
  return payment?.id ?? ''
}

export async function paidInvoice (api: Client): Promise<string> {
  const invoice = await openInvoice(api)
  await done(pay(api, invoice, 'plain'))
  return invoice
}

export function plan (api: Client, content: object = {}): Promise<string> {
  return made(api('POST /v1/plans', { body: { name: 'Basic', currency: 'EUR', amount: '10.00', ...content } }))
}

export async function archivedPlan (api: Client): Promise<string> {
  return made(api(`POST /v1/plans/${await plan(api)}/archive`))
}

/** A draft of a subscription. Its customer can pay, unless the test names another customer. */
export async function subscription (api: Client, content: object = {}): Promise<string> {
  const payer = await customer(api)
  await method(api, { customer: payer })
  return made(api('POST /v1/subscriptions', { body: { customer: payer, plan: await plan(api), ...content } }))
}

export async function activeSubscription (api: Client, content: object = {}): Promise<string> {
  return made(api(`POST /v1/subscriptions/${await subscription(api, content)}/activate`))
}

export async function wallet (api: Client, balance: string, content: object = {}): Promise<string> {
  const id = await made(api('POST /v1/wallets', { body: { currency: 'EUR', ...content } }))
  return made(api(`POST /v1/wallets/${id}/top-ups`, { body: { amount: balance } }))
}

export async function stepUp (api: Client, { seconds, headers = {} }: { seconds: number, headers?: Record<string, string> }): Promise<void> {
  await done(api('POST /v1/step-up', { headers, body: { code: '000000', seconds } }))
}

/** A new token, with the headers that use it. */
export async function token (api: Client, scopes: readonly Scope[]): Promise<{ id: string, headers: { authorization: string } }> {
  await stepUp(api, { seconds: 900 })
  const { id, token } = await done(api('POST /v1/tokens', { body: { scopes } })) as { id: string, token: string }
  return { id, headers: { authorization: `Bearer ${token}` } }
}

export function endpoint (api: Client, url: string): Promise<string> {
  return made(api('POST /v1/webhook-endpoints', { body: { url } }))
}

/** A signed webhook of the payment provider. */
export function event (api: Client, content: object, secret = providerSecret): Promise<Answer> {
  const body = JSON.stringify(content)
  return api('POST /v1/provider-events', { headers: { authorization: undefined, 'x-signature': sign(secret, body) }, body })
}

/** Let the source of rates send a new rate. */
export async function freshRate (api: Client): Promise<void> {
  await done(event(api, { type: 'rate', pair: 'EUR/USD', rate: 1.1, at: new Date().toISOString() }))
}
