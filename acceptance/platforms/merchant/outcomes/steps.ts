import { budgets } from '../../../budgets.ts'
import type { Answer, Client, Sent } from '../../../tour/client.ts'
import { succeeded } from '../../../tour/succeeded.ts'
import type { MerchantScope } from '../bodies.ts'
import { everything } from '../keys.ts'

export const customer = { name: 'Pat Example', email: 'pat@example.com' }

interface Made {
  readonly id: string
  readonly key: string
}

/** The resource that a request created, without the wrapper of successes. */
export function made (answer: Answer): Made {
  return (succeeded(answer) as { data: Made }).data
}

export const as = (key: string): Sent => ({ headers: { authorization: `Bearer ${key}` } })

/** The test key of a new merchant: a starter of the first tier. */
export async function signUp (api: Client): Promise<Sent> {
  return as(made(await api('POST /v1/merchants', { headers: { authorization: undefined } })).key)
}

export function issueKey (api: Client, by: Sent, { mode = 'test', scopes = everything, ...rest }: { mode?: 'test' | 'live', scopes?: MerchantScope[], allowedIps?: string[] } = {}) {
  return api('POST /v1/api-keys', { ...by, body: { mode, scopes, ...rest } })
}

/** A live key of a new merchant. */
export async function liveKey (api: Client): Promise<Sent> {
  return as(made(await issueKey(api, await signUp(api), { mode: 'live' })).key)
}

export const payout = (api: Client, by: Sent, amount = 500, to = 'Sample Ltd') => api('POST /v1/payouts', { ...by, body: { amount, to } })

/** Use up the small budget of a key. */
export async function useUp (api: Client, by: Sent) {
  for (let sent = 0; sent < budgets.small.max; sent++) await api('GET /v1/balance', by)
}
