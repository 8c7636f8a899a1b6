import { randomUUID } from 'node:crypto'
import type { Outcome } from '../../tour/outcome.ts'
import { auth } from './outcomes/auth.ts'
import { fx } from './outcomes/fx.ts'
import { idempotency } from './outcomes/idempotency.ts'
import { invoices } from './outcomes/invoices.ts'
import { misc } from './outcomes/misc.ts'
import { payments } from './outcomes/payments.ts'
import { rateLimit } from './outcomes/rateLimit.ts'
import { subscriptions } from './outcomes/subscriptions.ts'
import { tax } from './outcomes/tax.ts'
import { validation } from './outcomes/validation.ts'
import { wallets } from './outcomes/wallets.ts'
import { webhooks } from './outcomes/webhooks.ts'

/** In the order of the catalog. */
export const outcomes: readonly Outcome[] = [
  ...auth, ...idempotency, ...validation, ...rateLimit, ...subscriptions, ...invoices,
  ...payments, ...wallets, ...fx, ...tax, ...webhooks, ...misc
]

/** What the client of the tour sends with each request. */
export const common = () => ({ authorization: 'Bearer billing_partner_token', 'idempotency-key': randomUUID() })
