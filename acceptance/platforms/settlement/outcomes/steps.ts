import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import type { Answer, Client } from '../../../tour/client.ts'
import { succeeded } from '../../../tour/succeeded.ts'
import { toSign, type Subscription } from '../subscriptions.ts'

// The steps before an outcome use the API, create fresh data each time, and must succeed.

async function done<T> (asked: Promise<Answer>): Promise<T> {
  return succeeded(await asked) as T
}

interface Credentials {
  readonly headers: { readonly authorization: string }
}

const as = (secret: string): Credentials => ({ headers: { authorization: `Bearer ${secret}` } })

export const merchant = { name: 'Tour', country: 'DE' }

/** The session of a new merchant. */
export async function signUp (api: Client, content: object = {}): Promise<Credentials & { workspace: string }> {
  const { id, session } = await done<{ id: string, session: string }>(api('POST /v1/merchants', { body: { ...merchant, ...content } }))
  return { ...as(session), workspace: id }
}

export async function stepUp (api: Client, session: Credentials): Promise<void> {
  await done(api('POST /v1/step-up', { headers: session.headers, body: { passkey: 'passkey_demo' } }))
}

/** A key of a merchant, with the session that created it. */
export async function key (api: Client, content: object = {}): Promise<Credentials & { id: string, session: Credentials }> {
  const session = await signUp(api)
  await stepUp(api, session)
  const { id, key } = await done<{ id: string, key: string }>(api('POST /v1/api-keys', { headers: session.headers, body: { mode: 'test', role: 'owner', ...content } }))
  return { ...as(key), id, session }
}

/** An email address that is not registered yet. */
export const email = () => `tour-${randomUUID()}@example.com`

export async function payment (api: Client): Promise<string> {
  return (await done<{ id: string }>(api('POST /v1/payments', { body: { customerId: 'cus_1', amount: 5 } }))).id
}

/** A wallet of the test network, with the key that it signs with. */
export async function wallet (api: Client, content: object = {}): Promise<{ address: string, privateKey: KeyObject }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const body = { balance: 100, allowance: 100, publicKey: publicKey.export({ format: 'jwk' }).x, ...content }
  return { ...await done<{ address: string }>(api('POST /v1/testnet/wallets', { body })), privateKey }
}

/** A payment that is in the newest block. */
export async function submittedPayment (api: Client): Promise<string> {
  const id = await payment(api)
  const { address } = await wallet(api)
  await done(api(`POST /v1/payments/${id}/submit`, { body: { wallet: address } }))
  return id
}

export async function checkout (api: Client, { headers }: Credentials): Promise<string> {
  return (await done<{ id: string }>(api('POST /v1/checkout', { headers, body: { amount: 5 } }))).id
}

export async function subscription (api: Client, address = '0x0'): Promise<string> {
  return (await done<{ id: string }>(api('POST /v1/subscriptions', { body: { customerId: 'cus_1', wallet: address, amount: 5 } }))).id
}

/** Pause a subscription, and let its wallet sign the text that resumes it. */
export async function pause (api: Client, id: string, privateKey: KeyObject): Promise<{ signature: string }> {
  const paused = await done<Subscription>(api(`POST /v1/subscriptions/${id}/pause`))
  return { signature: sign(null, toSign(paused), privateKey).toString('base64url') }
}
