import type { Answer, Client, Sent } from '../../../tour/client.ts'
import { succeeded } from '../../../tour/succeeded.ts'
import { sign } from '../topups.ts'

export const applicant = { email: 'pat@example.com', country: 'DE' }

/** The resource that a request created: its id, key or token. */
export function made (answer: Answer): { readonly id: string, readonly key: string, readonly token: string } {
  return succeeded(answer) as ReturnType<typeof made>
}

export const as = (token: string): Sent => ({ headers: { authorization: `Bearer ${token}` } })

/** The administrator's key of a new tenant, which has an empty wallet and no plan. */
export async function signUp (api: Client): Promise<Sent> {
  return as(made(await api('POST /v1/tenants', { headers: { authorization: undefined } })).key)
}

export async function issueKey (api: Client, mode: 'test' | 'live', role: 'admin' | 'viewer', sent: Sent = {}) {
  return made(await api('POST /v1/api-keys', { ...sent, body: { mode, role } }))
}

export async function start (api: Client, checks: readonly string[] = ['document']): Promise<string> {
  return made(await api('POST /v1/verifications', { body: { ...applicant, checks } })).id
}

/** The webhook of AIO. */
export function callBack (api: Client, topup: string, secret?: string): Promise<Answer> {
  const body = JSON.stringify({ topup })
  return api('POST /webhooks/aio', { headers: { authorization: undefined, 'aio-signature': sign(body, secret) }, body })
}
