import type { Retry } from '../format/catalogFile.ts'

/** What a client may do with the same request, by retry verdict. */
export const retryMeanings: Readonly<Record<Retry, string>> = {
  never: 'do not send it again unchanged',
  after: 'send it again after Retry-After, or after a pause that grows',
  idempotent: 'send it again if its method is idempotent',
  'same-key': 'send it again with the same Idempotency-Key',
  'check-first': 'send it again if its method is idempotent; else look first whether it was done'
}
