import { randomUUID } from 'node:crypto'
import type { Outcome } from '../../tour/outcome.ts'
import { access } from './outcomes/access.ts'
import { account } from './outcomes/account.ts'
import { money } from './outcomes/money.ts'
import { requests } from './outcomes/requests.ts'

export const common = () => ({ authorization: 'Bearer merchant_test_key', 'idempotency-key': randomUUID() })

export const outcomes: readonly Outcome[] = [...access, ...account, ...money, ...requests]
