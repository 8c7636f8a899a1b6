import { randomUUID } from 'node:crypto'
import type { Outcome } from '../../tour/outcome.ts'
import { callers } from './outcomes/callers.ts'
import { requests } from './outcomes/requests.ts'
import { verifications } from './outcomes/verifications.ts'
import { wallet } from './outcomes/wallet.ts'

export const common = () => ({ authorization: 'Bearer kyc_test_key', 'idempotency-key': randomUUID() })

export const outcomes: readonly Outcome[] = [...callers, ...wallet, ...verifications, ...requests]
