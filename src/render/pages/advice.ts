import type { Retry } from '../../format/catalogFile.ts'

/** What a client should do with the same request after a failure, for people. */
export interface Advice {
  /** Short enough for a badge. */
  readonly label: string
  readonly sentence: string
}

export const retryAdvice: Readonly<Record<Retry, Advice>> = {
  never: {
    label: 'Do not retry',
    sentence: 'The same request fails again until its cause is fixed.'
  },
  after: {
    label: 'Retry later',
    sentence: 'Wait for the seconds in Retry-After, then send the same request again. Without that header, wait longer after each attempt.'
  },
  idempotent: {
    label: 'Retry safely',
    sentence: 'Retry GET, HEAD, PUT, DELETE and OPTIONS with growing pauses. Retry POST and PATCH only with an Idempotency-Key.'
  },
  'same-key': {
    label: 'Retry with the same key',
    sentence: 'Send the same request again with the same Idempotency-Key. With another key the work may run twice.'
  },
  'check-first': {
    label: 'Check, then retry',
    sentence: 'The work may have been done. Retry reads with growing pauses. Before you repeat a write, check whether it took effect.'
  }
}
