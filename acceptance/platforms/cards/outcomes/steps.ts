import type { Answer, Client, Sent } from '../../../tour/client.ts'
import { succeeded } from '../../../tour/succeeded.ts'

interface Made {
  readonly id: string
  readonly key: string
  readonly token: string
}

/** The resource that a request created: next to the `status` of the envelope, or under `data` if the resource has a `status` too. */
export function made (answer: Answer): Made {
  const body = succeeded(answer) as Made & { data?: Made }
  return body.data ?? body
}

export const as = (key: string): Sent => ({ headers: { 'x-api-key': key } })

/** The key of a new program. */
export async function signUp (api: Client): Promise<Sent> {
  return as(made(await api('POST /programs', { headers: { 'x-api-key': undefined } })).key)
}

const person = { firstName: 'Pat', lastName: 'Example', phone: '+4900000001' }

/** A cardholder: unknown to compliance, submitted, or decided about. */
export async function cardholder (api: Client, until: 'draft' | 'under_review' | 'approved' | 'rejected'): Promise<string> {
  const { id } = made(await api('POST /cardholders', { body: person }))
  if (until === 'draft') return id
  await api(`POST /cardholders/${id}/submit`)
  if (until !== 'under_review') await api(`POST /cardholders/${id}/decision`, { body: { compliance: until } })
  return id
}

export async function issue (api: Client, cardholderId: string, rest: object = {}): Promise<Answer> {
  return api('POST /cards', { body: { cardholderId, label: 'Travel', kind: 'virtual', ...rest } })
}

export async function deposit (api: Client, bank: string): Promise<Answer> {
  const { id } = made(await issue(api, 'ch_approved'))
  return api(`POST /cards/${id}/bank-deposit`, { body: { amount: 500, bank } })
}
